"""Forest, meadow, garden, mountain, desert, snow."""

from ..colour import darker, mix
from ..plants import PETALS, bush, cactus, flower, scatter, stone
from ..sky import sky
from ..stage import Scenery, Stage, height_at
from ..svg import Point, oval, path, stroke
from ..trees import LEAVES, pine, tree
from .ground import GRASS, bed_of_flowers, far_hills, frame, grasses, mist, slope, trail


def meadow(stage: Stage) -> Scenery:
    y, rng, grass = stage.horizon, stage.rng, GRASS[stage.season]
    hill, edge = slope(stage, y + 46, 30, grass, 0.14, bumps=3, marks=50)
    near, front_edge = slope(stage, y + 128, 18, mix(grass, "#6fa356", 0.3), 0, bumps=4, marks=80)
    ends = stage.x(rng.uniform(0.42, 0.58))
    far_trail = trail(stage, (ends - 40, y + 190), (stage.x(rng.uniform(0.35, 0.65)), y + 54), "#dcc596", 0.35)
    back = sky(stage) + far_hills(stage, y) + hill + far_trail + _lone_trees(stage, edge) + near
    for share in (0.0, 0.13, 0.22, 0.8, 0.9, 1.0):
        x, leaf = stage.x(share), rng.choice(LEAVES[stage.season])
        foot = (x, height_at(front_edge, x) + 14)
        back += bush(stage, foot, rng.uniform(30, 70), leaf, 0.04, berries=rng.choice(("", "", "#e5798f")))
    back += trail(stage, (stage.x(0.5), 900), (ends, y + 136), "#d8bf8c") + grasses(stage, front_edge, 90, grass)
    if stage.season in ("spring", "summer"):
        back += bed_of_flowers(stage, 46, y + 150, 850)
    return Scenery(back, frame(stage, grass), (y + 190, 805))


def _fence(stage: Stage, y: float) -> str:
    light = stage.light
    wood, post = light.on("#f1e6d2", 0.08), ""
    for i in range(int(stage.width / 34) + 2):
        x = i * 34 - 10
        post += f"M{x} {y + 40:.0f}V{y - 28:.0f}l9 -11l9 11V{y + 40:.0f}Z"
    rails = f"M-20 {y - 12:.0f}H{stage.width + 20:.0f}v8H-20ZM-20 {y + 16:.0f}H{stage.width + 20:.0f}v8H-20Z"
    return path(rails, darker(wood, 0.14)) + path(post, wood, stroke=darker(wood, 0.3), stroke_width=1)


def garden(stage: Stage) -> Scenery:
    y, rng = stage.horizon, stage.rng
    grass = GRASS[stage.season]
    lawn, edge = slope(stage, y + 66, 10, mix(grass, "#7fb35c", 0.4), 0, bumps=4, marks=70)
    hedge = "".join(
        bush(stage, (stage.x(i / 9), y + 62), rng.uniform(86, 118), rng.choice(LEAVES[stage.season]), 0.2)
        for i in range(10)
    )
    fruit = "".join(
        tree(stage, (stage.x(x), y + 96), rng.uniform(300, 380), rng.choice(LEAVES[stage.season]))
        for x in rng.choice(((0.07,), (0.92,), (0.05, 0.95)))
    )
    tall = "".join(
        flower(stage, (x, fy), rng.uniform(70, 128), rng.choice(PETALS))
        for x, fy in scatter(rng, 13, 0, stage.x(0.24), y + 120, bottom=y + 200)
        + scatter(rng, 13, stage.x(0.76), stage.width, y + 120, bottom=y + 200)
    )
    back = sky(stage) + far_hills(stage, y) + hedge + _fence(stage, y + 62) + lawn
    back += (
        trail(stage, (stage.x(0.5), 900), (stage.x(0.5), y + 74), "#e3cfa6")
        + fruit
        + grasses(stage, edge, 40, grass)
        + tall
        + bed_of_flowers(stage, 30, y + 180, 860, 34)
    )
    return Scenery(back, frame(stage, grass), (y + 180, 805))


def _peak(x: float, y: float, wide: float, tall: float, rock: str, *, snow: str) -> str:
    body = (
        f"M{x - wide:.0f} {y:.0f}L{x - wide * 0.42:.0f} {y - tall * 0.52:.0f}"
        f"L{x - wide * 0.3:.0f} {y - tall * 0.58:.0f}L{x:.0f} {y - tall:.0f}"
        f"L{x + wide * 0.34:.0f} {y - tall * 0.55:.0f}L{x + wide * 0.5:.0f} {y - tall * 0.5:.0f}"
        f"L{x + wide:.0f} {y:.0f}Z"
    )
    shade = (
        f"M{x:.0f} {y - tall:.0f}L{x + wide * 0.34:.0f} {y - tall * 0.55:.0f}"
        f"L{x + wide * 0.5:.0f} {y - tall * 0.5:.0f}L{x + wide:.0f} {y:.0f}H{x + wide * 0.16:.0f}"
        f"L{x + wide * 0.02:.0f} {y - tall * 0.4:.0f}L{x + wide * 0.1:.0f} {y - tall * 0.62:.0f}Z"
    )
    cap = (
        f"M{x:.0f} {y - tall:.0f}L{x - wide * 0.24:.0f} {y - tall * 0.68:.0f}"
        f"L{x - wide * 0.13:.0f} {y - tall * 0.7:.0f}L{x - wide * 0.06:.0f} {y - tall * 0.6:.0f}"
        f"L{x + wide * 0.05:.0f} {y - tall * 0.71:.0f}L{x + wide * 0.13:.0f} {y - tall * 0.64:.0f}"
        f"L{x + wide * 0.25:.0f} {y - tall * 0.67:.0f}Z"
    )
    return (
        path(body, rock, stroke=rock, stroke_width=6, stroke_linejoin="round")
        + path(shade, darker(rock, 0.32), fill_opacity=0.4)
        + path(cap, snow, stroke=snow, stroke_width=3, stroke_linejoin="round")
    )


