"""What they wear: back parts behind the body, torso parts over it, neck parts under the chin, head parts on top.

A garment's function takes its colour and how far its wearer is turned.
"""

from collections.abc import Callable

from .colour import darker, lighter
from .forms import form, round_form
from .looks import Looks
from .svg import box, circle, curve, group, oval, path, smooth, stroke

BRASS = "#f3d37a"


def _cape_back(colour: str, turn: float) -> str:
    return form(curve("-11,-53 -24,-34 -32,-8 -20,-5 0,-7 20,-5 30,-8 24,-34 11,-53"), colour)


def _backpack_back(colour: str, turn: float) -> str:
    return form(curve("-12,-52 -25,-48 -29,-30 -24,-17 -10,-17"), colour)


def _jumper(colour: str, turn: float) -> str:
    body = form(curve("-9,-54 -15,-46 -18.8,-30 -18,-21 -8,-18.5 8,-18.5 18,-21 18.8,-30 15,-46 9,-54"), colour)
    return body + stroke("M-17.6 -22.5q17.6 6 35.2 0", darker(colour, 0.2), 2.4, stroke_opacity=0.6)


def _coat(colour: str, turn: float) -> str:
    buttons = "".join(circle(turn * 5 + 3.4, y, 1.5, lighter(colour, 0.55)) for y in (-43, -35, -27))
    return _jumper(colour, turn) + stroke(f"M{turn * 5} -53V-19", darker(colour, 0.3), 1.2) + buttons


def _trousers(colour: str, turn: float) -> str:
    return form(curve("-17.6,-25 -8,-23.5 8,-23.5 17.6,-25 17.5,-18 10,-9.5 0,-11 -10,-9.5 -17.5,-18"), colour)


def _vest(colour: str, turn: float) -> str:
    left = form(curve("-9,-54 -15,-46 -18.6,-29 -13,-20 -5,-24 -3,-40 -5,-53"), colour)
    return left + form(curve("9,-54 15,-46 18.6,-29 13,-20 6,-24 6,-40 7,-53"), colour)


def _dress(colour: str, turn: float) -> str:
    skirt = form(curve("-8,-54 -14,-46 -17,-34 -25,-12 -12,-8.5 0,-10 12,-8.5 25,-12 17,-34 14,-46 8,-54"), colour)
    hem = stroke("M-22.5 -14q11 5 22.5 3t22.5 -3", lighter(colour, 0.5), 1.8, stroke_opacity=0.9)
    at = ((-9, -32), (0, -27), (9, -33), (-13, -21), (6, -19), (-2, -40), (15, -23), (-5, -16))
    return skirt + hem + "".join(circle(x, y, 1.3, lighter(colour, 0.55)) for x, y in at)


def _overalls(colour: str, turn: float) -> str:
    bib = form(curve("-17.6,-33 -8,-36 8,-36 17.6,-33 17.5,-18 10,-9.5 0,-11 -10,-9.5 -17.5,-18"), colour)
    straps = stroke("M-8 -36L-11 -51M8 -36L11 -51", colour, 3.4)
    pocket = box(turn * 4 - 5, -31, 10, 8, darker(colour, 0.14), r=2)
    return bib + straps + pocket + circle(-8, -35.5, 1.4, BRASS) + circle(8, -35.5, 1.4, BRASS)


def _apron(colour: str, turn: float) -> str:
    cloth = form(curve("-9,-44 9,-44 14,-28 13,-11 -13,-11 -14,-28"), colour)
    return cloth + box(-5, -27, 10, 7, darker(colour, 0.1), r=2)


def _straps(colour: str, turn: float) -> str:
    return stroke("M-9 -53q-4 12 -5 24M9 -53q4 12 5 24", darker(colour, 0.15), 2.6)


def _cape_collar(colour: str, turn: float) -> str:
    return stroke("M-14 -53q14 8 28 0", colour, 5) + circle(turn * 5, -48.5, 2.8, BRASS)


