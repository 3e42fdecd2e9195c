"""Trees: round ones, pines, palms. Each stands with its foot at a point; `far` pales it into the distance."""

import math
from random import Random

from .colour import darker, lighter, mix
from .stage import Stage
from .svg import Point, blob, circle, curve, group, limb, path, polygon, shadow, smooth, stroke

LEAVES = {
    "spring": ("#8cc06a", "#a7cf74", "#77b184", "#f2b6c4"),
    "summer": ("#5f9e57", "#76ad55", "#4b8d62", "#8ab865"),
    "autumn": ("#dd8a3a", "#cf5f37", "#e6b045", "#a9803f"),
    "winter": ("#a9bfc4", "#c4d3d8", "#8fabb3", "#dbe6e8"),
}


# Heaps of leaves as (x, y, radius), in heights of the tree.
CROWN = (
    (0, -0.7, 0.25),
    (-0.21, -0.6, 0.18),
    (0.21, -0.6, 0.18),
    (-0.12, -0.82, 0.18),
    (0.13, -0.81, 0.17),
    (-0.29, -0.71, 0.12),
    (0.29, -0.71, 0.12),
    (0, -0.9, 0.13),
    (-0.1, -0.52, 0.14),
    (0.1, -0.52, 0.14),
)


def tree(stage: Stage, at: Point, size: float, colour: str, far: float = 0.0) -> str:
    """`size` is its height. Three layers of leaf: in shade, in light, and where the sun falls."""
    (x, y), light, rng = at, stage.light, stage.rng
    bark = light.on(rng.choice(("#7a553c", "#6d4c3a", "#86634a")), far)
    leaf = light.on(colour, far)
    wide = rng.uniform(0.9, 1.12)
    heaps = [
        (hx * wide + rng.uniform(-0.02, 0.02), hy + rng.uniform(-0.02, 0.02), r * rng.uniform(0.9, 1.1))
        for hx, hy, r in CROWN
    ]
    layers = (
        (heaps, 0, 1.0, darker(leaf, 0.2), 1),
        (heaps, 0.026, 0.84, leaf, 1),
        ([h for h in heaps if h[0] < 0.16], 0.05, 0.42, lighter(leaf, 0.18), 0.18 if light.dark else 0.4),
    )
    crown = ""
    for some, lift, share, tone, alpha in layers:
        for hx, hy, r in some:
            d = blob(
                (hx - lift * 0.8) * size,
                (hy - lift) * size,
                r * size * share,
                r * size * share * 0.9,
                rng,
                wobble=0.08,
                corners=11,
            )
            crown += path(d, tone, fill_opacity=alpha if alpha < 1 else None)
    return shadow(x, y, size * 0.34, light.shade, 0.3 * (1 - far)) + group(
        _trunk(size, bark, rng), crown, _leaves(size, leaf, rng, far), move=(x, y)
    )


def _leaves(size: float, leaf: str, rng: Random, far: float) -> str:
    """Single dabs of lighter and darker leaf: lighter to the upper left, where the light is."""
    bright, dim = [], []
    for _ in range(int(64 * (1 - far * 0.7))):
        a, r = rng.uniform(0, math.tau), math.sqrt(rng.random()) * 0.34
        px, py = math.cos(a) * r * size, (-0.7 + math.sin(a) * r * 0.82) * size
        dab = (
            f"M{px:.1f} {py:.1f}q{size * 0.012:.1f} {size * rng.uniform(-0.016, 0.004):.1f} "
            f"{size * 0.026:.1f} {size * rng.uniform(-0.006, 0.012):.1f}"
        )
        (bright if px + py + 0.72 * size < 0 else dim).append(dab)
    tones = ((bright, lighter(leaf, 0.32)), (dim, darker(leaf, 0.3)))
    return "".join(stroke("".join(d), tone, size * 0.011, stroke_opacity=0.5) for d, tone in tones if d)


