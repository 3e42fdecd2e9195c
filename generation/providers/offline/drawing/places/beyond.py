"""Cave, above the clouds, space."""

from ..colour import darker, lighter, mix
from ..plants import mushroom, scatter
from ..sky import cloud, sky, sparkle, stars
from ..stage import Scenery, Stage, below, ridge
from ..svg import Point, blob, box, circle, element, glow, group, linear, oval, path, smooth, stroke


def cave(stage: Stage) -> Scenery:
    light, rng = stage.light, stage.rng
    x, rock = stage.x(rng.choice((0.27, 0.73))), mix("#665d80", light.on("#665d80"), 0.5)
    definition, paint = linear((0, darker(rock, 0.5), 1), (1, lighter(rock, 0.06), 1))
    walls = ""
    for i, tone in enumerate((lighter(rock, 0.1), rock)):
        walls += below(stage, ridge(stage, 600 + i * 46, 26, 6), tone, darker(tone, 0.3))
    floor = below(stage, ridge(stage, 690, 14, 5), lighter(mix(rock, "#b09a88", 0.5), 0.16), darker(rock, 0.15))
    blocks = "".join(
        path(
            blob(bx, by, rng.uniform(50, 130), rng.uniform(30, 70), rng, wobble=0.16, corners=8),
            mix(rock, darker(rock, 0.4), rng.random()),
            fill_opacity=0.5,
        )
        for bx, by in scatter(rng, 26, 0, stage.width, 40, bottom=600)
    )
    gems = "".join(
        _crystals(stage, gx, gy)
        for gx, gy in scatter(rng, 10, 20, stage.width - 20, 690, bottom=800)
        if not stage.x(0.28) < gx < stage.x(0.72)
    )
    caps = "".join(
        mushroom(stage, (mx, my), rng.uniform(24, 46), rng.choice(("#6fc0b8", "#c98ad0", "#e3a05c")))
        + glow(mx, my - 24, 60, "#a8f0e0", 0.3)
        for mx, my in scatter(rng, 6, 20, stage.width - 20, 700, bottom=830)
        if not stage.x(0.28) < mx < stage.x(0.72)
    )
    back = (
        definition
        + box(-20, -20, stage.width + 40, 920, paint)
        + blocks
        + _way_out(stage, x, rock)
        + _icicles(stage, rock)
        + walls
        + floor
    )
    beam = glow(x, 700, 420, light.beam, 0.42, squash=0.28)
    return Scenery(back + beam + gems + caps, _rim(stage, rock), (740, 810), None, sky=False)


def _crystals(stage: Stage, x: float, y: float) -> str:
    rng = stage.rng
    colour = rng.choice(("#8fe0e8", "#c9a0f0", "#f0b0d0", "#a8f0c0"))
    shards = ""
    for lean in (-26, -8, 14, 30):
        tall = rng.uniform(40, 110)
        shards += group(
            path(f"M-9 0L-10 {-tall * 0.75:.0f}L0 {-tall:.0f}L10 {-tall * 0.75:.0f}L9 0Z", colour, fill_opacity=0.9),
            path(f"M0 0V{-tall:.0f}L10 {-tall * 0.75:.0f}L9 0Z", darker(colour, 0.3), fill_opacity=0.5),
            turn=lean,
        )
    return glow(x, y - 40, 130, colour, 0.4) + group(shards, move=(x, y))


def above_the_clouds(stage: Stage) -> Scenery:
    light, rng = stage.light, stage.rng
    shine = {"night": "#7f97cf", "dusk": "#ffd0b5", "dawn": "#fff2ea"}.get(light.hour, "#ffffff")
    body = mix(shine, light.sky[1], 0.42)
    far = "".join(
        cloud(
            x, y, rng.uniform(110, 210), mix(body, light.haze, 0.4), mix(shine, light.haze, 0.3), rng=rng, strength=0.8
        )
        for x, y in scatter(rng, 9, -40, stage.width + 40, 430, bottom=560)
    )
    middle = "".join(
        cloud(x, y, rng.uniform(150, 260), body, shine, rng=rng, strength=0.92)
        for x, y in scatter(rng, 8, -60, stage.width + 60, 590, bottom=680)
    )
    deck = below(stage, ridge(stage, 700, 12, 6), lighter(shine, 0.1), body) + "".join(
        cloud(x, y, rng.uniform(150, 250), body, shine, rng=rng, strength=0.9)
        for x, y in scatter(rng, 9, -60, stage.width + 60, 712, bottom=750)
    )
    front = "".join(
        cloud(stage.x(x), 880, 190, lighter(body, 0.1), lighter(shine, 0.2), rng=rng, strength=0.96)
        for x in (0, 0.14, 0.86, 1)
    )
    return Scenery(sky(stage) + far + middle + deck, front, (752, 812), None)


