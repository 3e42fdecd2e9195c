"""What stands or lies in somebody's way: hedges, walls, gates, streams, puddles. Drawn behind the cast.

Each is drawn around (0, 0), the middle of its foot, some 700 wide.
"""

from collections.abc import Callable

from .colour import darker, lighter, mix
from .places.ground import GRASS
from .plants import bush, flower, stone, tuft
from .sky import cloud
from .stage import Scenery, Stage
from .svg import blob, box, circle, curve, group, oval, path, shadow, stroke
from .trees import LEAVES, pine, tree

SNOW = "#f2f7fa"
MUD = frozenset(("mud", "muddy"))


def hedge(stage: Stage) -> str:
    """Brambles with a low way through."""
    leaf = "#dbe6e8" if stage.season == "winter" else "#5f8f4f"
    heaps = "".join(
        bush(stage, (x, 0), stage.rng.uniform(230, 270), mix(leaf, "#3f7a4a", (i % 3) / 4), berries="#7a3f6f")
        for i, x in enumerate(range(-930, 931, 124))
    )
    return heaps + _tunnel(stage, stage.light.on(darker(leaf, 0.7)))


def _tunnel(stage: Stage, dark: str) -> str:
    return path("M-62 4Q-72 -124 0 -130Q72 -124 62 4Z", dark, fill_opacity=0.92)


def wall(stage: Stage) -> str:
    return _blocks(stage, "#b3a698", 8)


def snow_blocks(stage: Stage) -> str:
    return _blocks(stage, "#e6f0f6", 7)


def _blocks(stage: Stage, colour: str, rows: int) -> str:
    lit, rng, out = stage.light.on(colour), stage.rng, ""
    for row in range(rows):
        for column in range(13):
            x = -650 + column * 100 + (50 if row % 2 else 0)
            tone = mix(lit, darker(lit, 0.22), rng.random())
            out += box(x, -34 * (row + 1), 96, 32, tone, r=9, stroke=darker(lit, 0.35), stroke_width=1.5)
    return oval(0, 2, 660, 14, stage.light.shade, fill_opacity=0.3) + out


def cliff(stage: Stage) -> str:
    rock = stage.light.on("#b9694d" if "red" in stage.words else "#948a92")
    face = path(curve("-420,10 -400,-190 -300,-330 -90,-372 60,-340 230,-366 380,-240 430,10"), rock)
    light = path(curve("-350,-40 -330,-190 -250,-300 -140,-320 -200,-190 -240,-40"), lighter(rock), fill_opacity=0.6)
    crack = path("M20 -345L44 -250L14 -160L40 -70L22 6H76L84 -80L60 -160L84 -250Z", darker(rock, 0.55))
    return oval(0, 6, 450, 16, stage.light.shade, fill_opacity=0.3) + face + light + crack


def gate(stage: Stage) -> str:
    wood = stage.light.on("#a3744c")
    edge = {"stroke": darker(wood, 0.4), "stroke_width": 2}
    fence = box(-640, -96, 1280, 14, darker(wood, 0.12)) + box(-640, -48, 1280, 14, darker(wood, 0.12))
    fence += "".join(box(x, -122, 20, 126, wood, r=6, **edge) for x in range(-640, 641, 64) if abs(x) > 130)
    planks = "".join(
        box(-110 + i * 44, -226, 42, 226, mix(wood, lighter(wood, 0.25), i % 2), r=5, **edge) for i in range(5)
    )
    bars = stroke("M-104 -196H104M-104 -30H104M-100 -34L100 -192", darker(wood, 0.28), 13)
    posts = "".join(box(x - 17, -256, 34, 262, darker(wood, 0.1), r=8, **edge) for x in (-132, 132))
    return fence + planks + bars + posts + circle(78, -200, 9, stage.light.on("#e0b04f"))


def tall_grass(stage: Stage) -> str:
    rng, green = stage.rng, GRASS["summer" if stage.season == "winter" else stage.season]
    blades = "".join(
        tuft(x, 10, rng.uniform(190, 260), stage.light.on(darker(green, rng.uniform(0.05, 0.35))), rng, blades=6)
        for x in range(-660, 661, 24)
    )
    poppies = "".join(flower(stage, (x, -rng.uniform(110, 180)), 52, "#d6453a") for x in range(-540, 541, 120))
    return blades + poppies


def snowdrift(stage: Stage) -> str:
    white = stage.light.on(SNOW)
    edge = {"stroke": darker(white, 0.2), "stroke_width": 2}
    heap = path(curve("-480,10 -400,-110 -220,-190 0,-250 200,-200 380,-120 480,10"), white, **edge)
    shade = path(curve("-380,-10 -220,-70 60,-90 300,-60 420,4 0,12"), stage.light.on("#cfe0ee"), fill_opacity=0.7)
    return heap + shade + _tunnel(stage, stage.light.on("#7f9fc0"))


