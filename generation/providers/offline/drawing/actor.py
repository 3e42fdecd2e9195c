"""Puts one of the cast together. The result stands with its feet at (0, 0), some 100 units high, facing right."""

from . import body
from .birds import bird
from .blobs import Body, blob, living_thing
from .bugs import bug
from .colour import darker, lighter
from .face import Face
from .forms import form, round_form
from .garments import BACK, HEAD, NECK, TORSO, worn
from .heads import beast_head
from .looks import Looks
from .people import hair_down, person_head
from .poses import POSES, Pose
from .robots import robot_head, robot_torso
from .svg import circle, curve, group, limb, stroke
from .swimmers import octopus, seahorse, swimmer
from .tails import on_the_back, tail

HEAD_AT = -72
LYING = ("sleep", "lie")
FINS = {"swimmer": (56, -10), "octopus": (46, -12), "seahorse": (24, -30)}
"""Where those without hands hold something."""


def _has_limbs(looks: Looks) -> bool:
    return looks.species.build in ("beast", "child", "robot")


def _head(looks: Looks, face: Face) -> str:
    drawn = {"child": person_head, "robot": robot_head}.get(looks.species.build, beast_head)(looks, face)
    return drawn + worn(HEAD, looks, face.turn)


def _upright(looks: Looks, pose: Pose, face: Face, held: str) -> str:
    """On two legs. Arms lie over the body; raised, they pass behind the head."""
    sunk = (0, pose.sink)
    back = tail(looks) + on_the_back(looks) + worn(BACK, looks, face.turn)
    trunk = robot_torso(looks) if looks.species.build == "robot" else body.torso(looks, face.turn)
    trunk = group(trunk + worn(TORSO, looks, face.turn), move=sunk)
    legs = body.fishtail(looks) if looks.worn("fishtail") else body.legs(looks, pose)
    lower = trunk + legs if pose.seated else legs + trunk
    neck, high = body.neck(looks, face.turn)
    carried = {"move": (pose.turn * 2, HEAD_AT - high), "turn": pose.tilt}
    head, back = group(_head(looks, face), **carried), back + group(hair_down(looks), **carried)
    upper = group(neck + worn(NECK, looks, face.turn) + head, move=sunk)
    return group(group(back, move=sunk), lower, held, *body.arms(looks, pose), upper, turn=pose.lean)


def _tucked_in(looks: Looks, head: str) -> str:
    cover = looks.worn("dress", "overalls", "jumper", "coat") or looks.accent
    lump = form(curve("-56,-2 -52,-17 -30,-27 0,-30 22,-22 20,-2 -20,0"), cover)
    at = ((-42, -12), (-28, -19), (-28, -7), (-12, -13), (-2, -23), (5, -8))
    dots = "".join(circle(x, y, 1.8, lighter(cover, 0.5)) for x, y in at)
    return round_form(30, -7, 32, 8, "#f3ebdd") + head + lump + dots


def _curled(looks: Looks, head: str) -> str:
    back = group(on_the_back(looks), move=(0, 8)) + form(
        curve("-38,-10 -32,-28 -12,-38 12,-35 26,-20 24,-3 -24,-1"), looks.fur
    )
    if coat := looks.worn("jumper", "coat", "dress", "overalls", "vest"):
        back += form(curve("-14,-37 10,-36 20,-26 16,-3 -12,-2 -18,-20"), coat)
    if scarf := looks.worn("scarf", "kerchief", "collar"):
        back += stroke("M2 -34Q-3 -18 6 -4", darker(scarf, 0.2), 9) + stroke("M2 -34Q-3 -18 6 -4", scarf, 7)
    paw = round_form(30, -3.4, 8, 4, looks.fur)
    if looks.species.tail in ("none", "puff", "pigtail", "hair"):
        return back + head + paw
    thick = {"bushy": 17, "plume": 19, "thick": 12, "spiked": 13}.get(looks.species.tail, 6)
    brush = form(limb((-34, -10), (6, -5), -9, thick * 0.6, thick), looks.fur)
    return back + head + paw + brush + (circle(7, -5, thick * 0.46, looks.tip) if looks.tip else "")


def _lying(looks: Looks, mood: str) -> str:
    """On the ground with the head at the right: beasts curled up, people under a blanket."""
    head = group(
        hair_down(looks), _head(looks, Face(mood, 0.15, 2 if mood == "asleep" else -4)), move=(23, -21), turn=9
    )
    return _tucked_in(looks, head) if looks.species.build in ("child", "robot") else _curled(looks, head)


def _small_folk(looks: Looks, pose: Pose, face: Face, thing: Body | None = None) -> str:
    """Everybody whose body is not the beasts'."""
    if thing:
        return living_thing(looks, pose, face, thing)
    build = looks.species.build
    if build == "bird":
        return bird(looks, pose, face)
    draw_one = {"swimmer": swimmer, "octopus": octopus, "seahorse": seahorse, "bug": bug}.get(build)
    return draw_one(looks, face) if draw_one else blob(looks, pose, face)


def draw(looks: Looks, posture: str, mood: str, held: str = "", thing: Body | None = None) -> str:
    """`held` is a thing drawn around (0, 0), put into the far hand; `thing` the body of a thing that lives."""
    pose = POSES.get(posture, POSES["stand"])
    face = Face("asleep" if posture == "sleep" else mood, pose.turn, pose.nod)
    if posture in LYING:
        if _has_limbs(looks):
            return _lying(looks, face.mood)
        return group(_small_folk(looks, POSES["sit"], face, thing), turn=-4)
    hand = FINS.get(looks.species.build) or (pose.far_hand[0] + 1, pose.far_hand[1] + pose.sink * 0.5)
    in_hand = group(held, move=hand) if held else ""
    if _has_limbs(looks):
        return _upright(looks, pose, face, in_hand)
    return _small_folk(looks, pose, face, thing) + in_hand


def ground_width(looks: Looks, posture: str) -> float:
    """Half the width of the shadow below, in the rig's units."""
    if posture in LYING or looks.species.build == "swimmer":
        return 46
    return 30 if posture in ("walk", "run", "sit") else 26
