"""What a head carries beside ears and a face: manes, horns, patches, stripes. Keyed by the extras of species.py."""

import math
from collections.abc import Callable

from .colour import darker, lighter, mix
from .face import Face
from .forms import form, round_form
from .looks import Looks
from .svg import circle, curve, oval, path, polygon, smooth, stroke

SIDES = (-1, 1)


def _mane(looks: Looks, face: Face) -> str:
    ring = ((math.tau * i / 26, 39 if i % 2 else 33) for i in range(26))
    edge = [(math.cos(a) * r, math.sin(a) * r * 0.92 + 1) for a, r in ring]
    return form(smooth(edge), darker(mix(looks.fur, "#b0551f", 0.55), 0.08))


def _spikes(looks: Looks, face: Face) -> str:
    fan = ((math.pi * (0.86 + 1.28 * i / 30), 38 if i % 2 else 29) for i in range(31))
    return form(polygon((math.cos(a) * r, math.sin(a) * r * 0.95 - 3) for a, r in fan), darker(looks.fur, 0.2))


def _locks(looks: Looks, face: Face) -> str:
    unicorn = looks.species.name == "unicorn"
    mane = "#e58fb8" if unicorn else looks.hair
    first = form(curve("-8,-24 -22,-22 -31,-4 -30,18 -24,27 -18,10 -13,-8"), mane)
    second = curve("-12,-23 -24,-12 -27,4 -21,12 -15,-4")
    return first + form(second, "#8fb8e8" if unicorn else lighter(mane, 0.15))


def _antlers(looks: Looks, face: Face) -> str:
    antler = "M{0} -17q{1} -10 {2} -24M{3} -28q{1} -2 {4} -8M{5} -23q{6} -4 {7} -12"
    lines = (antler.format(s * 9, s * 2, s * 13, s * 14, s * 9, s * 12, s * -3, s * -3) for s in SIDES)
    return "".join(stroke(d, "#8a623f", 3) for d in lines)


def _horns(looks: Looks, face: Face) -> str:
    return "".join(form(curve("7,-18 10,-30 17,-36 17,-26 15,-14", s), "#f3dfae") for s in SIDES)


def _nubs(looks: Looks, face: Face) -> str:
    return "".join(form(curve("6,-18 7,-29 11,-31 13,-27 13,-16", s), "#d9bd90") for s in SIDES)


def _feelers(looks: Looks, face: Face) -> str:
    stalks = "".join(f"M{s * 8} -17q{s * 2} -10 {s * 5} -16" for s in SIDES)
    return stroke(stalks, looks.fur, 3) + "".join(circle(s * 13, -34, 3.4, looks.fur) for s in SIDES)


def _crest(looks: Looks, face: Face) -> str:
    teeth = ((-15, -21), (-4, -25), (8, -23))
    return "".join(form(f"M{x - 5} {y + 6}L{x} {y - 7}L{x + 6} {y + 5}Z", looks.accent) for x, y in teeth)


def _popeyes(looks: Looks, face: Face) -> str:
    return "".join(round_form(face.turn * 4 + s * 13, -15 + face.nod * 0.5, 8.6, 8.4, looks.fur) for s in SIDES)


def _pale_cheeks(looks: Looks, face: Face) -> str:
    x = face.turn * 5
    left, right = [(-26.5, 7), (-17, 3.5)], [(18, 3.5), (26.5, 7), (20, 13), (9, 19), (0, 21), (-9, 19), (-20, 13)]
    return path(smooth([*left, (x - 7, 6), (x, -6), (x + 7, 6), *right]), looks.belly)


def _mask(looks: Looks, face: Face) -> str:
    return path(curve("0,-7 10,-13 19,-5 17,8 7,18 -7,18 -17,8 -19,-5 -10,-13", dx=face.turn * 5), looks.belly)


def _bandit(looks: Looks, face: Face) -> str:
    patch = "#4b4954" if looks.species.name in ("panda", "raccoon") else darker(looks.fur, 0.5)
    return "".join(oval(face.turn * 5 + s * 10.5, 1.5, 7.5, 6.4, patch, turn=s * 24) for s in SIDES)


def _badger(looks: Looks, face: Face) -> str:
    return path(curve("-6,-21 6,-21 7,6 0,16 -7,6", dx=face.turn * 5), looks.belly)


def _stripes(looks: Looks, face: Face) -> str:
    x = face.turn * 5
    lines = f"M{x} -20v8M{x - 7} -19l1 6M{x + 7} -19l-1 6M-25 0l6 1M-24 6l6 0M25 0l-6 1M24 6l-6 0"
    return stroke(lines, darker(looks.fur, 0.4), 2.3, stroke_opacity=0.8)


def _patch(looks: Looks, face: Face) -> str:
    x = face.turn * 5
    shape = smooth([(x + 3, -10), (x + 9, -19), (22, -12), (24, 2), (x + 15, 8), (x + 6, 3)])
    return path(shape, darker(looks.fur, 0.28 if "patch" in looks.species.extras else 0.55))


def _spots(looks: Looks, face: Face) -> str:
    at = ((-18, -8), (-9, -16), (4, -17), (15, -13), (21, -4), (-22, 2))
    return "".join(circle(x, y, 2.2, darker(looks.fur, 0.5), fill_opacity=0.6) for x, y in at)


def _freckles(looks: Looks, face: Face) -> str:
    at = ((-12, -12), (-6, -16), (4, -16), (11, -13))
    return "".join(circle(x, y, 1.3, "#fff3dc", fill_opacity=0.9) for x, y in at)


def _wool(looks: Looks, face: Face) -> str:
    at = ((-15, -16), (-5, -21), (6, -21), (15, -16), (0, -15))
    return "".join(round_form(x, y, 8, 7, lighter(looks.fur, 0.3), edge=0.5) for x, y in at)


Drawer = Callable[[Looks, Face], str]
BEHIND: dict[str, Drawer] = {"mane": _mane, "spikes": _spikes, "hairmane": _locks}
ON_TOP: dict[str, Drawer] = {
    "antlers": _antlers,
    "horns": _horns,
    "nubs": _nubs,
    "feelers": _feelers,
    "popeyes": _popeyes,
    "crest": _crest,
}
ON_THE_FACE: dict[str, Drawer] = {
    "wool": _wool,
    "cheeks": _pale_cheeks,
    "mask": _mask,
    "bandit": _bandit,
    "badger": _badger,
    "stripes": _stripes,
    "patch": _patch,
    "patches": _patch,
    "spots": _spots,
    "freckles": _freckles,
}


def marks(table: dict[str, Drawer], looks: Looks, face: Face) -> str:
    return "".join(draw(looks, face) for extra, draw in table.items() if extra in looks.species.extras)
