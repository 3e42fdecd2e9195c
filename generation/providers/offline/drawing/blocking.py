"""Where the cast stands and how it is lit: on the ground, in the air, in a boat, in bed."""

from dataclasses import replace

from . import actor
from .blobs import Body
from .boats import boat_hull, sail
from .colour import darker
from .drawn_things import DRAWN
from .framing import HEROES, Spot, scale_of
from .playing import Part
from .props import GLOWING, LAMPS, emoji, prop
from .reading import Scene
from .riding import MOUNTS
from .stage import Scenery, Stage
from .svg import Point, glow, group, number, oval, shadow, stroke
from .things import Thing, measured

MOONLIGHT = "#8fa6e6"
"""Falls on everybody at night, so that also who is dark can be seen."""
HEADGEAR = ("hat", "cone", "visor", "beanie", "cap", "crown", "hood")
GLOW_WORMS = ("firefly", "glowworm")
HELD = {"umbrella": 40, "kite": 40, "balloon": 44, "sunflower": 48}
"""How big a thing is in a hand, where it is bigger than most."""
ON_A_STRING = ("kite", "balloon")
IN_A_BOAT = ("wave", "look_up", "point", "hold", "cheer", "reach", "think")


def _share(stage: Stage) -> float:
    """How much of the hour's light falls on the cast: heroes stay in their own colours, also at night."""
    return 0.36 if stage.light.dark else 0.5


def suited(part: Part, place: str) -> Part:
    """A glass helmet for whoever could not breathe there."""
    if place not in ("space", "underwater") or part.looks.species.build in ("robot", "thing"):
        return part
    if place == "underwater" and (part.swims or "wet" in part.looks.species.extras):
        return replace(part, looks=part.looks.without("spout"))
    part = _bareheaded(part)
    return replace(part, looks=replace(part.looks, wears=(*part.looks.wears, ("helmet", "#f1f4f6"))))


def _bareheaded(part: Part) -> Part:
    wears = tuple(pair for pair in part.looks.wears if pair[0] not in HEADGEAR)
    return replace(part, looks=replace(part.looks, wears=wears))


def living(part: Part, stage: Stage) -> Body:
    """The body of a thing that is somebody; stars and lamps shine."""
    thing = part.body
    halo = glow(0, 0, 150, GLOWING[thing.noun], 0.5) if thing.noun in GLOWING and stage.light.dark else ""
    if thing.emoji:
        drawn = emoji(thing, stage.light, 100, share=0.3, dyed=part.looks.dye)
    else:
        drawn = DRAWN[thing.noun](stage, 100)
    top, middle, side = measured(drawn)
    return Body(halo + group(drawn, move=(0, 50)), top + 50, middle + 50, max(side - 4, 10))


def figure(part: Part, stage: Stage, place: str = "") -> str:
    part = suited(part, place)
    held = _in_hand(part.held, stage) if part.held else ""
    body = living(part, stage) if part.body else None
    looks = part.looks.lit(stage.light, _share(stage))
    return actor.draw(looks, part.posture, part.mood, group(held, move=(0, 4)) if held else "", body)


def _in_hand(held: Thing, stage: Stage) -> str:
    drawn = prop(stage, held, HELD.get(held.noun, 27))
    if held.noun not in ON_A_STRING:
        return drawn
    return stroke("M0 -4Q4 -24 22 -40", stage.light.on("#f3ead8"), 1.2) + group(drawn, move=(24, -38), turn=12)


def _one(part: Part, spot: Spot, y: float, scene: Scene, stage: Stage) -> str:
    x, scale = spot.x, scale_of(part, scene, stage.width)
    wide = actor.ground_width(part.looks, part.posture) * scale * (1.35 if not spot.lift else 0.9)
    dark = shadow(x, y - 3, wide, stage.light.shade, 0.46 if not spot.lift else 0.24, squash=0.2)
    shine = glow(x, y - spot.lift - 52 * scale, 96 * scale, MOONLIGHT, 0.42) if stage.light.dark else ""
    if part.looks.noun in GLOW_WORMS and stage.light.hour != "day":
        shine += glow(x, y - spot.lift - 30 * scale, 110 * scale, "#ffe98a", 0.8)
    if part.held and part.held.noun in LAMPS and stage.light.hour != "day" and not stage.unlit:
        shine += glow(x + (-27 if spot.left else 27) * scale, y - spot.lift - 42 * scale, 240, "#ffd267", 0.4)
    if part.steed is not None:
        dark = ""
    mounted = _mounted(part, stage, figure(part, stage, scene.place))
    return dark + shine + group(mounted, move=(x, y - spot.lift), scale=scale, flip=spot.left)