def _scarf(colour: str, turn: float) -> str:
    end = form(curve("-8,-50 -14,-47 -20,-27 -12,-24.5 -6,-36 -3,-47"), darker(colour, 0.1))
    fringe = stroke("M-20 -27l-1.6 4M-17 -26l-1 4.4M-14 -25l-.6 4", darker(colour, 0.15), 1.3)
    bands = stroke("M-18.6 -32l8.4 2.4M-16.6 -38l8 2.4", lighter(colour, 0.5), 1.7, stroke_opacity=0.8)
    wrap = form(curve("-16,-53 -8,-48.5 0,-47.4 8,-48.5 16,-53 17,-58 -17,-58"), colour)
    folds = stroke("M-9 -55q-1 3 -.4 6M3 -56q1 4 .4 8", darker(colour, 0.18), 1.1, stroke_opacity=0.6)
    return end + fringe + bands + wrap + folds


def _kerchief(colour: str, turn: float) -> str:
    cloth = form(smooth([(-14, -54), (0, -50), (14, -54), (9, -46), (turn * 5, -36), (-9, -46)]), colour)
    dots = ((-5, -47), (0, -43), (5, -47))
    return cloth + "".join(circle(turn * 4 + x, y, 1, lighter(colour, 0.6)) for x, y in dots)


def _collar(colour: str, turn: float) -> str:
    bell = circle(turn * 6, -46, 3.4, "#f3c94f") + circle(turn * 6, -45, 1, "#9a6a25")
    return stroke("M-13 -52q13 7 26 0", colour, 3.4) + bell


def _bowtie(colour: str, turn: float) -> str:
    wings = curve("0,-49 -9,-54 -10,-44") + curve("0,-49 9,-54 10,-44")
    return group(form(wings, colour) + circle(0, -49, 2.4, darker(colour, 0.2)), move=(turn * 5, 0))


def _badge(colour: str, turn: float) -> str:
    star = "M0 -5L1.5 -1.6L5 -1.4L2.4 1L3.2 4.6L0 2.7L-3.2 4.6L-2.4 1L-5 -1.4L-1.5 -1.6Z"
    return group(form(star, colour, 0.6), move=(9, -38))


def _cone(colour: str, turn: float) -> str:
    x = turn * 4
    cone = form(curve("-15,-19 -11,-34 -2,-46 7,-56 9,-42 13,-32 15,-19", dx=x), colour)
    band = path(curve("-15,-22 0,-19 15,-22 14,-27 0,-24.5 -14,-27", dx=x), darker(colour, 0.35))
    return cone + round_form(x, -18, 25, 5.2, colour) + band


def _hat(colour: str, turn: float) -> str:
    x = turn * 4
    dome = form(curve("-16,-17 -15,-31 -7,-38 7,-38 15,-31 16,-17", dx=x), colour)
    band = path(curve("-16,-20 0,-17 16,-20 15.6,-26 0,-23 -15.6,-26", dx=x), darker(colour, 0.35))
    return dome + band + round_form(x, -17, 27, 4.6, colour)


def _beanie(colour: str, turn: float) -> str:
    x = turn * 4
    knit = form(curve("-19,-13 -16,-28 0,-37 16,-28 19,-13 0,-18", dx=x), colour)
    rim = stroke(f"M{x - 18.5} -14.5q18.5 -7 37 0", lighter(colour, 0.35), 5)
    return knit + round_form(x, -37, 5.4, 5.4, lighter(colour, 0.6)) + rim


def _cap(colour: str, turn: float) -> str:
    x = turn * 4
    crown = form(curve("-19,-13 -15,-27 0,-32 15,-27 19,-13 0,-17", dx=x), colour)
    return crown + form(curve("-4,-15 17,-18 30,-11 14,-11", dx=x), darker(colour, 0.18))


def _hood(colour: str, turn: float) -> str:
    return stroke("M-24 8C-32 -20 -14 -28 0 -28S32 -20 24 8", colour, 7)