def pine(stage: Stage, at: Point, size: float, colour: str, far: float = 0.0, *, snowy: bool = False) -> str:
    leaf = stage.light.on(colour, far)
    trunk = path(curve("-3.5,0 -3,-25 3,-25 4,0"), stage.light.on("#6b4b3a", far))
    tiers = "".join(_tier(stage, i, mix(leaf, lighter(leaf, 0.2), i * 0.22), far if snowy else None) for i in range(4))
    dark = shadow(*at, size * 0.26, stage.light.shade, 0.3 * (1 - far))
    return dark + group(trunk, tiers, move=at, scale=size / 100)


def _tier(stage: Stage, level: int, leaf: str, snow_far: float | None) -> str:
    """One of a pine's four skirts, in a tree 100 high; `snow_far` is how far off its snow lies, None for none."""
    wide, low, top = 27 - level * 5.2, -12 - level * 20, -46 - level * 18
    teeth = [(-wide + wide * t / 3, low + (3 if t % 2 else 0) + stage.rng.uniform(-0.8, 0.8)) for t in range(7)]
    out = path(polygon([*teeth, (0, top)]), leaf)
    out += path(polygon([(wide * 0.2, low), (wide, low), (0, top)]), darker(leaf, 0.25), fill_opacity=0.35)
    if snow_far is None:
        return out
    cap = [(-wide * 0.62, low - 10), (-wide * 0.2, low - 7), (wide * 0.1, low - 11), (wide * 0.5, low - 8), (0, top)]
    return out + path(polygon(cap), stage.light.on("#f6fafc", snow_far), fill_opacity=0.92)


def palm(stage: Stage, at: Point, size: float, far: float = 0.0) -> str:
    (x, y), light, rng = at, stage.light, stage.rng
    lean = rng.choice((-1, 1)) * size * 0.16
    bark, leaf = light.on("#a07a50", far), light.on("#5fa35a", far)
    trunk = path(limb((0, 0), (lean, -size * 0.8), -lean * 0.5, size * 0.075, size * 0.045), bark)
    rings = "".join(
        stroke(
            (
                f"M{lean * t - size * 0.03:.1f} {-size * 0.8 * t:.1f}"
                f"q{size * 0.03:.1f} {size * 0.012:.1f} {size * 0.06:.1f} 0"
            ),
            darker(bark, 0.25),
            2,
        )
        for t in (0.15, 0.3, 0.45, 0.6, 0.75)
    )
    fronds = "".join(
        path(
            limb(
                (lean, -size * 0.8),
                (lean + math.cos(a) * size * 0.42, -size * 0.8 + math.sin(a) * size * 0.26),
                math.cos(a) * -size * 0.14,
                size * 0.05,
                size * 0.01,
            ),
            mix(leaf, darker(leaf, 0.3), i % 2 * 0.8),
        )
        for i, a in enumerate((-2.7, -2.1, -1.0, -0.4, 0.25, 2.9, -1.6))
    )
    nuts = "".join(circle(lean + dx, -size * 0.78, size * 0.03, light.on("#7a5230", far)) for dx in (-6, 8))
    return shadow(x, y, size * 0.2, light.shade, 0.3 * (1 - far)) + group(trunk, rings, fronds, nuts, move=(x, y))


def _trunk(size: float, bark: str, rng: Random) -> str:
    w = size * rng.uniform(0.062, 0.085)
    body = smooth(
        [
            (-w * 1.3, 0),
            (-w * 0.6, -size * 0.25),
            (-w * 0.45, -size * 0.6),
            (w * 0.45, -size * 0.6),
            (w * 0.6, -size * 0.25),
            (w * 1.4, 0),
            (0, 4),
        ]
    )
    twigs = "".join(
        path(limb((0, -size * 0.36), (s * size * 0.17, -size * 0.54), s * 4, w * 0.7, w * 0.3), bark) for s in (-1, 1)
    )
    ribs = (
        f"M{-w * 0.2:.1f} {-size * 0.05:.1f}q{w * 0.2:.1f} {-size * 0.12:.1f} 0 {-size * 0.24:.1f}"
        f"M{w * 0.3:.1f} {-size * 0.08:.1f}q{-w * 0.2:.1f} {-size * 0.1:.1f} {-w * 0.1:.1f} "
        f"{-size * 0.2:.1f}"
    )
    return path(body, bark) + twigs + stroke(ribs, darker(bark, 0.3), size * 0.008, stroke_opacity=0.6)
