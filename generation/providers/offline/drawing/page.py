"""Composes one page: scenery, things, cast, weather, the frame in front. Answers one SVG, 864 units high."""

from dataclasses import replace
from itertools import pairwise
from random import Random

from ...base import ImageRequest
from . import weather
from .arrangement import arrange
from .blocking import in_a_boat, in_bed, on_the_ground
from .dice import dice
from .features import features
from .forms import VOLUME
from .framing import Spot, frame_around, spots
from .light import LIGHTS, overcast
from .places import PLACES
from .reading import Scene, read
from .stage import Scenery, Stage
from .svg import element, number

HEIGHT = 864
BLEED = 16
CLOUDED = {"rain": 0.62, "storm": 0.8, "fog": 0.7, "snow": 0.4}
MEADOWS = ("forest", "jungle", "meadow", "garden", "farm", "village", "castle", "river", "lake", "mountain")
"""Where fireflies live."""
HORIZONS = {"wide": 470, "medium": 500, "close": 520}


def _stage(scene: Scene, width: float, rng: Random) -> Stage:
    light = LIGHTS[scene.hour]
    if scene.weather in CLOUDED:
        light = overcast(light, CLOUDED[scene.weather])
    if scene.place == "cave":
        light = replace(light, strength=light.strength * 0.8)
    horizon = HORIZONS[scene.camera] + rng.uniform(-18, 18)
    return Stage(width, light, rng, scene.season, scene.weather, HEIGHT, horizon, scene.words, scene.abed, scene.unlit)


def _aside(stage: Stage, at: list[Spot]) -> float:
    """The middle of the widest room beside and between the cast."""
    edges = [stage.frame.x(0), *sorted(spot.x for spot in at), stage.frame.x(1)]
    left, right = max(pairwise(edges), key=lambda gap: gap[1] - gap[0])
    return (left + right) / 2


def _layers(scene: Scene, stage: Stage, scenery: Scenery, at: list[Spot]) -> list[str]:
    """From the back of the page to its front."""
    behind, before = arrange(scene, stage, scenery, at)
    behind = features(stage, scenery, scene.features, _aside(stage, at)) + behind
    if scenery.bed:
        people = in_bed(scene, stage, scenery)
    else:
        people = in_a_boat(scene, stage) if scene.afloat else on_the_ground(scene, stage, scenery, at)
    if scenery.indoors or scene.place in ("cave", "underwater", "space"):
        return [scenery.back, behind, people, before, scenery.front]
    drifting = weather.behind(stage, fireflies=scene.place in MEADOWS)
    return [scenery.back, drifting, behind, people, before, scenery.front, weather.before(stage)]


def compose(request: ImageRequest) -> tuple[str, Scene]:
    """The page as SVG (with a little bleed around it, to be cropped), and what was read into it."""
    rng = dice(request.seed, request.picture, request.text, request.prompt)
    scene = read(request, rng)
    stage = _stage(scene, HEIGHT * request.width / request.height, rng)
    at = spots(scene, stage)
    stage.frame = frame = frame_around(scene, stage, at)
    layers = [element("defs", VOLUME), *_layers(scene, stage, PLACES[scene.place](stage), at)]
    bleed = BLEED * frame.height / HEIGHT
    view = (frame.left - bleed, frame.top - bleed, frame.width + 2 * bleed, frame.height + 2 * bleed)
    return element("svg", *layers, xmlns="http://www.w3.org/2000/svg", viewBox=" ".join(map(number, view))), scene
