"""Tails, and what is on a back: wings, a shell, spikes. Behind the body; tails reach to the left."""

from collections.abc import Callable

from .colour import darker, lighter, mix
from .forms import form, round_form
from .looks import Looks
from .svg import circle, curve, limb, path, polygon, stroke


def _bushy(looks: Looks) -> str:
    brush = form(curve("-8,-14 -22,-9 -38,-17 -46,-34 -41,-52 -33,-41 -26,-28 -12,-24"), looks.fur)
    rings = (
        stroke("M-36 -15l4 -12M-26 -11l2 -13", darker(looks.fur, 0.45), 5) if "ringed" in looks.species.extras else ""
    )
    tip = path(curve("-43.5,-30 -46,-36 -41,-52 -33,-41 -33,-34 -39,-37"), looks.tip) if looks.tip else ""
    return brush + rings + tip


def _plume(looks: Looks) -> str:
    brush = form(curve("-8,-14 -22,-9 -38,-17 -46,-60 -41,-78 -33,-67 -26,-28 -12,-24"), looks.fur)
    return brush + (path(curve("-43.5,-56 -46,-62 -41,-78 -33,-67 -33,-60 -39,-63"), looks.tip) if looks.tip else "")


def _curl(looks: Looks) -> str:
    d = "M-10 -14C-30 -6 -44 -18 -38 -36S-24 -48 -28 -38"
    drawn = stroke(d, darker(looks.fur, 0.3), 7.4) + stroke(d, looks.fur, 5.8)
    return drawn + (circle(-28, -38, 3.4, looks.tip) if looks.tip else "")


def _long(looks: Looks) -> str:
    d, tuft = "M-10 -14C-28 -2 -40 -10 -44 -32", looks.species.tail == "tuft"
    end = form(curve("-44,-26 -51,-38 -45,-48 -39,-38"), darker(looks.fur, 0.4)) if tuft else ""
    colour = looks.fur if tuft else mix(looks.fur, looks.accent, 0.5)
    return stroke(d, darker(looks.fur, 0.3), 4.6) + stroke(d, colour, 3.2) + end


def _hair(looks: Looks) -> str:
    colour = "#c99be0" if looks.species.name == "unicorn" else looks.hair
    return form(curve("-10,-20 -26,-24 -38,-12 -36,2 -27,-4 -20,-12"), colour)


def _puff(looks: Looks) -> str:
    return round_form(-17, -13, 7.5, 7.5, looks.tip or lighter(looks.fur, 0.45))


def _short(looks: Looks) -> str:
    return form(limb((-10, -14), (-34, -30), 6, 9, 6), looks.tip or looks.fur)


def _thick(looks: Looks) -> str:
    return form(limb((-10, -14), (-42, -6), 6, 14, 6), looks.tip or looks.fur)


def _spiked(looks: Looks) -> str:
    at = ((-24, -14), (-33, -18), (-41, -25))
    spikes = "".join(form(f"M{x} {y}l-5 -9l9 3Z", looks.accent, 0.6) for x, y in at)
    return spikes + form(limb((-6, -14), (-50, -34), 18, 19, 4), looks.fur)


def _pigtail(looks: Looks) -> str:
    return stroke("M-14 -18c-8 -2 -12 6 -6 8s8 -10 -2 -10s-10 2 -12 0", darker(looks.fur, 0.15), 3)


TAILS: dict[str, Callable[[Looks], str]] = {
    "bushy": _bushy,
    "plume": _plume,
    "curl": _curl,
    "long": _long,
    "tuft": _long,
    "hair": _hair,
    "puff": _puff,
    "short": _short,
    "thick": _thick,
    "spiked": _spiked,
    "pigtail": _pigtail,
}


def tail(looks: Looks) -> str:
    return TAILS[looks.species.tail](looks) if looks.species.tail in TAILS else ""


def _gossamer() -> str:
    """A fairy's wings."""
    parts = (
        curve(part, s) for part in ("4,-46 20,-78 44,-82 48,-60 28,-42", "4,-40 30,-42 38,-24 22,-14") for s in (-1, 1)
    )
    return "".join(path(d, "#e4f4ff", fill_opacity=0.75, stroke="#9cc0de", stroke_width=1) for d in parts)


def _wings(looks: Looks) -> str:
    wing = "6,-44 26,-70 54,-74 50,-58 46,-50 38,-44 34,-34 22,-36"
    return form(curve(wing, -1), looks.accent) + form(curve(wing), darker(looks.accent, 0.12))


def _shell(looks: Looks) -> str:
    colour = darker(mix(looks.fur, "#8a6a35", 0.6), 0.05)
    plates = ((-22, -31), (-17, -45), (-16, -18))
    return round_form(-3, -31, 26, 26, colour) + "".join(circle(x, y, 4, lighter(colour, 0.25)) for x, y in plates)


def _spikes(looks: Looks) -> str:
    left = [(-8, -52), (-26, -54), (-20, -46), (-32, -42), (-22, -36), (-35, -28), (-22, -24), (-32, -13), (-12, -10)]
    return form(polygon([*left, *((-x, y) for x, y in reversed(left))]), darker(looks.fur, 0.2))


def on_the_back(looks: Looks) -> str:
    if looks.noun in ("fairy", "angel"):
        return _gossamer()
    if looks.noun in ("camel", "dromedary"):
        return round_form(-20, -49, 14, 16, darker(looks.fur, 0.08))
    backs = {"wings": _wings, "shell": _shell, "spikes": _spikes}
    return "".join(draw(looks) for extra, draw in backs.items() if extra in looks.species.extras)