def _visor(colour: str, turn: float) -> str:
    """A knight's, pushed up."""
    x, steel = turn * 4, "#aeb8c4"
    plume = form(curve("-2,-34 -12,-50 -26,-50 -34,-38 -22,-40 -10,-32", dx=x), colour)
    cap = form(curve("-23,-10 -20,-27 -8,-36 8,-36 20,-27 23,-10 0,-15", dx=x), steel)
    slits = stroke(f"M{x - 12} -22h24M{x - 10} -27h20", darker(steel, 0.5), 1.8)
    return plume + cap + form(curve("-21,-14 -18,-29 18,-29 21,-14 0,-18", dx=x), lighter(steel, 0.25)) + slits


def _helmet(colour: str, turn: float) -> str:
    glass = circle(0, -7, 37, "#e3f3fb", fill_opacity=0.2, stroke=colour, stroke_width=3)
    shine = stroke("M-26 -20Q-20 -32 -8 -36", "#ffffff", 3.4, stroke_opacity=0.8)
    return glass + shine + stroke("M-22 24q22 12 44 0", colour, 6)


def _crown(colour: str, turn: float) -> str:
    gold = form("M-14 -17L-16 -34L-7 -26L0 -37L7 -26L16 -34L14 -17Q0 -13 -14 -17Z", colour)
    gems = ((-9, -20.5, "#d6453a"), (0, -20, "#3f78bb"), (9, -20.5, "#4f9b58"))
    return group(gold, *(circle(x, y, 1.9, gem) for x, y, gem in gems), move=(turn * 4, 0))


def _bow(colour: str, turn: float) -> str:
    wings = form(curve("0,0 -11,-8 -13,5") + curve("0,0 11,-8 13,5"), colour)
    return group(wings + round_form(0, 0, 3.2, 3.4, darker(colour, 0.15)), move=(-14, -20), turn=-18)


def _flower(colour: str, turn: float) -> str:
    at = ((0, -4.4), (4.2, -1.4), (2.6, 3.6), (-2.6, 3.6), (-4.2, -1.4))
    return group(*(oval(x, y, 3.6, 3.6, colour) for x, y in at), circle(0, 0, 2.4, "#f6d255"), move=(-15, -18))


def _glasses(colour: str, turn: float) -> str:
    x = turn * 5
    rims = (circle(x + dx, 1, 7.2, "#fff", fill_opacity=0.16, stroke=colour, stroke_width=1.5) for dx in (-10.5, 10.5))
    return "".join(rims) + stroke(f"M{x - 3.4} 1q3.4 -2.4 6.8 0", colour, 1.5)


Drawer = Callable[[str, float], str]
BACK: dict[str, Drawer] = {"cape": _cape_back, "backpack": _backpack_back}
TORSO: dict[str, Drawer] = {
    "trousers": _trousers,
    "jumper": _jumper,
    "coat": _coat,
    "dress": _dress,
    "vest": _vest,
    "overalls": _overalls,
    "apron": _apron,
    "backpack": _straps,
}
NECK: dict[str, Drawer] = {
    "cape": _cape_collar,
    "scarf": _scarf,
    "kerchief": _kerchief,
    "collar": _collar,
    "bowtie": _bowtie,
    "badge": _badge,
}
HEAD: dict[str, Drawer] = {
    "hat": _hat,
    "cone": _cone,
    "beanie": _beanie,
    "cap": _cap,
    "hood": _hood,
    "visor": _visor,
    "helmet": _helmet,
    "crown": _crown,
    "bow": _bow,
    "flower": _flower,
    "glasses": _glasses,
}


def worn(table: dict[str, Drawer], looks: Looks, turn: float) -> str:
    """Everything of the table they have on, in the table's order."""
    return "".join(draw(looks.worn(garment), turn) for garment, draw in table.items() if looks.worn(garment))