def _planet(at: Point, r: float, colour: str, *, ring: bool = False) -> str:
    """Drawn 100 in radius, then brought to its size."""
    bands = "M-90 -30Q0 -16 90 -30M-96 5Q0 19 96 5M-82 42Q0 56 82 42"
    ball = circle(0, 0, 100, colour) + stroke(bands, lighter(colour, 0.35), 10, stroke_opacity=0.5)
    shade = path("M0 -100A100 100 0 0 1 0 100A125 125 0 0 0 0 -100Z", "#160f38", fill_opacity=0.35)
    hoop = group(stroke("M-175 0A175 42 0 0 0 175 0", lighter(colour, 0.5), 14), turn=-16) if ring else ""
    return glow(*at, r * 1.9, colour, 0.35) + group(ball, shade, hoop, move=at, scale=r / 100)


def space(stage: Stage) -> Scenery:
    rng, ground = stage.rng, "#b9b2cc"
    definition, paint = linear((0, "#0d1038", 1), (0.6, "#2b2468", 1), (1, "#5a3f8c", 1))
    back = definition + box(-20, -20, stage.width + 40, 920, paint)
    for _ in range(7):
        x, y, colour = (
            rng.uniform(0, stage.width),
            rng.uniform(0, 520),
            rng.choice(("#7a4fb0", "#3f6fc0", "#c05f9a", "#3fa0b0")),
        )
        back += glow(x, y, rng.uniform(180, 380), colour, 0.34, squash=0.6)
    back += stars(stage, 200, 0.75)
    back += _planet((stage.x(0.17), 190), 74, rng.choice(("#e79a5c", "#d97a8a")), ring=True)
    back += _planet((stage.x(0.83), 150), 46, rng.choice(("#6fb8c8", "#9ad08a"))) + _planet(
        (stage.x(0.62), 330), 22, "#f0d08a"
    )
    back += stroke(f"M{stage.x(0.45):.0f} 90l-120 46", "#fff4cf", 4, stroke_opacity=0.5) + sparkle(
        stage.x(0.45), 90, 13
    )
    back += below(stage, ridge(stage, 610, 26, 5), darker(ground, 0.42), darker(ground, 0.5))
    back += below(stage, ridge(stage, 680, 14, 4), lighter(ground, 0.1), darker(ground, 0.32))
    for x, y in scatter(rng, 11, 0, stage.width, 710, bottom=850):
        wide = rng.uniform(24, 70)
        back += oval(x, y, wide, wide * 0.26, darker(ground, 0.28))
        back += oval(x, y + wide * 0.05, wide * 0.86, wide * 0.19, darker(ground, 0.14))
    return Scenery(back, "", (740, 812), None)


def _way_out(stage: Stage, x: float, rock: str) -> str:
    """An arch with the land outside in it."""
    light = stage.light
    edge = "M-150 660C-190 470 -150 250 -10 240C130 230 180 440 160 660"
    definition, paint = linear((0, light.sky[0], 1), (0.5, light.sky[1], 1), (1, light.sky[2], 1))
    hill = path("M-158 660V575Q-60 520 20 560T166 545V660Z", light.on("#7fae6c", 0.25))
    rim = stroke(edge, lighter(rock, 0.3), 16, stroke_opacity=0.5) + stroke(
        edge, darker(rock, 0.4), 5, stroke_opacity=0.6
    )
    shine, spill = glow(0, 430, 150, light.beam, 0.55), glow(0, 440, 430, light.beam, 0.36)
    return definition + group(path(edge + "Z", paint), hill, shine, rim, spill, move=(x, 0))


def _icicles(stage: Stage, rock: str) -> str:
    """Stone teeth hanging from the roof, drawn 100 by 100."""
    rng, out = stage.rng, ""
    for _ in range(16):
        tooth = path("M-100 -10Q-30 50 0 100Q30 50 100 -10Z", darker(rock, rng.uniform(0.2, 0.45)))
        tooth += path("M-50 -10Q-20 40 -4 86L-10 -10Z", lighter(rock, 0.1), fill_opacity=0.3)
        x, tall, half = rng.uniform(0, stage.width), rng.uniform(60, 210), rng.uniform(24, 56)
        out += element("g", tooth, transform=f"translate({x:.0f} 0) scale({half / 100:.2f} {tall / 100:.2f})")
    return out


def _rim(stage: Stage, rock: str) -> str:
    """The dark mouth of rock we look through."""
    shares = ((0.04, 450), (0.09, 150), (0.3, 46), (0.68, 40), (0.92, 160), (0.965, 460), (1.02, 930), (-0.02, 930))
    inner = smooth([(stage.x(share), y) for share, y in shares])
    return path(f"M-40 -40H{stage.width + 40:.0f}V904H-40Z" + inner, darker(rock, 0.66), fill_rule="evenodd")
