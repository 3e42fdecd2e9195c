"""What the open places are made of: slopes, haze, distant hills, grass, flowers, paths, the leaves we look through."""

from ..colour import darker, lighter, mix
from ..plants import PETALS, bush, flower, scatter, tuft
from ..stage import Stage, below, dabs, height_at, ridge
from ..svg import Point, group, linear, path, smooth, stroke
from ..trees import LEAVES, tree

GRASS = {"spring": "#a3cc6d", "summer": "#8cbc5d", "autumn": "#c3b05a", "winter": "#dfe9ec"}


def slope(
    stage: Stage, y: float, swing: float, colour: str, far: float, *, bumps: int = 5, marks: int = 40
) -> tuple[str, list[Point]]:
    """One hill across the page, with brush marks, and its top edge."""
    edge = ridge(stage, y, swing, bumps)
    near, deep = stage.light.on(colour, far), stage.light.on(darker(colour, 0.24), far * 0.8)
    tones = [lighter(near, 0.3), darker(near, 0.14), mix(near, stage.light.on("#e9d46b", far), 0.3)]
    return below(stage, edge, lighter(near, 0.1), deep) + dabs(stage, edge, 200, tones, marks, size=46), edge


def mist(stage: Stage, y: float, tall: float, strength: float = 0.5) -> str:
    haze = lighter(stage.light.haze, 0.15)
    definition, paint = linear((0, haze, 0), (0.55, haze, strength), (1, haze, 0))
    return definition + path(f"M-20 {y - tall:.0f}H{stage.width + 20:.0f}V{y + tall:.0f}H-20Z", paint)


def far_hills(stage: Stage, y: float, colour: str = "#7fab78") -> str:
    """Two ranges in the distance: fields, hedges and little woods on them, and air between."""
    first, far_edge = slope(stage, y - 66, 38, mix(colour, "#7f9fd0", 0.55), 0.5, bumps=4, marks=8)
    second, edge = slope(stage, y - 16, 24, colour, 0.32, bumps=5, marks=22)
    return (
        first
        + _woods(stage, far_edge, 16, 26, 0.55)
        + mist(stage, y - 14, 56, 0.4)
        + second
        + _fields(stage, y)
        + _woods(stage, edge, 15, 50, 0.36)
        + mist(stage, y + 40, 44, 0.4)
    )


def grasses(stage: Stage, edge: list[Point], count: int, colour: str, size: float = 26) -> str:
    rng, out = stage.rng, []
    for _ in range(count):
        x = rng.uniform(0, stage.width)
        y = height_at(edge, x) + rng.uniform(4, 250)
        tone = stage.light.on(rng.choice((darker(colour, 0.2), lighter(colour, 0.2), darker(colour, 0.32))))
        out.append((y, tuft(x, y, size * (0.6 + (y - 500) / 420), tone, rng)))
    return "".join(drawn for _, drawn in sorted(out))


def bed_of_flowers(stage: Stage, count: int, top: float, bottom: float, size: float = 30) -> str:
    return "".join(
        flower(stage, (x, y), size * (0.6 + (y - 520) / 500), stage.rng.choice(PETALS))
        for x, y in scatter(stage.rng, count, 0, stage.width, top, bottom=bottom)
    )


def trail(stage: Stage, start: Point, end: Point, colour: str, width: float = 1) -> str:
    """A path winding from the front into the distance."""
    (x1, y1), (x2, y2) = start, end
    bend, w = stage.rng.choice((-1, 1)) * stage.x(0.16) * width, 1 * width
    left = [
        (x1 - 120 * w, y1),
        (x1 - 70 * w + bend, y1 - (y1 - y2) * 0.4),
        (x2 - 26 * w - bend * 0.5, y2 + (y1 - y2) * 0.28),
        (x2 - 7 * w, y2),
    ]
    right = [
        (x2 + 7 * w, y2),
        (x2 + 30 * w - bend * 0.5, y2 + (y1 - y2) * 0.28),
        (x1 + 70 * w + bend, y1 - (y1 - y2) * 0.38),
        (x1 + 150 * w, y1),
    ]
    lit = stage.light.on(colour)
    rest = smooth(right, closed=False).replace("M", "L", 1)
    return path(smooth(left, closed=False) + rest + "Z", lit, fill_opacity=0.85)