def _mounted(part: Part, stage: Stage, rider: str) -> str:
    """On a bicycle or a sledge, which go where their rider looks."""
    if not part.mount:
        return rider
    size, seat = MOUNTS[part.mount.noun]
    return group(prop(stage, part.mount, size), flip=bool(part.mount.emoji)) + group(rider, move=(0, -seat))


def on_the_ground(scene: Scene, stage: Stage, scenery: Scenery, at: list[Spot]) -> str:
    far, near = scenery.floor
    placed = sorted(zip(scene.cast, at, strict=True), key=lambda pair: pair[1].deep)
    return "".join(_one(part, spot, far + (near - far) * spot.deep, scene, stage) for part, spot in placed)


def bystander(part: Part, scene: Scene, stage: Stage, foot: Point) -> str:
    """Somebody small in the background who looks towards the cast."""
    size = HEROES[scene.camera] / 100 * 0.5 * part.looks.size**0.7
    dark = shadow(foot[0], foot[1] - 2, 34 * size, stage.light.shade, 0.4)
    return dark + group(figure(part, stage, scene.place), move=foot, scale=size, flip=foot[0] > stage.width / 2)


def in_bed(scene: Scene, stage: Stage, scenery: Scenery) -> str:
    """Everybody's head on the pillows, side by side under the blanket; who sits up shows more."""
    count, (x, y), near = len(scene.cast), scenery.bed, min(stage.width / 1100, 1)
    people = ""
    for i, part in enumerate(scene.cast):
        scale = {1: 3.9, 2: 3.7, 3: 2.9}.get(count, 2.3) * part.looks.size**0.25 * near
        across = ((i + 0.5) / max(count, 2) - 0.5) * 590 * near
        chin = _chin(part) - (14 if part.posture == "sit" else 0)
        mood = "asleep" if part.posture == "sleep" else part.mood
        lying = replace(_bareheaded(part), posture="stand", mood=mood, held=None)
        drawn = group(figure(lying, stage), move=(0, chin * scale), scale=scale, flip=i >= count / 2 and count > 1)
        people += group(drawn, move=(x + across, y - 196 * near), turn=0 if part.posture == "sit" else (i % 2) * 8 - 4)
    return people + scenery.cover


def _chin(part: Part) -> float:
    """How high the blanket lies on somebody, of a height of 100."""
    if part.looks.species.build in ("beast", "child", "robot"):
        return 44 + (20 if "longneck" in part.looks.species.extras else 0)
    return {"bird": 46, "thing": 30}.get(part.looks.species.build, 22)


def in_a_boat(scene: Scene, stage: Stage) -> str:
    """The crew, big, in the middle of the water; who swims, swims beside it."""
    x, y, narrow = stage.x(0.5), 735.0, min(stage.width / 1000, 1)
    crew = [part for part in scene.cast if not part.swims]
    wide = max(430, 250 * len(crew) ** 0.7 + 180) * narrow
    people = ""
    for i, part in enumerate(crew):
        scale = scale_of(part, scene, stage.width) * 0.86
        px = x + ((i + 0.5) / len(crew) - 0.5) * wide * 0.74 - (wide * 0.16 if len(crew) == 1 else 0)
        aboard = replace(part, posture=part.posture if part.posture in IN_A_BOAT else "stand")
        people += group(
            figure(aboard, stage), move=(px, y + 24 * scale), scale=scale, flip=i > 0 and i >= len(crew) / 2
        )
    mast = group(sail(stage.light, 470 * narrow), move=(x - wide * 0.02, y))
    inside = oval(x, y - 6, wide * 0.46, 16, darker(stage.light.on("#8a5a3a"), 0.5))
    dark = oval(x, y + wide * 0.215, wide * 0.5, 20, stage.light.shade, fill_opacity=0.35)
    wash = f"M{number(x - wide * 0.62)} {number(y + wide * 0.2)}q30 -14 60 0" + "t60 0" * int(wide / 52)
    foam = stroke(wash, stage.light.on("#eef8f6"), 6, stroke_opacity=0.8)
    swimmers = "".join(
        group(figure(p, stage), move=(x + wide * 0.75, 800), scale=scale_of(p, scene, stage.width) * 0.7, flip=True)
        for p in scene.cast
        if p.swims
    )
    return swimmers + dark + mast + inside + people + group(boat_hull(stage.light, "#c0643f", wide), move=(x, y)) + foam
