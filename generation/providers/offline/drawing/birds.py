"""Birds: one egg of a body with the face in it, wings for arms, thin feet."""

from .colour import darker
from .face import Face, cheeks, eyes, tear
from .forms import form, round_form
from .garments import BACK, HEAD, NECK, TORSO, worn
from .looks import Looks
from .poses import Pose
from .svg import Point, circle, curve, element, group, path, smooth, stroke

EGG = curve("0,-97 -17,-92 -25,-74 -24,-52 -26,-30 -19,-10 0,-5 19,-10 26,-30 24,-52 25,-74 17,-92")
CHEST = curve("0,-56 -15,-50 -18,-30 -11,-12 0,-8 11,-12 18,-30 15,-50")
BIB = curve("0,-84 -8,-90 -18,-84 -20,-68 -14,-58 -19,-36 -12,-12 0,-8 12,-12 19,-36 14,-58 20,-68 18,-84 8,-90")
WAISTCOAT = curve("-25,-54 -26,-34 -21,-20 0,-16 21,-20 26,-34 25,-54 12,-56 0,-40 -12,-56")
BUTTONS = "".join(circle(0, y, 1.7, "#fff3d6") for y in (-33, -26))
FORK = ("-10,-22 -30,-12 -56,8 -34,-16 -16,-30", "-10,-20 -24,-4 -40,16 -22,-12 -8,-26")
THROAT = curve("-13,-64 -17,-56 -10,-49 0,-47 10,-49 17,-56 13,-64 0,-60")
RED_BREAST = curve("0,-82 -10,-88 -19,-82 -22,-68 -19,-52 -15,-38 0,-32 15,-38 19,-52 22,-68 19,-82 10,-88")
LEGS = 24
"""How much higher a wader's body stands."""
FLECKS = ((-10, -40), (-2, -42), (6, -40), (-12, -30), (-4, -32), (4, -32), (-8, -22), (1, -23))


def _wing(pose: Pose, side: int, colour: str, *, slim: bool = False) -> str:
    """From the shoulder to where a hand would be; spread wide in flight."""
    hand = pose.far_hand if side > 0 else pose.near_hand
    reach = 1.45 if pose.far_hand[0] > 35 else 1.05
    x1, y1 = side * 17, -44 + pose.sink
    x2, y2 = hand[0] * reach, hand[1] - (reach - 1.05) * 40 + pose.sink
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    if slim:
        y2 -= 6
        x2 += side * 12
    edge: list[Point] = [(x1, y1 - 6), (x + side * 6, y - 5), (x2, y2), (x - side * 2, y + 9), (x1 - side * 2, y1 + 8)]
    return form(smooth(edge), colour)


def _feet(pose: Pose, colour: str, long: float = 0) -> str:
    out = ""
    for foot in (pose.far_foot, pose.near_foot):
        x, y = foot[0] * 0.9, min(foot[1] + 3, -1)
        toes = f"M{x - 5} {y + 0.5}L{x} {y - 2}L{x + 6} {y + 0.5}M{x} {y - 2}L{x + 0.6} {y + 1.2}"
        out += stroke(f"M{x} {y - 8 - long}V{y}", colour, 2.6) + stroke(toes, colour, 2.4)
    return out


def _beak(looks: Looks, face: Face) -> str:
    x, y = face.turn * 9, face.nod
    if looks.species.muzzle == "bill":
        smile = stroke(f"M{x - 9} {8.6 + y}q9 3.4 18 0", darker(looks.accent, 0.4), 0.9)
        return round_form(x, 8 + y, 11, 4.4, looks.accent) + smile
    if looks.species.muzzle == "pouch":
        return _pouch(looks, x, y)
    colour = "#eea23e" if "discs" in looks.species.extras else looks.accent
    upper = form(smooth([(x - 4.6, 5 + y), (x, 3 + y), (x + 4.6, 5 + y), (x + face.turn * 2, 12.4 + y)]), colour)
    if face.mood not in ("joyful", "surprised"):
        return upper
    return path(smooth([(x - 3, 8 + y), (x + 3, 8 + y), (x, 15 + y)]), "#a2443f") + upper


