"""Bushes, grass, flowers, stones. Each stands with its foot at (x, y); `far` pales it into the distance."""

import math
from random import Random

from .colour import darker, lighter, shifted
from .stage import Stage
from .svg import Point, blob, circle, group, limb, oval, path, shadow, smooth, stroke

PETALS = ("#f4c94f", "#ef7f8f", "#ffffff", "#b794d8", "#f2955a", "#7fb0e0")


def bush(stage: Stage, at: Point, size: float, colour: str, far: float = 0.0, *, berries: str = "") -> str:
    (x, y), light, rng = at, stage.light, stage.rng
    leaf = light.on(colour, far)
    heaps = [(-0.5, -0.28, 0.36), (0.5, -0.26, 0.34), (0, -0.42, 0.46), (-0.22, -0.2, 0.36), (0.24, -0.2, 0.36)]
    low = "".join(
        path(blob(hx * size, hy * size, r * size, r * size * 0.86, rng, wobble=0.1), darker(leaf, 0.14))
        for hx, hy, r in heaps
    )
    high = "".join(
        path(blob((hx - 0.04) * size, (hy - 0.07) * size, r * size * 0.76, r * size * 0.62, rng, wobble=0.12), leaf)
        for hx, hy, r in heaps
    )
    dots = (
        "".join(
            circle(rng.uniform(-0.6, 0.6) * size, rng.uniform(-0.62, -0.1) * size, size * 0.035, light.on(berries, far))
            for _ in range(9)
        )
        if berries
        else ""
    )
    return shadow(x, y, size, light.shade, 0.28 * (1 - far)) + group(low, high, dots, move=(x, y))


def tuft(x: float, y: float, size: float, colour: str, rng: Random, *, blades: int = 5) -> str:
    d = ""
    for i in range(blades):
        lean = (i - (blades - 1) / 2) * size * 0.24 + rng.uniform(-3, 3)
        high = size * rng.uniform(0.6, 1.05)
        d += (
            f"M{x + lean * 0.3 - size * 0.05:.1f} {y:.1f}Q{x + lean * 0.3:.1f} {y - high * 0.6:.1f} "
            f"{x + lean:.1f} {y - high:.1f}Q{x + lean * 0.5 + size * 0.07:.1f} {y - high * 0.5:.1f} "
            f"{x + lean * 0.3 + size * 0.06:.1f} {y:.1f}Z"
        )
    return path(d, colour)


def flower(
    stage: Stage,
    at: Point,
    size: float,
    petal: str,
) -> str:
    (x, y), light, rng = at, stage.light, stage.rng
    tip = x + rng.uniform(-0.16, 0.16) * size
    stem = stroke(
        f"M{x:.1f} {y:.1f}Q{x:.1f} {y - size * 0.5:.1f} {tip:.1f} {y - size:.1f}",
        light.on("#5d9150"),
        max(size * 0.06, 1.6),
    )
    leaf = path(
        (
            f"M{x:.1f} {y - size * 0.2:.1f}q{size * 0.3:.1f} {-size * 0.24:.1f} {size * 0.34:.1f} "
            f"{-size * 0.02:.1f}q{-size * 0.2:.1f} {size * 0.1:.1f} {-size * 0.34:.1f} {size * 0.02:.1f}Z"
        ),
        light.on("#6aa257"),
    )
    r, colour = size * 0.15, light.on(petal)
    spin = rng.uniform(0, 1)
    head = "".join(
        circle(
            tip + math.cos(spin + math.tau * i / 5) * r,
            y - size + math.sin(spin + math.tau * i / 5) * r,
            r * 0.86,
            colour,
        )
        for i in range(5)
    )
    return stem + leaf + head + circle(tip, y - size, r * 0.66, light.on("#f0b73c"))


def stone(stage: Stage, at: Point, size: float, colour: str = "#9a9aa0", far: float = 0.0) -> str:
    (x, y), light, rng = at, stage.light, stage.rng
    grey = light.on(shifted(colour, rng.uniform(-0.03, 0.03)), far)
    shape = blob(0, -size * 0.3, size * 0.62, size * 0.42, rng, wobble=0.12)
    shine = path(
        blob(-size * 0.14, -size * 0.44, size * 0.34, size * 0.17, rng, wobble=0.15),
        lighter(grey, 0.3),
        fill_opacity=0.7,
    )
    return shadow(x, y, size * 0.85, light.shade, 0.32 * (1 - far)) + group(path(shape, grey), shine, move=(x, y))


def mushroom(stage: Stage, at: Point, size: float, cap: str = "#d6453a") -> str:
    (x, y), light = at, stage.light
    stem = path(
        smooth([(a * size, b * size) for a, b in ((-0.14, 0), (-0.1, -0.5), (0.1, -0.5), (0.16, 0), (0, 0.04))]),
        light.on("#f5ead6"),
    )
    top = path(
        smooth(
            [
                (a * size, b * size)
                for a, b in ((-0.46, -0.42), (-0.3, -0.78), (0, -0.93), (0.3, -0.78), (0.46, -0.42), (0, -0.34))
            ]
        ),
        light.on(cap),
    )
    dots = "".join(
        circle(a * size, b * size, r * size, light.on("#fff4e6"))
        for a, b, r in ((-0.18, -0.62, 0.07), (0.08, -0.76, 0.08), (0.24, -0.55, 0.06), (-0.02, -0.52, 0.05))
    )
    return shadow(x, y, size * 0.45, light.shade) + group(stem, top, dots, move=(x, y))


def reeds(
    stage: Stage,
    at: Point,
    size: float,
) -> str:
    (x, y), light, rng = at, stage.light, stage.rng
    out = tuft(x, y, size, light.on("#5f8f55"), rng, blades=6)
    for _ in range(2):
        top = x + rng.uniform(-0.25, 0.25) * size
        out += stroke(
            f"M{x:.1f} {y:.1f}Q{x:.1f} {y - size * 0.6:.1f} {top:.1f} {y - size * 1.05:.1f}", light.on("#5d7d4a"), 3
        )
        out += oval(top, y - size * 1.06, size * 0.05, size * 0.15, light.on("#7d5537"))
    return out


def cactus(stage: Stage, at: Point, size: float, far: float = 0.0) -> str:
    """Drawn 100 high: a trunk and two bent arms."""
    green = stage.light.on("#5e9a68", far)
    trunk = limb((0, 0), (0, -90), 0, 24, 20)
    left = limb((0, -36), (-30, -40), 0, 13, 12) + limb((-30, -38), (-31, -66), 0, 13, 11)
    right = limb((0, -50), (26, -52), 0, 12, 11) + limb((27, -50), (28, -74), 0, 12, 10)
    ribs = stroke("M-5 -8V-84M5 -8V-86", darker(green, 0.25), 2, stroke_opacity=0.6)
    bloom = circle(0, -99, 6, stage.light.on("#ef7f9a", far))
    dark = shadow(*at, size * 0.3, stage.light.shade, 0.32 * (1 - far))
    arms = path(left, green) + path(right, green)
    return dark + group(path(trunk, green), arms, ribs, bloom, move=at, scale=size / 100)


def scatter(rng: Random, count: int, left: float, right: float, top: float, *, bottom: float) -> list[Point]:
    """Spots from back to front, so that the near ones cover the far ones."""
    return sorted(
        ((rng.uniform(left, right), rng.uniform(top, bottom)) for _ in range(count)), key=lambda spot: spot[1]
    )
