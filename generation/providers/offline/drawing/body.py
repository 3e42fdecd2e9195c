"""Bodies of beasts: belly, legs, arms. Feet at y = 0, shoulders near -46, neck at -52."""

from .colour import darker, lighter
from .forms import form, round_form
from .looks import Looks
from .poses import Pose
from .svg import Point, circle, curve, limb, oval, path, stroke

DARK = "#4b4954"
TORSO = curve("-8,-55 -14,-46 -18,-28 -15,-13 -6,-9 6,-9 15,-13 18,-28 14,-46 8,-55")


WOOL = ((-12, -44), (12, -44), (-15, -30), (15, -30), (-12, -17), (12, -17), (0, -14), (0, -37), (0, -24))
SPOTS = ((-14, -38), (14, -40), (-15, -24), (15, -26), (13, -17))


def torso(looks: Looks, turn: float) -> str:
    return form(TORSO, looks.fur) + oval(turn * 4, -28, 11.5, 16, looks.belly) + _coat(looks, turn)


def _coat(looks: Looks, turn: float) -> str:
    """What a coat has beside its colour: a chest tuft, stripes, spots, patches, wool."""
    extras, out = looks.species.extras, ""
    if "cheeks" in extras:
        out += path(curve("-10,-48 10,-48 6,-34 0,-26 -6,-34", dx=turn * 4), looks.belly)
    if "stripes" in extras:
        lines = "M-17 -34l7 1M-17 -25l7 0M17 -34l-7 1M17 -25l-7 0"
        out += stroke(lines, darker(looks.fur, 0.4), 2.4, stroke_opacity=0.8)
    if "spots" in extras:
        out += "".join(circle(x, y, 2.4, darker(looks.fur, 0.5), fill_opacity=0.6) for x, y in SPOTS)
    if "patches" in extras:
        out += path(curve("8,-46 17,-38 17,-24 9,-26"), darker(looks.fur, 0.55))
    if "wool" in extras:
        out += "".join(round_form(x, y, 9, 8, lighter(looks.fur, 0.3), edge=0.5) for x, y in WOOL)
    return out


def leg(hip: Point, foot: Point, colour: str, sole: str, seated: bool = False) -> str:
    shin = form(limb(hip, foot, 0, 10.5, 8.5), colour)
    if seated:
        toes = "".join(circle(foot[0] + dx, foot[1] - 4.2, 1.3, sole) for dx in (-2.8, 0, 2.8))
        return shin + round_form(*foot, 6.6, 7.4, colour) + oval(foot[0], foot[1] + 1.4, 3, 2.8, sole) + toes
    return shin + round_form(foot[0] + 2, foot[1], 8, 4.6, colour)


def _paws(looks: Looks) -> str:
    """The colour of bare hands and feet."""
    if "panda" in looks.species.extras:
        return DARK
    return darker(looks.fur, 0.62) if "socks" in looks.species.extras else looks.fur


def legs(looks: Looks, pose: Pose) -> str:
    shoes = looks.worn("boots")
    foot_colour = shoes or _paws(looks)
    sole = looks.accent if foot_colour == looks.fur else lighter(foot_colour, 0.35)
    trousers = looks.worn("overalls", "trousers") or (DARK if "panda" in looks.species.extras else looks.fur)
    drawn = ""
    for side, foot in ((1, pose.far_foot), (-1, pose.near_foot)):
        hip = (side * 8, -17 + pose.sink)
        if trousers == foot_colour:
            drawn += leg(hip, foot, foot_colour, sole, pose.seated)
            continue
        knee = ((hip[0] + foot[0]) / 2, (hip[1] + foot[1]) / 2)
        thigh = form(limb(hip, (foot[0], foot[1] - 2), 0, 11.5, 9), trousers)
        drawn += leg(knee, foot, foot_colour, sole, pose.seated) + thigh
    return drawn


def arm(shoulder: Point, hand: Point, sleeve: str, paw: str, bend: float) -> str:
    """The sleeve covers most of the arm; the paw is what is bare."""
    return form(limb(shoulder, hand, bend, 9.4, 7), sleeve) + round_form(*hand, 4.7, 4.5, paw)


def arms(looks: Looks, pose: Pose) -> tuple[str, str]:
    """(far, near)."""
    sleeve = looks.worn("jumper", "coat") or (DARK if "panda" in looks.species.extras else looks.fur)
    paw = looks.worn("mittens") or _paws(looks)
    drawn = []
    for side, hand in ((1, pose.far_hand), (-1, pose.near_hand)):
        shoulder = (side * 12.5, -45 + pose.sink)
        at = (hand[0], hand[1] + pose.sink * 0.5)
        bend = side * (5 if hand[1] > -45 else -5)
        drawn.append(arm(shoulder, at, sleeve, paw, bend))
    return drawn[0], drawn[1]


def neck(looks: Looks, turn: float) -> tuple[str, float]:
    """A long neck, and how much higher the head sits on it."""
    extras, high = looks.species.extras, 26 if looks.species.name == "giraffe" else 13
    if "longneck" not in extras:
        return "", 0
    spots = "".join(
        circle(x, y, 2.4, darker(looks.fur, 0.5), fill_opacity=0.6) for x, y in ((-3, -62), (4, -70), (-2, -78))
    )
    return form(limb((0, -44), (turn * 2, -62 - high), 0, 19, 15), looks.fur) + (
        spots if "spots" in extras else ""
    ), high


def fishtail(looks: Looks) -> str:
    """A mermaid's, curling away to the left."""
    colour = looks.tip or looks.worn("fishtail")
    fins = form(curve("-34,-8 -56,-20 -62,-6 -50,-2 -54,10 -40,8"), lighter(colour, 0.2))
    scales = stroke(
        "M-8 -20q4 4 8 0t8 0M-12 -12q4 4 8 0t8 0M-18 -5q4 4 8 0", darker(colour, 0.3), 1.1, stroke_opacity=0.6
    )
    return fins + form(curve("-16,-30 16,-30 17,-16 6,-2 -14,4 -40,2 -38,-8 -22,-9"), colour) + scales
