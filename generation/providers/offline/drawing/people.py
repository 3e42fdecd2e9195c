"""Children and grown-ups: a round head with hair; clothes and limbs come from the same rig as the beasts'."""

from .colour import darker, lighter, mix
from .face import Face, cheeks, eyes, mouth, tear
from .forms import form, round_form
from .looks import Looks
from .svg import circle, curve, oval, path, smooth, stroke

FACE = curve("-22.5,1 -20,-13 -9,-22 9,-22 20,-13 22.5,1 17,15 6,21.5 -6,21.5 -17,15")


LONG = curve("-25,-6 -20,-23 0,-29 20,-23 25,-6 27,28 17,36 -17,36 -27,28")
PONYTAIL = curve("-12,-25 -26,-29 -40,-22 -45,-4 -39,18 -33,4 -31,-8 -22,-14")


def hair_down(looks: Looks) -> str:
    """What falls over the back: behind the body, where the rest of the hair is behind the face."""
    if looks.species.build != "child":
        return ""
    drawn = {"long": LONG, "tail": PONYTAIL}.get(looks.hair_style)
    return form(drawn, darker(looks.hair, 0.12)) if drawn else ""


def _hair_behind(looks: Looks) -> str:
    hair = darker(looks.hair, 0.12)
    style = looks.hair_style
    if style == "bob":
        return form(curve("-27,0 -22,-22 0,-30 22,-22 27,0 28,15 18,17 -18,17 -28,15"), hair)
    if style == "braids":
        knots = "".join(round_form(s * (27 + i), 6 + i * 8, 6 - i * 0.7, 6, hair) for s in (-1, 1) for i in range(4))
        return form(curve("-25,-4 -20,-23 0,-29 20,-23 25,-4 20,8 -20,8"), hair) + knots
    if style == "curls":
        spots = ((-22, 4), (-26, -8), (-20, -20), (-8, -28), (6, -29), (19, -21), (26, -9), (23, 4))
        return "".join(round_form(x, y, 10.5, 10.5, looks.hair) for x, y in spots)
    if style == "bun":
        return round_form(0, -32, 10, 9, hair) + form(curve("-25,0 -21,-20 0,-28 21,-20 25,0 0,10"), hair)
    band = round_form(-19, -22, 4.4, 4.4, "#d6554a") if style == "tail" else ""
    return form(curve("-24.5,2 -22,-18 0,-28 22,-18 24.5,2 0,8"), hair) + band


def _fringe(looks: Looks, turn: float) -> str:
    x, hair = turn * 4, looks.hair
    if looks.hair_style == "bald":
        return ""
    if looks.hair_style == "curls":
        return "".join(
            round_form(x + px, py, 7, 6.4, hair, edge=0.6) for px, py in ((-15, -15), (-5, -19), (6, -18), (15, -13))
        )
    sweep = [
        (-23, -1),
        (-22, -15),
        (-10, -26),
        (8, -26),
        (21, -16),
        (23.5, -1),
        (18, -8),
        (x + 8, -14),
        (x - 2, -9),
        (x - 12, -9),
        (-19, -5),
    ]
    shine = stroke("M-12 -20q8 -4 15 -3", lighter(hair, 0.4), 1.8, stroke_opacity=0.5)
    return form(smooth(sweep), hair) + shine


def _beard(looks: Looks, turn: float) -> str:
    if looks.hair_style != "beard":
        return ""
    x = turn * 5
    d = smooth([(-20, 4), (x - 8, 9), (x, 7.5), (x + 8, 9), (20, 4), (17, 19), (x, 30), (-17, 19)])
    return form(d, looks.hair) + oval(x, 13, 4, 1.6, "#7a2f3c")


def person_head(looks: Looks, face: Face) -> str:
    skin, x = looks.fur, face.turn * 8
    ears = round_form(-22 + face.turn * 2, 3, 4.4, 5.2, skin) + round_form(
        22 - face.turn, 3, 4.4 - face.turn * 2, 5.2, skin
    )
    lips = "" if looks.hair_style == "beard" else mouth(face, 11, 5, turn=7)
    snub = path(
        curve("-2,4.4 0,7.6 2.6,4.6 0,3", dx=x),
        mix(darker(skin, 0.2), "#d9694f", 0.35),
        fill_opacity=0.8,
    )
    freckles = "".join(
        circle(x - 10 + dx, 6.5 + dy, 0.7, darker(skin, 0.3))
        for dx, dy in ((0, 0), (3, 1.4), (-2.6, 1.6), (19, 0), (22, 1.4))
    )
    blush = cheeks(face, 14.5, 8.5, "#e8706a", 0.42) + (freckles if len(looks.noun) % 2 else "")
    features = blush + _beard(looks, face.turn) + snub + lips + eyes(face, 9.6, 1, 3.5, looks.eye)
    return _hair_behind(looks) + ears + form(FACE, skin) + features + _fringe(looks, face.turn) + tear(face)
