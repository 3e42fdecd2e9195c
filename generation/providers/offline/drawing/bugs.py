"""Small folk with feelers: bees, butterflies, ladybirds, caterpillars, spiders, snails, crabs."""

from .colour import darker, lighter, mix
from .face import Face, cheeks, eyes, mouth
from .forms import form, round_form
from .garments import HEAD, NECK, worn
from .looks import Looks
from .svg import circle, curve, group, limb, path, stroke

DARK = "#463b44"
SIDES = (-1, 1)


def _wings(looks: Looks) -> str:
    if "wings" in looks.species.extras:
        return "".join(form(curve("0,-34 16,-64 34,-64 34,-42 16,-30", s), "#e6f2f6", 0.7) for s in SIDES)
    if "bigwings" not in looks.species.extras:
        return ""
    out = ""
    for s in SIDES:
        out += form(curve("4,-40 22,-84 54,-84 56,-56 26,-36", s), looks.fur) + circle(s * 41, -68, 6, looks.belly)
        out += form(curve("4,-34 40,-40 46,-16 26,-6", s), looks.accent) + circle(s * 35, -22, 6, looks.belly)
    return out


def _body(looks: Looks) -> str:
    fur, extras = looks.fur, looks.species.extras
    if "row" in extras:
        tones = [mix(fur, looks.belly, 0.3 * (i % 2)) for i in range(4)]
        row = "".join(round_form(-4 - i * 16, -15 - 5 * (i % 2), 14, 14, tones[i]) for i in (3, 2, 1, 0))
        return row + round_form(2, -33, 13, 14, tones[1])
    out = round_form(0, -22, 19, 20, DARK if "bigwings" in extras else fur)
    if "bands" in extras:
        out += stroke("M-17 -29q17 6 34 0M-18.6 -19q18.6 6 37.2 0M-15 -9q15 5 30 0", DARK, 4.6)
    if "dots" in extras:
        dots = ((-9, -26), (9, -26), (-8, -12), (8, -12))
        out += stroke("M0 -42V-3", DARK, 1.6) + "".join(circle(x, y, 3.6, DARK) for x, y in dots)
    return out


def _legs(looks: Looks) -> str:
    if "row" in looks.species.extras:
        return ""
    if "eightlegs" not in looks.species.extras:
        return stroke("M-9 -6V-1M0 -6V-1M9 -6V-1", DARK, 2.6)
    spread = ((s, i) for s in SIDES for i in range(4))
    return stroke(
        "".join(f"M{s * 12} {-26 + i * 5}q{s * 18} {-16 + i * 4} {s * (26 + i * 3)} {22 - i * 5}" for s, i in spread),
        DARK,
        3,
    )


def _features(looks: Looks, face: Face) -> str:
    white = "dots" in looks.species.extras
    return cheeks(face, 13, 8) + mouth(face, 9) + eyes(face, 8.5, -1, 4.2, looks.eye, white=white)


def _skin(looks: Looks) -> str:
    if "bigwings" in looks.species.extras:
        return "#f2cfa5"
    return "#4a3e48" if "dots" in looks.species.extras else lighter(looks.fur, 0.12)


def bug(looks: Looks, face: Face) -> str:
    extras = looks.species.extras
    if "claws" in extras:
        return _crab(looks, face)
    if "house" in extras:
        return _snail(looks, face)
    feelers = "".join(
        stroke(f"M{s * 6} -76q{s * 3} -10 {s * 10} -13", DARK, 1.8) + circle(s * 17, -90, 2.8, DARK) for s in SIDES
    )
    head = round_form(0, -58, 22, 20, _skin(looks)) + group(_features(looks, face), move=(0, -57))
    hat = group(worn(HEAD, looks, face.turn), move=(0, -57), scale=0.86)
    neck = group(worn(NECK, looks, face.turn), move=(0, 2), scale=0.8)
    return _wings(looks) + _legs(looks) + _body(looks) + feelers + neck + head + hat


def _crab(looks: Looks, face: Face) -> str:
    fur = looks.fur
    legs = (limb((s * 20, -16), (s * (34 + i * 7), -2), s * -8, 6, 3.4) for s in SIDES for i in range(3))
    claws = ""
    for s in SIDES:
        claws += form(limb((s * 26, -28), (s * 40, -46), s * 6, 7, 6), fur)
        claws += form(curve("34,-46 32,-64 42,-58 52,-66 52,-48 42,-42", s), fur)
    shell = form(curve("0,-52 -28,-44 -36,-24 -22,-6 22,-6 36,-24 28,-44"), fur)
    features = group(_features(looks, face), move=(0, -31)) + group(worn(HEAD, looks, face.turn), move=(0, -32))
    return "".join(form(d, darker(fur, 0.12)) for d in legs) + claws + shell + features


def _snail(looks: Looks, face: Face) -> str:
    """Seen from the side, the house on its back."""
    shell = looks.accent
    foot = form(curve("-44,0 -34,-9 0,-14 14,-26 20,-44 34,-42 36,-18 30,-2 0,2"), looks.fur)
    house = round_form(-12, -36, 27, 26, shell)
    spiral = stroke("M-12 -36q7 -6 9 2q0 12 -12 11q-14 -3 -12 -17q5 -15 22 -12", darker(shell, 0.35), 2.6)
    stalks = stroke("M22 -74q-3 -10 -7 -15M36 -74q3 -10 8 -14", looks.fur, 3)
    tips = circle(15, -89, 3.2, looks.fur) + circle(44, -88, 3.2, looks.fur)
    head = round_form(29, -57, 20, 19, looks.fur) + group(_features(looks, face), move=(29, -57))
    hat = group(worn(HEAD, looks, face.turn), move=(29, -55), scale=0.8)
    neck = group(worn(NECK, looks, face.turn), move=(28, 3), scale=0.76)
    return (
        foot
        + house
        + spiral
        + path("M-30 -50q8 -10 18 -9", stroke="#fff6e0", stroke_width=3, stroke_opacity=0.5)
        + stalks
        + tips
        + neck
        + head
        + hat
    )
