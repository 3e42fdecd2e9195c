"""Who stands where across the page, and how much of the page the reader sees: all of it, or a piece around the cast."""

from dataclasses import dataclass, replace

from .playing import Part
from .reading import Scene
from .riding import seat_on
from .stage import Frame, Stage

HEROES = {"wide": 295, "medium": 365, "close": 375}
ZOOMS = {"wide": 1.0, "medium": 1.13, "close": 1.7}
AT_SEA = 1.3
SLOTS = {
    1: ((0.31,), (0.42,), (0.56,), (0.68,)),
    2: ((0.36, 0.62), (0.27, 0.51), (0.47, 0.72)),
    3: ((0.25, 0.5, 0.74), (0.28, 0.47, 0.74)),
    4: ((0.19, 0.4, 0.61, 0.82),),
}
CROWD = {0: 1.0, 1: 1.0, 2: 0.95, 3: 0.84, 4: 0.72}
GROUND = 850
"""The lower edge of a piece of the page: a little below everybody's feet."""


@dataclass(frozen=True)
class Spot:
    """`deep` is 0 at the floor's far edge and 1 at the near one; `lift` is how high above it somebody is."""

    x: float
    deep: float
    lift: float = 0
    left: bool = False


def scale_of(part: Part, scene: Scene, width: float) -> float:
    return HEROES[scene.camera] / 100 * part.looks.size**0.62 * CROWD[len(scene.cast)] * min(width / 1000, 1)


def _lift(part: Part, scene: Scene, stage: Stage) -> float:
    """How high above the ground somebody is: flying, or swimming under water."""
    species, rng = part.looks.species, stage.rng
    if scene.place == "underwater" and part.swims:
        return rng.uniform(90, 210)
    winged = species.build == "bird" or "wings" in species.extras or part.looks.noun in ("fairy", "ghost", "cloud")
    if part.posture == "fly" and (winged or scene.place in ("sky", "space")):
        return rng.uniform(110, 170)
    return rng.uniform(90, 150) if {"wings", "bigwings"} & species.extras and species.build == "bug" else 0


def reach_of_body(part: Part) -> float:
    """Half of somebody's width, of a height of 100."""
    if part.looks.species.ears == "flap":
        return 56
    if part.posture in ("lie", "sleep"):
        return 58
    return {"swimmer": 62, "octopus": 46}.get(part.looks.species.build, 40)


def _height(part: Part) -> float:
    """With whatever is on the head."""
    return 128 + (26 if "longneck" in part.looks.species.extras else 0)


def _apart(xs: list[float], reach: list[float]) -> list[float]:
    """Nobody stands in front of somebody: who is too near moves to the right, then all move back a little."""
    placed = xs[:1]
    for i, x in enumerate(xs[1:], 1):
        placed.append(max(x, placed[-1] + 0.85 * (reach[i - 1] + reach[i])))
    back = (placed[-1] - xs[-1]) / 2 if xs else 0
    return [x - back for x in placed]


def spots(scene: Scene, stage: Stage) -> list[Spot]:
    """One for each of the cast; who rides on another is where that one is."""
    walking = [part for part in scene.cast if part.steed is None]
    at = dict(zip((id(part) for part in walking), _standing(walking, scene, stage), strict=True))
    placed = [at.get(id(part)) for part in scene.cast]
    return [
        spot or _riding(scene.cast[part.steed], placed[part.steed], scene, stage)
        for part, spot in zip(scene.cast, placed, strict=True)
    ]


def _riding(steed: Part, spot: Spot, scene: Scene, stage: Stage) -> Spot:
    (aside, up), scale = seat_on(steed.looks), scale_of(steed, scene, stage.width)
    x = spot.x + aside * scale * (-1 if spot.left else 1)
    return replace(spot, x=x, deep=spot.deep + 0.01, lift=spot.lift + up * scale)


def _standing(cast: list[Part], scene: Scene, stage: Stage) -> list[Spot]:
    count = len(cast)
    slots = [stage.x(x) + stage.rng.uniform(-14, 14) for x in stage.rng.choice(SLOTS.get(count, ((),)))]
    xs = _apart(slots, [reach_of_body(part) * scale_of(part, scene, stage.width) for part in cast])
    far = {"wide": 0.4, "medium": 0.72, "close": 0.72}[scene.camera]
    travelling = any(part.posture in ("walk", "run") for part in cast)
    found = []
    for i, (part, x) in enumerate(zip(cast, xs, strict=True)):
        left = (i >= count / 2 if count > 1 else x > stage.x(0.5)) and not (count > 1 and travelling)
        deep = far + stage.rng.uniform(-0.08, 0.2) + (i % 2) * 0.08
        found.append(Spot(x, deep, _lift(part, scene, stage), left))
    return found


def frame_around(scene: Scene, stage: Stage, at: list[Spot]) -> Frame:
    """As near as the camera goes without cutting anybody; open room is left where they look."""
    zoom = ZOOMS[scene.camera]
    if scene.afloat:
        zoom, middle = min(zoom, AT_SEA), stage.x(0.5)
    elif stage.abed or not at:
        zoom, middle = 1, stage.x(0.5)
    else:
        sized = [(s, p, scale_of(p, scene, stage.width)) for p, s in zip(scene.cast, at, strict=True)]
        left = min(spot.x - 1.25 * reach_of_body(part) * scale for spot, part, scale in sized)
        right = max(spot.x + 1.25 * reach_of_body(part) * scale for spot, part, scale in sized)
        tall = max(spot.lift + _height(part) * scale for spot, part, scale in sized)
        zoom = max(min(zoom, stage.width / (right - left), stage.height / (tall + 90)), 1)
        middle = (left + right) / 2 + (0 if len(at) > 1 else stage.width / zoom * (-0.1 if at[0].left else 0.1))
    width, height = stage.width / zoom, stage.height / zoom
    x = min(max(middle - width / 2, 0), stage.width - width)
    return Frame(x, min(GROUND, stage.height) - height if zoom > 1 else 0, width, height)