def vines(stage: Stage) -> str:
    rng, green = stage.rng, stage.light.on("#4f8f4f")
    leaves = [(side, y) for y in range(120, 600, 46) for side in (-1, 1)]
    return "".join(
        stroke(f"M{x} -640Q{x + rng.uniform(-30, 30):.0f} -300 {x} {rng.uniform(-150, -30):.0f}", darker(green, 0.2), 7)
        + "".join(oval(x + side * 11, -y, 14, 6, green, turn=side * 28) for side, y in leaves)
        for x in range(-640, 641, 80)
    )


def stream(stage: Stage) -> str:
    """A band of water with stepping stones."""
    water = stage.light.on("#6fb3c4")
    band = path("M-1700 -50Q-400 -62 0 -44Q400 -28 1700 -50V8Q400 26 0 10Q-400 -6 -1700 8Z", water)
    rings = "".join(f"M{x} {-26 + i % 2 * 16}q30 -10 60 0" for i, x in enumerate(range(-1200, 1200, 130)))
    steps = "".join(stone(stage, (x, y), 52) for x, y in ((-40, 6), (30, -12), (96, -26)))
    return band + stroke(rings, lighter(water, 0.5), 3, stroke_opacity=0.7) + steps


def puddle(stage: Stage) -> str:
    wet = stage.light.on("#8a6d58" if stage.words & MUD else "#86bcd6")
    pools = ((0, -4, 250, 30), (-360, -18, 120, 13), (330, -22, 140, 14))
    out = "".join(path(blob(x, y, rx, ry, stage.rng, wobble=0.06), wet) for x, y, rx, ry in pools)
    return out + oval(-40, -10, 130, 9, lighter(wet, 0.4), fill_opacity=0.6)


def crack(stage: Stage) -> str:
    dark = stage.light.on("#4a4050")
    gap = path("M-1700 -34L-420 -46L-160 -30L80 -44L420 -28L1700 -44V2L460 20L120 6L-140 22L-430 4L-1700 14Z", dark)
    wood = stage.light.on("#b58a58")
    rungs = "".join(f"M{-38 + i * 6} {-58 + i * 18}h{64 + i * 3}" for i in range(5))
    return gap + stroke("M-42 -62L-10 26M30 -62L72 26" + rungs, wood, 8)


def ice(stage: Stage) -> str:
    pale = stage.light.on("#d3ecf5")
    sheet = path(blob(0, 6, 560, 44, stage.rng, wobble=0.05), pale, stroke=lighter(pale, 0.6), stroke_width=5)
    return sheet + stroke("M-200 -8l60 14l-20 12M80 0l70 -12l40 10M-20 20l30 -10", "#ffffff", 3, stroke_opacity=0.8)


def trees(stage: Stage) -> str:
    """So close that only one thin way leads through."""
    tall = stage.rng.uniform(420, 480)
    leaves, dark = LEAVES[stage.season], "#3f6a50"
    at = (x for x in range(-600, 601, 120) if abs(x) > 20)
    return "".join(
        pine(stage, (x, 6), tall, dark) if i % 2 else tree(stage, (x, 4), tall, mix(leaves[0], dark, 0.6))
        for i, x in enumerate(at)
    )


def big_cloud(stage: Stage) -> str:
    body = mix("#b7b3cc", stage.light.sky[1], 0.3)
    at = ((0, -90, 230), (-250, -60, 170), (260, -70, 180))
    return "".join(cloud(x, y, r, body, lighter(body, 0.4), rng=stage.rng, strength=0.9) for x, y, r in at)


def door(stage: Stage) -> str:
    wood, stones = stage.light.on("#8f5f3f"), stage.light.on("#b3a698")
    frame = path(
        "M-112 4V-220Q-104 -330 0 -336Q104 -330 112 -220V4Z", stones, stroke=darker(stones, 0.4), stroke_width=2
    )
    leaf = path("M-86 2V-216Q-80 -304 0 -308Q80 -304 86 -216V2Z", wood)
    seams = stroke("M-44 0V-286M0 0V-306M44 0V-286", darker(wood, 0.35), 4)
    iron = stroke("M-84 -70H84M-84 -216H84", darker(wood, 0.6), 11) + circle(54, -140, 11, stage.light.on("#e0b04f"))
    return shadow(0, 2, 130, stage.light.shade, 0.3, squash=0.1) + frame + leaf + seams + iron


FEATURES: dict[str, Callable[[Stage], str]] = {
    "hedge": hedge,
    "snowblocks": snow_blocks,
    "wall": wall,
    "cliff": cliff,
    "gate": gate,
    "grass": tall_grass,
    "snowdrift": snowdrift,
    "vines": vines,
    "stream": stream,
    "puddle": puddle,
    "crack": crack,
    "ice": ice,
    "trees": trees,
    "cloud": big_cloud,
    "door": door,
}


def features(stage: Stage, scenery: Scenery, names: tuple[str, ...], aside: float) -> str:
    """`aside` is where the middle of the first comes; a second stands farther off on the other side."""
    y, out = scenery.floor[0], ""
    for i, name in enumerate(names):
        x = aside if i == 0 else 2 * stage.frame.x(0.5) - aside
        out = group(FEATURES[name](stage), move=(x, y + 8 - i * 34), scale=0.8 - i * 0.15) + out
    return out
