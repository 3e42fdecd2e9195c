"""Friendly bodies that are mostly face: monsters, ghosts, clouds; and things that live."""

from dataclasses import dataclass

from .colour import darker
from .face import Face, cheeks, eyes, mouth, tear
from .forms import form, round_form
from .garments import HEAD, NECK, worn
from .looks import Looks
from .poses import Pose
from .svg import Point, circle, curve, element, group, limb, oval, stroke

DROP = curve("0,-86 -22,-81 -34,-60 -33,-32 -28,-10 -12,-4 12,-4 28,-10 33,-32 34,-60 22,-81")
SHEET = curve("0,-88 -22,-82 -31,-58 -32,-20 -30,-3 -21,-10 -11,-2 0,-9 11,-2 21,-10 30,-3 32,-20 31,-58 22,-82")
PUFFS = ((-28, -30, 18), (28, -30, 18), (-22, -58, 19), (22, -58, 19), (0, -70, 21), (0, -24, 22))
BALLS = ((0, -24, 27), (0, -62, 22))
RAYS = curve("0,-98 -13,-70 -46,-66 -24,-43 -34,-8 0,-24 34,-8 24,-43 46,-66 13,-70")
FEELERS = "M-9 -82Q-12 -98 -20 -102M9 -82Q12 -98 20 -102"
HORNED = ("monster", "imp", "troll", "beast", "goblin", "ogre", "creature")


def _arms(looks: Looks, pose: Pose, at: float = 22) -> str:
    """`at` is how far from the middle they begin."""
    hands = ((1, pose.far_hand), (-1, pose.near_hand))
    if "snow" in looks.species.extras:
        return "".join(stroke(f"M{s * 18} -44L{x * 1.3:.1f} {y}", "#7a5236", 3) for s, (x, y) in hands)
    return "".join(form(limb((s * at, -40), (x + s * (at - 18), y), s * 4, 8, 6.4), looks.fur) for s, (x, y) in hands)


def _feet(looks: Looks, pose: Pose) -> str:
    feet = (pose.far_foot, pose.near_foot)
    return "".join(round_form(x * 1.2 + 1, y, 8, 4.6, darker(looks.fur, 0.12)) for x, y in feet)


def _legs(looks: Looks, pose: Pose) -> str:
    return "".join(form(limb((x * 0.6, -38), (x, y), 0, 6, 5.4), looks.fur) for x, y in (pose.far_foot, pose.near_foot))


def _features(looks: Looks, face: Face, big: float) -> str:
    sight = eyes(face, 9 + 2 * big, 0, 4.2 + 0.6 * big, looks.eye, white=True)
    return cheeks(face, 15 + 2 * big, 9 + big) + mouth(face, 9 + 3 * big, 5 + big) + sight + tear(face)


def _body(looks: Looks, face: Face) -> str:
    extras = looks.species.extras
    if "puffs" in extras:
        return "".join(round_form(x, y, r, r, looks.fur) for x, y, r in PUFFS) + oval(0, -44, 32, 27, looks.fur)
    if "snow" in extras:
        buttons = "".join(circle(face.turn * 3, y, 2.4, "#4b4954") for y in (-34, -24, -14))
        return "".join(round_form(x, y, r, r * 0.95, looks.fur) for x, y, r in BALLS) + buttons
    if "rays" in extras:
        dots = ((0, -84), (-34, -60), (34, -60), (-26, -18), (26, -18))
        return form(RAYS, looks.fur) + "".join(circle(x, y, 3, looks.accent) for x, y in dots)
    shape = form(SHEET if "hem" in extras else DROP, looks.fur)
    return shape + oval(face.turn * 3, -26, 17, 15, looks.belly, fill_opacity=0.8)


def _carrot(looks: Looks, face: Face) -> str:
    if "snow" not in looks.species.extras:
        return ""
    return form(f"M{face.turn * 8:.1f} 3l15 5l-15 3Z", looks.accent)


def blob(looks: Looks, pose: Pose, face: Face) -> str:
    horns, extras = "", looks.species.extras
    if looks.noun in HORNED:
        horns = "".join(form(curve("12,-80 17,-96 23,-95 22,-78", side), looks.accent) for side in (-1, 1))
    if looks.noun == "alien":
        tips = "".join(round_form(x, -103, 4.6, 4.6, looks.accent) for x in (-21, 21))
        horns = stroke(FEELERS, darker(looks.fur, 0.2), 3.4) + tips
    features = group(_features(looks, face, 1), _carrot(looks, face), move=(0, -52 if "rays" in extras else -56))
    hat = group(worn(HEAD, looks, face.turn), move=(0, -78 if "rays" in extras else -62))
    whole = group(horns, _body(looks, face), features, hat, move=(0, pose.sink * 0.5))
    bare = extras & {"hem", "rays", "snow"}
    limbs = ("" if bare else _feet(looks, pose)) + ("" if "rays" in extras else _arms(looks, pose))
    return (
        limbs
        + whole
        + _wrapped(looks, face, *((1.25, 0.9), 12) if "snow" in extras else ((1.8, 1.1), 25 + pose.sink * 0.5))
    )


@dataclass(frozen=True)
class Body:
    """A thing's graphic, 100 wide around (0, 0): its top there, its middle, and half its width in the middle."""

    graphic: str
    top: float = -50
    middle: float = 0
    side: float = 26


def living_thing(looks: Looks, pose: Pose, face: Face, thing: Body) -> str:
    """It gets a face, arms and legs."""
    low = pose.sink - 50
    face_at = low + max(thing.middle * 0.86, -22)
    body = group(thing.graphic, move=(0, low), scale=0.86)
    features = group(_features(looks, face, 0), move=(0, face_at))
    hat = group(worn(HEAD, looks, face.turn), move=(0, low + thing.top * 0.86 + 14), scale=0.9)
    scarf = _wrapped(looks, face, (1.1, 0.85), face_at + 69)
    arms = group(_arms(looks, pose, thing.side * 0.86), move=(0, face_at - low))
    return _legs(looks, pose) + _feet(looks, pose) + arms + body + scarf + features + hat


def _wrapped(looks: Looks, face: Face, stretch: Point, y: float) -> str:
    """A scarf made for a neck, stretched around a body that has none; a bow is only moved there."""
    if not (tied := worn(NECK, looks, face.turn)):
        return ""
    across, down = stretch if looks.worn("scarf", "kerchief", "cape", "collar") else (1.1, 1.1)
    return element("g", tied, transform=f"translate(0 {y + 50 * (down - stretch[1]):.1f}) scale({across} {down})")
