"""Ears of beasts, behind the head; each function draws one, `side` is -1 or 1."""

from collections.abc import Callable

from .colour import darker, mix
from .forms import form, round_form
from .looks import Looks
from .svg import circle, curve, oval, path


def _pointed(looks: Looks, inner: str, side: int) -> str:
    tip = path(curve("14,-32 18,-38 21,-40 23.4,-34 18,-33", side), darker(looks.fur, 0.55))
    ear = form(curve("4,-16 12,-31 21,-40 25,-24 24,-5 13,-10", side), looks.fur)
    ear += path(curve("11,-17 15,-27 19.5,-33 21.5,-22 20.5,-11", side), inner)
    return ear + (tip if "cheeks" in looks.species.extras else "")


def _round(looks: Looks, inner: str, side: int) -> str:
    return round_form(side * 18, -16, 9, 9, looks.fur) + circle(side * 18, -14.5, 5.6, inner)


def _dish(looks: Looks, inner: str, side: int) -> str:
    return round_form(side * 21, -17, 13.5, 13.5, looks.fur) + circle(side * 21, -15.5, 8.4, inner)


def _long(looks: Looks, inner: str, side: int) -> str:
    ear = form(curve("3,-16 4,-38 11,-58 18,-50 17,-32 14,-14", side), looks.fur)
    return ear + path(curve("7,-20 8,-38 12,-51 14.5,-38 11.5,-20", side), inner)


def _floppy(looks: Looks, inner: str, side: int) -> str:
    return form(curve("12,-19 25,-16 33,2 30,15 23,11 20,-4", side), darker(looks.fur, 0.22))


def _flap(looks: Looks, inner: str, side: int) -> str:
    ear = form(curve("14,-18 32,-26 48,-12 46,8 33,19 19,10", side), looks.fur)
    return ear + path(curve("22,-13 34,-18 42,-8 40,5 31,12", side), inner)


def _sideways(looks: Looks, inner: str, side: int) -> str:
    return round_form(side * 28, -6, 9.5, 6, looks.fur) + oval(side * 28.5, -5.5, 6, 3.4, inner)


def _folded(looks: Looks, inner: str, side: int) -> str:
    return form(curve("6,-17 15,-31 24,-27 23,-12", side), darker(looks.fur, 0.06))


def _small(looks: Looks, inner: str, side: int) -> str:
    return form(curve("5,-18 9,-34 14,-38 18,-26 16,-13", side), looks.fur)


def _tiny(looks: Looks, inner: str, side: int) -> str:
    return round_form(side * 19, -14, 5.5, 5.5, looks.fur) + circle(side * 19, -13.5, 3, inner)


EARS: dict[str, Callable[[Looks, str, int], str]] = {
    "pointed": _pointed,
    "round": _round,
    "dish": _dish,
    "long": _long,
    "floppy": _floppy,
    "flap": _flap,
    "side": _sideways,
    "fold": _folded,
    "small": _small,
    "tiny": _tiny,
}


def ears(looks: Looks) -> str:
    draw = EARS.get(looks.species.ears)
    inner = mix(looks.accent, looks.fur, 0.2)
    return draw(looks, inner, -1) + draw(looks, inner, 1) if draw else ""