def frame(stage: Stage, colour: str, leafy: bool = True) -> str:
    """Dark grass below and leaves above, out of the reader's focus: we look into the picture through them."""
    light, rng = stage.light, stage.rng
    dark = darker(light.on(colour), 0.42)
    low = "".join(
        tuft(
            x,
            stage.height + 14,
            rng.uniform(70, 120) * (0.32 + 2 * abs(x / stage.width - 0.5)),
            mix(dark, light.on(colour), rng.random() * 0.4),
            rng,
            blades=6,
        )
        for x in (rng.uniform(-20, stage.width + 20) for _ in range(26))
    )
    if not leafy:
        return low
    return low + "".join(_bough(stage, side, dark) for side in rng.choice(((0,), (1,), (0, 1))))


def _bough(stage: Stage, side: int, dark: str) -> str:
    """A twig reaching in from a corner, its leaves hanging from it in pairs."""
    rng, reach = stage.rng, stage.x(0.3)
    leaves = []
    for i in range(34):
        x = reach * (i + rng.random()) / 34
        y = 8 + 40 * (x / reach) ** 1.5 + rng.uniform(-3, 3)
        tone = mix(dark, stage.light.on(rng.choice(LEAVES[stage.season])), rng.uniform(0, 0.55))
        size = rng.uniform(0.75, 1.3) * (1.1 - 0.4 * x / reach)
        leaves.append(
            group(
                path("M0 0Q14 -15 42 -3Q18 15 0 0Z", tone),
                move=(x, y),
                turn=rng.uniform(15, 140) if i % 3 else rng.uniform(-40, 10),
                scale=size,
            )
        )
    twig = stroke(f"M-20 6Q{reach * 0.5:.0f} 16 {reach:.0f} 48", dark, 6) + stroke(
        f"M{reach * 0.3:.0f} 16q40 20 54 62", dark, 4
    )
    droop = "".join(
        group(
            path("M0 0Q14 -15 42 -3Q18 15 0 0Z", mix(dark, stage.light.on(rng.choice(LEAVES[stage.season])), 0.3)),
            move=(reach * 0.3 + t * 52, 18 + t * 60),
            turn=rng.uniform(40, 150),
        )
        for t in (0.2, 0.4, 0.6, 0.75, 0.9, 1)
    )
    return group(twig, droop, *leaves, move=(stage.width, 0), flip=True) if side else group(twig, droop, *leaves)


def _woods(stage: Stage, edge: list[Point], count: int, size: float, far: float) -> str:
    rng, out = stage.rng, []
    for _ in range(count):
        x = rng.uniform(0, stage.width)
        y, leaf = height_at(edge, x) + 8 + rng.uniform(0, size * 0.6), rng.choice(LEAVES[stage.season])
        if rng.random() < 0.55:
            out.append(tree(stage, (x, y), size * rng.uniform(0.8, 1.3), leaf, far))
        else:
            out.append(bush(stage, (x, y), size * rng.uniform(0.3, 0.7), leaf, far))
    return "".join(out)


def _fields(stage: Stage, y: float) -> str:
    rng, out = stage.rng, []
    tones = ("#d9c76a", "#a9c878", "#c9b25c", "#8fb878") if stage.season != "winter" else ("#e6eef0", "#cfdde0")
    for _ in range(7):
        x, top, w = rng.uniform(0, stage.width), y + rng.uniform(8, 34), rng.uniform(80, 170)
        d = f"M{x:.0f} {top:.0f}q{w * 0.5:.0f} -12 {w:.0f} -3l{w * 0.2:.0f} 22q{-w * 0.6:.0f} -8 {-w * 1.3:.0f} 4Z"
        out.append(path(d, stage.light.on(rng.choice(tones), 0.34), fill_opacity=0.6))
    return "".join(out)
