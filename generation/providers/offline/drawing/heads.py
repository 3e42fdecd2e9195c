"""The heads of beasts, drawn around (0, 0): 52 wide and 44 high without ears."""

from collections.abc import Callable

from .colour import darker, mix
from .ears import ears
from .face import Face, cheeks, eyes, mouth, nose, tear, whiskers
from .forms import form, round_form
from .looks import Looks
from .markings import BEHIND, ON_THE_FACE, ON_TOP, marks
from .svg import box, circle, curve, group, limb, oval, smooth, stroke

ROUND = curve("-26,2 -22,-13 -9,-21 9,-21 22,-13 26,2 19,16 7,21 -7,21 -19,16")
CHEEKY = curve("-27,7 -22.5,-10 -10,-20 10,-20 22.5,-10 27,7 20,13 9,19 0,21 -9,19 -20,13")
LONG = curve("-21,-2 -17,-16 -7,-22 7,-22 17,-16 21,-2 15,14 6,23 -6,23 -15,14")
FLAT = curve("-28,5 -24,-9 -12,-16 12,-16 24,-9 28,5 19,16 7,20 -7,20 -19,16")
NOSE = "#3a2b33"


def _pointed(looks: Looks, face: Face) -> str:
    return oval(face.turn * 7, 9 + face.nod, 8.5, 6.4, looks.belly) + mouth(face, 12.5, 4) + nose(face, 5.5, 3, NOSE)


def _broad(looks: Looks, face: Face) -> str:
    big = 4.6 if "bignose" in looks.species.extras else 3.6
    snout = oval(face.turn * 7, 9.5 + face.nod, 11, 8.4, mix(looks.accent, looks.belly, 0.55))
    return snout + mouth(face, 13, 4.5) + nose(face, 5.4, big, NOSE)


def _snout(looks: Looks, face: Face) -> str:
    x, y = face.turn * 9, 6.5 + face.nod
    holes = "".join(oval(x + s * 3, y, 1.3, 2, darker(looks.accent, 0.45)) for s in (-1, 1))
    return mouth(face, 15.5, 5) + round_form(x, y, 8.6, 6.4, looks.accent) + holes


def _trunk(looks: Looks, face: Face) -> str:
    """Raised when its owner is glad."""
    x, y = face.turn * 7, face.nod
    if face.mood not in ("happy", "joyful", "proud", "surprised"):
        return mouth(face, 15, 5) + form(limb((x, 4 + y), (x + 9, 30), -6, 12, 6.5), looks.fur)
    rings = stroke(f"M{x + 1} 14q4 1.5 8 -1M{x + 4} 19q4 .6 7 -2", darker(looks.fur, 0.3), 1, stroke_opacity=0.5)
    return mouth(face, 15, 5) + form(limb((x, 4 + y), (x + 19, 4 + y), -16, 12, 6.5), looks.fur) + rings


def _wide(looks: Looks, face: Face) -> str:
    x, y = face.turn * 7, face.nod
    dots = "".join(circle(x + dx, 4 + y, 0.9, darker(looks.fur, 0.5)) for dx in (-2, 2.6))
    return oval(x, 14 + y * 0.5, 17, 6.5, looks.belly, fill_opacity=0.75) + dots + mouth(face, 10.5, 9, turn=6)


def _long(looks: Looks, face: Face) -> str:
    x, y = face.turn * 7, face.nod
    horse = looks.species.muzzle == "long"
    colour = mix(looks.belly, looks.fur, 0.45) if horse else mix(looks.accent, looks.fur, 0.6)
    holes = "".join(oval(x + s * 4.5, 8.5 + y, 1.4, 1.9, darker(looks.fur, 0.55)) for s in (-1, 1))
    return round_form(x, 12.5 + y, 14, 9.2, colour, edge=0.7) + holes + mouth(face, 16, 6, turn=7)


def _tiny(looks: Looks, face: Face) -> str:
    sides = () if "wool" in looks.species.extras else (-3.6, 3.6)
    pads = "".join(oval(face.turn * 7 + dx, 9.4 + face.nod, 5.2, 4.4, looks.belly) for dx in sides)
    return pads + mouth(face, 11.5, 4) + nose(face, 6, 2.2, "#d9788a", turn=7)


MUZZLES: dict[str, Callable[[Looks, Face], str]] = {
    "pointed": _pointed,
    "broad": _broad,
    "snout": _snout,
    "trunk": _trunk,
    "wide": _wide,
    "long": _long,
    "dragon": _long,
    "tiny": _tiny,
}


def _outline(looks: Looks) -> str:
    if "cheeks" in looks.species.extras or looks.species.name in ("cat", "tiger", "raccoon"):
        return CHEEKY
    return {"long": LONG, "wide": FLAT}.get(looks.species.muzzle, ROUND)


def _eyes(looks: Looks, face: Face) -> str:
    muzzle = looks.species.muzzle
    if "popeyes" in looks.species.extras:
        return eyes(face, 13, -15, 4.2, looks.eye, white=True)
    gap, r = (11.5, 4) if muzzle in ("long", "dragon") else (10.5, 3.9)
    return eyes(face, gap, -3 if muzzle in ("long", "dragon", "trunk") else 0, r, looks.eye, white=muzzle == "dragon")


def _extras(looks: Looks, face: Face) -> str:
    """What lies over the face."""
    extras, x = looks.species.extras, face.turn
    out = whiskers(face, looks.fur) if "whiskers" in extras else ""
    if "teeth" in extras:
        out += box(x * 8 - 2.4, 13.6 + face.nod, 4.8, 3.6, "#fffaf0", r=0.8)
    if "horn" in extras:
        horn = form("M-4 -19L3 -47L8 -19Z", "#f3c75a") + stroke("M-2 -26l7 2.5M0 -34l4.6 2", "#c08a35", 1.3)
        out += group(horn, form(curve("-7,-23 2,-20 6,-8 0,-13 -8,-9"), "#f0a8c8"), move=(x * 4, 0))
    if "beard" in extras:
        out += form(smooth([(x * 7 - 4, 18), (x * 7, 28), (x * 7 + 4, 18)]), looks.belly)
    return out


def _bare_face(looks: Looks, face: Face) -> str:
    """Of a sheep: no wool grows there. However dark it is, its eyes are seen."""
    if "wool" not in looks.species.extras:
        return ""
    return oval(face.turn * 4, 3 + face.nod * 0.5, 20, 17.5, mix(looks.belly, "#ecd9cc", 0.62))


def beast_head(looks: Looks, face: Face) -> str:
    behind = marks(BEHIND, looks, face) + ears(looks) + marks(ON_TOP, looks, face)
    skull = form(_outline(looks), looks.fur) + _bare_face(looks, face) + marks(ON_THE_FACE, looks, face)
    muzzle = MUZZLES.get(looks.species.muzzle, _tiny)(looks, face)
    return behind + skull + cheeks(face) + muzzle + _eyes(looks, face) + _extras(looks, face) + tear(face)
