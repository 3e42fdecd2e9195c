"""Things on the page: drawn by us, or a Twemoji in our light with our drawn edge. A prop stands on (x, y)."""

import re

from .colour import darker, hue_between, is_colourful, lighter, shifted
from .drawn_things import DRAWN
from .light import Light
from .small_things import birds, fallen_leaves
from .stage import Stage
from .story_things import block_tower, footprints
from .svg import Point, curve, glow, group, path, shadow
from .things import Thing, colours_of, graphic

_SHINES = {
    "#ffd267": "lantern lamp",
    "#ffd98a": "candle",
    "#ff9c42": "campfire bonfire",
    "#ffe9a0": "star fallenstar",
    "#bfe8ff": "crystal gem",
    "#ffe09a": "torch",
    "#fff0b0": "lighthouse wand",
    "#ffd0e0": "firework",
    "#d0c0ff": "orb",
    "#fff2c0": "crescent moon shootingstar",
    "#ffe08a": "sun",
}
# The light some things give.
GLOWING = {noun: colour for colour, nouns in _SHINES.items() for noun in nouns.split()}
LAMPS = ("lantern", "candle", "torch", "lamp")


def emoji(thing: Thing, light: Light, size: float, *, share: float = 0.7, dyed: str = "") -> str:
    """A Twemoji in our light with our drawn edge, its foot at (0, 0); `dyed` turns its main colour into another."""
    fills = re.findall(r'fill="#([0-9A-Fa-f]{3,6})"', graphic(thing.emoji))
    full = {fill: "#" + (fill if len(fill) == 6 else "".join(c * 2 for c in fill)).lower() for fill in fills}
    turn = hue_between(next(filter(is_colourful, colours_of(thing.emoji)), dyed), dyed) if dyed else 0
    painted = {fill: light.on(lighter(shifted(colour, turn), 0.1), share=share) for fill, colour in full.items()}
    tinted = re.sub(r'fill="#([0-9A-Fa-f]{3,6})"', lambda found: f'fill="{painted[found[1]]}"', graphic(thing.emoji))
    edge = {
        "stroke": darker(light.on("#7a5340"), 0.35),
        "stroke_width": 0.42,
        "stroke_opacity": 0.5,
        "stroke_linejoin": "round",
    }
    return group(tinted, move=(-size / 2, -size * 0.97), scale=size / 36, **edge)


# Things whose graphic has another colour than the thing has in stories.
DYED = {"key": "#e6b23a"}


def prop(stage: Stage, thing: Thing, size: float) -> str:
    """Middle of the foot at (0, 0); lamps and fires shine."""
    if thing.noun in DRAWN:
        drawn = DRAWN[thing.noun](stage, size)
    else:
        drawn = emoji(thing, stage.light, size, dyed=DYED.get(thing.noun, ""))
    halo = GLOWING.get(thing.noun)
    if halo and not (stage.unlit and thing.noun in LAMPS):
        drawn = (
            glow(0, -size * 0.45, size * (2.4 if stage.light.dark else 1.3), halo, 0.5 if stage.light.dark else 0.3)
            + drawn
        )
    return drawn


SEVERAL = (birds, fallen_leaves, block_tower, footprints)
"""These are several already."""
# Where each of a few goes, and how big it is: on the ground, and in the air.
FEW = ((-0.48, -0.08, 0.5), (0.46, -0.12, 0.54), (0.02, 0.06, 0.66))
ALOFT = ((-0.95, -0.5, 0.5), (0.85, -0.25, 0.56), (-0.1, 0.4, 0.7))


def props(stage: Stage, thing: Thing, size: float) -> str:
    """One of them, or where the text speaks of several, a few smaller ones."""
    if not thing.many or thing.kind in ("tall", "great") or DRAWN.get(thing.noun) in SEVERAL:
        return prop(stage, thing, size)
    at = ALOFT if thing.kind in ("air", "sky") else FEW
    return "".join(group(prop(stage, thing, size * share), move=(dx * size, dy * size)) for dx, dy, share in at)


def island(stage: Stage) -> str:
    """Far off in the sea; what stands on it stands on (0, 0)."""
    return path(curve("-110,14 -70,-2 -20,-8 40,-4 110,14"), stage.light.on("#7f9a6c", 0.35))


def standing(stage: Stage, thing: Thing, size: float, foot: Point) -> str:
    x, y = foot
    return shadow(x, y - 2, size * 0.55, stage.light.shade, 0.36) + group(props(stage, thing, size), move=(x, y))