def mountain(stage: Stage) -> Scenery:
    y, rng, light = stage.horizon, stage.rng, stage.light
    peaks = ""
    for far, count, tall in ((0.62, 5, 300), (0.36, 4, 370)):
        for i in range(count):
            x = stage.width * (i + rng.uniform(0.15, 0.85)) / count
            peaks += _peak(
                x,
                y + 40,
                rng.uniform(170, 270),
                tall * rng.uniform(0.72, 1.08),
                light.on("#8490a8", far),
                snow=light.on("#fbfbfa", far * 0.8),
            )
        peaks += mist(stage, y + 10, 90, 0.5)
    grass = mix(GRASS[stage.season], "#9aa87a", 0.3)
    middle, edge = slope(stage, y + 30, 22, "#7f9c78", 0.26, bumps=4, marks=30)
    pines = "".join(
        pine(stage, (x, height_at(edge, x) + rng.uniform(8, 40)), rng.uniform(110, 190), "#4f8064", 0.2)
        for x in (stage.width * (i + rng.random()) / 12 for i in range(12))
        if not stage.x(0.36) < x < stage.x(0.64)
    )
    near, front_edge = slope(stage, y + 120, 20, grass, 0, bumps=4, marks=70)
    rocks = "".join(
        stone(stage, (x, ry), rng.uniform(30, 74))
        for x, ry in scatter(rng, 9, 0, stage.width, y + 150, bottom=840)
        if not stage.x(0.25) < x < stage.x(0.75)
    )
    back = (
        sky(stage)
        + peaks
        + middle
        + pines
        + near
        + grasses(stage, front_edge, 44, grass)
        + rocks
        + bed_of_flowers(stage, 12, y + 170, 850, 24)
    )
    return Scenery(back, frame(stage, grass, leafy=False), (y + 180, 805))


def desert(stage: Stage) -> Scenery:
    y, rng, light = stage.horizon, stage.rng, stage.light
    sand = "#ecc988"
    first, _ = slope(stage, y - 60, 40, "#d79a74", 0.5, bumps=3, marks=10)
    second, _ = slope(stage, y + 6, 34, "#e6b97c", 0.26, bumps=3, marks=30)
    third, _ = slope(stage, y + 112, 30, sand, 0, bumps=3, marks=60)
    plants = "".join(
        cactus(stage, (stage.x(x), y + dy), tall, far)
        for x, dy, tall, far in ((0.1, 190, 230, 0), (0.3, 60, 90, 0.24), (0.72, 52, 80, 0.24), (0.9, 150, 180, 0.05))
    )
    rocks = "".join(
        stone(stage, (x, ry), rng.uniform(24, 56), "#c69a77")
        for x, ry in scatter(rng, 5, 0, stage.width, y + 160, bottom=830)
    )
    ripples = "".join(
        stroke(f"M{x:.0f} {ry:.0f}q40 -12 90 0t90 0", light.on("#d5a869"), 3, stroke_opacity=0.5)
        for x, ry in scatter(rng, 16, -40, stage.width, y + 150, bottom=850)
    )
    return Scenery(
        sky(stage) + first + mist(stage, y, 60, 0.4) + second + third + ripples + plants + rocks, "", (y + 180, 805)
    )


def snow(stage: Stage) -> Scenery:
    y, rng, light = stage.horizon, stage.rng, stage.light
    white = "#eef4f7"
    far, _ = slope(stage, y - 44, 34, "#c9dbe8", 0.5, bumps=4, marks=10)
    middle, edge = slope(stage, y + 14, 24, "#dbe8ef", 0.26, bumps=4, marks=20)
    near, _ = slope(stage, y + 118, 20, white, 0, bumps=3, marks=50)
    firs = "".join(
        pine(stage, (x, height_at(edge, x) + rng.uniform(10, 40)), rng.uniform(130, 250), "#5f8f86", 0.22, snowy=True)
        for x in (stage.width * (i + rng.random()) / 10 for i in range(10))
    )
    close = "".join(
        pine(stage, (stage.x(x), y + 150), tall, "#4f8078", 0, snowy=True)
        for x, tall in ((0.04, 440), (0.16, 330), (0.95, 460))
    )
    drifts = "".join(
        oval(x, dy, rng.uniform(90, 190), rng.uniform(9, 18), light.on("#cfdff0"), fill_opacity=0.5)
        for x, dy in scatter(rng, 12, 0, stage.width, y + 150, bottom=850)
    )
    return Scenery(
        sky(stage) + far + mist(stage, y - 10, 60, 0.4) + middle + firs + near + drifts + close, "", (y + 180, 805)
    )


def _lone_trees(stage: Stage, edge: list[Point]) -> str:
    """A big one at one side, a smaller one across, two far off."""
    rng, big = stage.rng, stage.rng.choice((0.04, 0.95))
    far_off = [(rng.uniform(0.2, 0.4), 150, 0.16), (rng.uniform(0.6, 0.8), 170, 0.16)]
    out = ""
    for share, tall, far in [*far_off, (1 - big + rng.uniform(-0.05, 0.05), 300, 0.08), (big, 470, 0.02)]:
        foot = (stage.x(share), height_at(edge, stage.x(share)) + 20 + tall * 0.1)
        out += tree(stage, foot, tall, rng.choice(LEAVES[stage.season]), far)
    return out