def _pouch(looks: Looks, x: float, y: float) -> str:
    """A pelican's: long, and hanging full below."""
    bag = form(curve("-6,7 2,27 22,24 40,9 20,6", dx=x), "#f6c25c")
    upper = form(curve("-8,6 4,0 24,4 45,10 24,11 2,11", dx=x), looks.accent)
    return group(bag, upper, stroke(f"M{x + 5} 17q10 5 20 -1", darker("#f6c25c", 0.25), 1), move=(0, y))


def _face(looks: Looks, face: Face) -> str:
    extras, discs = looks.species.extras, ""
    if "discs" in extras:
        at = (face.turn * 5 + side * 11 for side in (-1, 1))
        discs = "".join(round_form(x, -1 + face.nod * 0.6, 11.5, 12, looks.accent, edge=0.6) for x in at)
    white = bool(discs) or looks.species.name in ("penguin", "parrot")
    sight = eyes(face, 11, -1, 5 if discs else 4, looks.eye, white=white)
    return discs + cheeks(face, 17, 9, strength=0.34) + sight + _beak(looks, face) + tear(face)


def _behind(looks: Looks) -> str:
    fur, extras, out = looks.fur, looks.species.extras, ""
    if looks.species.tail == "fan":
        out += form(curve("-12,-16 -34,-8 -38,-16 -30,-22 -16,-30"), darker(fur, 0.22))
    if looks.species.tail == "fork":
        out += "".join(form(curve(feather), darker(fur, 0.2)) for feather in FORK)
    if looks.species.ears == "tufts":
        out += "".join(form(curve("6,-91 16,-95 25,-107 25,-90 21,-82", side), fur) for side in (-1, 1))
    if "quiff" in extras:
        out += stroke("M0 -96q-4 -8 -9 -9M1 -96q0 -9 4 -12", darker(fur, 0.15), 2.6)
    if "comb" in extras:
        out += "".join(circle(x, y, 4.2, "#d6453a") for x, y in ((-5, -97), (1, -100), (7, -97)))
    return out


def _front(looks: Looks) -> str:
    if "throat" in looks.species.extras:
        return path(CHEST, looks.belly) + path(THROAT, "#c4573c")
    if "redbreast" in looks.species.extras:
        return path(CHEST, "#f7ecd9") + form(RED_BREAST, looks.belly, 0.6)
    chest = path(BIB if "bib" in looks.species.extras else CHEST, looks.belly)
    if "chest" not in looks.species.extras:
        return chest
    tone = darker(looks.belly, 0.35)
    return chest + "".join(stroke(f"M{x} {y}q2.5 3.4 5 0", tone, 1.4, stroke_opacity=0.7) for x, y in FLECKS)


def bird(looks: Looks, pose: Pose, face: Face) -> str:
    head = group(_face(looks, face), worn(HEAD, looks, face.turn), move=(0, -72), turn=pose.tilt * 0.6)
    slim, waders = "slim" in looks.species.extras, "longlegs" in looks.species.extras
    vest, looks = looks.worn("vest"), looks.without_garment("vest")
    neck = element("g", worn(NECK, looks, face.turn), transform=f"scale({1.12 if slim else 1.3} 1)")
    clothes = (form(WAISTCOAT, vest) + BUTTONS if vest else "") + worn(TORSO, looks, face.turn) + neck
    cape = element("g", worn(BACK, looks, face.turn), transform="scale(1.25 1)")
    trunk = element("g", form(EGG, looks.fur), _front(looks), transform="scale(.86 1)" if slim else None)
    body = group(cape, _behind(looks), trunk, clothes, head, move=(0, pose.sink))
    high = LEGS if waders and not pose.seated else 0
    feet = "" if pose.seated else _feet(pose, "#e8707a" if waders else "#e8963c", high)
    wings = [_wing(pose, side, darker(looks.fur, tone), slim=slim) for side, tone in ((1, 0.18), (-1, 0.1))]
    return group(feet, group(wings[0], body, wings[1], move=(0, -high)), turn=pose.lean)
