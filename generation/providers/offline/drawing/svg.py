"""SVG as strings: elements, and the curves everything here is made of. Coordinates are page units, y goes down."""

import math
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from random import Random

Point = tuple[float, float]


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _written(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.3g}" if abs(value) < 1 else number(value)


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """`fill_opacity=.5` becomes `fill-opacity="0.5"`; None leaves an attribute out."""
    given = {key.replace("_", "-"): _written(value) for key, value in attributes.items() if value is not None}
    written = "".join(f' {key}="{value}"' for key, value in given.items())
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def group(
    *children: str, move: Point = (0, 0), scale: float = 1, turn: float = 0, flip: bool = False, **attributes
) -> str:
    steps = [f"translate({number(move[0])} {number(move[1])})"] if move != (0, 0) else []
    steps += [f"rotate({number(turn)})"] if turn else []
    steps += [f"scale({-scale if flip else scale:.4g} {scale:.4g})"] if scale != 1 or flip else []
    return element("g", *children, transform=" ".join(steps) or None, **attributes) if any(children) else ""


def circle(x: float, y: float, r: float, fill: str, **attributes) -> str:
    return element("circle", cx=x, cy=y, r=r, fill=fill, **attributes)


def oval(x: float, y: float, rx: float, ry: float, fill: str, *, turn: float = 0, **attributes) -> str:
    spin = f"rotate({number(turn)} {number(x)} {number(y)})" if turn else None
    return element("ellipse", cx=x, cy=y, rx=rx, ry=ry, fill=fill, transform=spin, **attributes)


def box(x: float, y: float, width: float, height: float, fill: str, *, r: float = 0, **attributes) -> str:
    return element("rect", x=x, y=y, width=width, height=height, rx=r or None, fill=fill, **attributes)


def path(d: str, fill: str = "none", **attributes) -> str:
    return element("path", d=d, fill=fill, **attributes)


def stroke(d: str, colour: str, width: float, **attributes) -> str:
    return element(
        "path",
        d=d,
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_linecap="round",
        stroke_linejoin="round",
        **attributes,
    )


def polygon(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"


def smooth(points: Sequence[Point], closed: bool = True) -> str:
    """A curve through all points (Catmull-Rom written as Béziers)."""
    count = len(points)
    at = (lambda i: points[i % count]) if closed else (lambda i: points[min(max(i, 0), count - 1)])
    d = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for i in range(count if closed else count - 1):
        (ax, ay), (bx, by), (cx, cy), (ex, ey) = at(i - 1), at(i), at(i + 1), at(i + 2)
        controls = (bx + (cx - ax) / 6, by + (cy - ay) / 6, cx - (ex - bx) / 6, cy - (ey - by) / 6, cx, cy)
        d.append("C" + " ".join(map(number, controls)))
    return "".join(d) + ("Z" if closed else "")


@lru_cache(2000)
def curve(points: str, side: float = 1, dx: float = 0) -> str:
    """A closed curve through points written "x,y x,y …"; `side` -1 mirrors it, `dx` shifts it afterwards."""
    pairs = (point.split(",") for point in points.split())
    return smooth([(float(x) * side + dx, float(y)) for x, y in pairs])


def blob(x: float, y: float, rx: float, ry: float, rng: Random, *, wobble: float = 0.08, corners: int = 9) -> str:
    """A roundish shape no compass drew."""
    spin = rng.uniform(0, math.tau)
    points = []
    for i in range(corners):
        angle, reach = spin + math.tau * i / corners, rng.uniform(1 - wobble, 1 + wobble)
        points.append((x + math.cos(angle) * rx * reach, y + math.sin(angle) * ry * reach))
    return smooth(points)


def limb(start: Point, end: Point, bend: float, thick: float, thin: float) -> str:
    """A tapered, rounded arm, leg, tail or branch; `bend` pushes its middle to the side."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    mx, my = (x1 + x2) / 2 - uy * bend, (y1 + y2) / 2 + ux * bend
    left, right = [], []
    for step in range(6):
        t = step / 5
        x = (1 - t) ** 2 * x1 + 2 * t * (1 - t) * mx + t * t * x2
        y = (1 - t) ** 2 * y1 + 2 * t * (1 - t) * my + t * t * y2
        tx, ty = 2 * (1 - t) * (mx - x1) + 2 * t * (x2 - mx), 2 * (1 - t) * (my - y1) + 2 * t * (y2 - my)
        norm = math.hypot(tx, ty) or 1
        half = (thick + (thin - thick) * t) / 2
        left.append((x - ty / norm * half, y + tx / norm * half))
        right.append((x + ty / norm * half, y - tx / norm * half))
    tip, root = (x2 + ux * thin / 2, y2 + uy * thin / 2), (x1 - ux * thick / 2, y1 - uy * thick / 2)
    return smooth([root, *left, tip, *reversed(right)])


def name_for(content: str) -> str:
    return f"g{zlib.crc32(content.encode()):08x}"


def _stops(stops: Sequence[tuple[float, str, float]]) -> str:
    return "".join(
        element("stop", offset=f"{at:.3g}", stop_color=colour, stop_opacity=alpha) for at, colour, alpha in stops
    )


def radial(*stops: tuple[float, str, float]) -> tuple[str, str]:
    """(definition, paint) of a round fade; stops are (offset, colour, opacity). The same stops share one name."""
    inner = _stops(stops)
    name = name_for("r" + inner)
    return element("radialGradient", inner, id=name), f"url(#{name})"


def linear(*stops: tuple[float, str, float], across: bool = False) -> tuple[str, str]:
    """(definition, paint) of a fade from top to bottom, or from left to right when `across`."""
    inner = _stops(stops)
    name = name_for(f"l{across}" + inner)
    return element(
        "linearGradient", inner, id=name, x2="1" if across else "0", y2="0" if across else "1"
    ), f"url(#{name})"


def glow(x: float, y: float, r: float, colour: str, strength: float = 0.6, *, squash: float = 1) -> str:
    definition, paint = radial((0, colour, strength), (0.35, colour, strength * 0.45), (1, colour, 0))
    return definition + oval(x, y, r, r * squash, paint)


def shadow(x: float, y: float, rx: float, colour: str, strength: float = 0.34, *, squash: float = 0.2) -> str:
    """The soft dark patch under whatever stands on the ground."""
    definition, paint = radial((0, colour, strength), (0.55, colour, strength * 0.7), (1, colour, 0))
    return definition + oval(x, y, rx, rx * squash, paint)
