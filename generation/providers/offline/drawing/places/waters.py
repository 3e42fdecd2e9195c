"""Beach, open sea, river and lake, under water."""

import math

from ..colour import darker, lighter, mix
from ..plants import PETALS, reeds, scatter, stone, tuft
from ..sky import sky
from ..stage import Scenery, Stage, below, height_at, ridge
from ..svg import Point, box, circle, group, linear, oval, path, smooth, stroke
from ..trees import LEAVES, palm, tree
from .ground import GRASS, bed_of_flowers, far_hills, frame, grasses, mist, slope

SEA = "#4f9fb8"


def water(stage: Stage, top: float, bottom: float, colour: str = SEA) -> str:
    """A sheet of water that takes the sky's colour at its far edge, with strokes of light and of depth."""
    light, rng = stage.light, stage.rng
    colour = mix(colour, light.sky[0], {"dusk": 0.5, "dawn": 0.3, "night": 0.25}.get(light.hour, 0.06))
    far, near = mix(light.on(colour, 0.35), light.sky[2], 0.66), light.on(darker(colour, 0.16))
    definition, paint = linear((0, far, 1), (0.4, light.on(colour, 0.08), 1), (1, near, 1))
    out = [definition, box(-20, top, stage.width + 40, bottom - top, paint)]
    for _ in range(int((bottom - top) / 4.2)):
        t = rng.random() ** 1.4
        y, wide = top + 5 + t * (bottom - top - 8), (18 + 80 * t) * rng.uniform(0.5, 1.4)
        tone = rng.choice((lighter(light.sky[2], 0.2), light.sky[1], darker(near, 0.2), lighter(far, 0.4)))
        out.append(
            stroke(
                (
                    f"M{rng.uniform(-40, stage.width):.0f} {y:.0f}q{wide * 0.25:.0f} {-2 - 6 * t:.1f} "
                    f"{wide * 0.5:.0f} 0t{wide * 0.5:.0f} 0"
                ),
                tone,
                1.4 + 2.6 * t,
                stroke_opacity=rng.uniform(0.25, 0.65),
            )
        )
    return "".join(out)


def glitter(stage: Stage, x: float, top: float, bottom: float) -> str:
    """The sun's or the moon's road on the water."""
    rng, out = stage.rng, []
    for i in range(26):
        y = top + 6 + (bottom - top) * (i / 26) ** 1.3
        wide = 16 + i * 3.4
        out.append(
            oval(
                x + rng.uniform(-wide, wide) * 0.6,
                y,
                wide * rng.uniform(0.3, 0.9),
                1.6 + i * 0.11,
                stage.light.beam,
                fill_opacity=rng.uniform(0.25, 0.6),
            )
        )
    return "".join(out)


def _island(stage: Stage, x: float, y: float, size: float) -> str:
    light = stage.light
    land = path(
        smooth(
            [(-size, 4), (-size * 0.6, -size * 0.22), (-size * 0.1, -size * 0.4), (size * 0.5, -size * 0.2), (size, 4)]
        ),
        light.on("#7fa06c", 0.5),
    )
    trees = "".join(
        tree(stage, (x + dx * size, y - size * 0.2), size * 0.4, LEAVES[stage.season][0], 0.5)
        for dx in (-0.35, -0.1, 0.25)
    )
    return group(land, move=(x, y)) + trees + oval(x, y + 4, size * 1.1, 5, light.on("#f3e3b8", 0.4))


def sea(stage: Stage) -> Scenery:
    y = stage.horizon - 20
    back = sky(stage) + _island(stage, stage.x(stage.rng.choice((0.16, 0.8))), y + 4, 90)
    back += water(stage, y, stage.height + 20) + glitter(stage, stage.x(0.5), y, 860) + mist(stage, y + 2, 30, 0.75)
    return Scenery(back, _swell(stage), (y + 230, 800), (y + 40, 800))


def beach(stage: Stage) -> Scenery:
    y, light, rng = stage.horizon - 20, stage.light, stage.rng
    shore = y + 150
    edge = ridge(stage, shore, 14, 4)
    foam = stroke(smooth([(x, ey - 7) for x, ey in edge], closed=False), light.on("#f7fbf8"), 11, stroke_opacity=0.8)
    wet = stroke(smooth([(x, ey + 10) for x, ey in edge], closed=False), light.on("#c9a877"), 16, stroke_opacity=0.5)
    sand = below(stage, edge, light.on("#f0d6a0"), light.on("#dfb87d"))
    dots = "".join(
        circle(x, dy, rng.uniform(1, 2.6), light.on(rng.choice(("#c79e66", "#fbe9c4"))), fill_opacity=0.7)
        for x, dy in scatter(rng, 130, 0, stage.width, shore + 24, bottom=860)
    )
    shells = "".join(_shell(stage, x, sy) for x, sy in scatter(rng, 6, 30, stage.width - 30, shore + 60, bottom=845))
    left = rng.random() < 0.5
    trees = palm(stage, (stage.x(0.08 if left else 0.92), shore + 50), 400) + palm(
        stage, (stage.x(0.17 if left else 0.99), shore + 36), 300, 0.06
    )
    back = sky(stage) + mist(stage, y, 60, 0.6) + _island(stage, stage.x(0.78 if left else 0.2), y + 4, 80)
    back += (
        water(stage, y, shore + 40)
        + glitter(stage, stage.x(0.5), y, shore)
        + mist(stage, y + 2, 28, 0.75)
        + sand
        + wet
        + foam
        + dots
        + trees
        + shells
    )
    grass = "".join(
        tuft(x, stage.height + 10, rng.uniform(46, 96), darker(light.on("#a8a05a"), 0.25), rng, blades=6)
        for x in (rng.choice((rng.uniform(0, 0.22), rng.uniform(0.78, 1))) * stage.width for _ in range(14))
    )
    return Scenery(back, grass, (shore + 70, 805), (y + 30, shore - 16))


def _shell(stage: Stage, x: float, y: float) -> str:
    colour = stage.light.on(stage.rng.choice(("#f4b8a8", "#f7e3cf", "#e8a0a8", "#f0c070")))
    fan = path("M0 0C-16 -4 -18 -20 -8 -24Q0 -30 8 -24C18 -20 16 -4 0 0Z", colour) + stroke(
        "M0 -2L-8 -21M0 -2V-25M0 -2L8 -21", darker(colour, 0.25), 1.3, stroke_opacity=0.7
    )
    return group(fan, move=(x, y), turn=stage.rng.uniform(-40, 40), scale=stage.rng.uniform(0.7, 1.1))


def river(stage: Stage) -> Scenery:
    y, rng, light, grass = stage.horizon, stage.rng, stage.light, GRASS[stage.season]
    top, bottom = y + 52, y + 178
    bank, bank_edge = slope(stage, y + 18, 14, grass, 0.22, bumps=4, marks=30)
    back = sky(stage) + far_hills(stage, y) + bank
    for i in range(8):
        x = stage.width * (i + rng.random()) / 8
        foot = (x, height_at(bank_edge, x) + rng.uniform(0, 18))
        back += tree(stage, foot, rng.uniform(140, 230), rng.choice(LEAVES[stage.season]), 0.2)
    far_shore = [(x, top + math.sin(x / 130) * 9 + rng.uniform(-3, 3)) for x in range(-60, int(stage.width) + 121, 60)]
    back += below(stage, far_shore, light.on("#6f9a55", 0.1), bottom=top + 24) + water(
        stage, top + 10, bottom + 40, "#5aa6b4"
    )
    back += "".join(
        _lily(stage, x, at) for x, at in scatter(rng, 5, 40, stage.width - 40, top + 60, bottom=bottom - 34)
    )
    near, edge = slope(stage, bottom, 18, mix(grass, "#6fa356", 0.25), 0, bumps=4, marks=60)
    rim = smooth([(x, at + 3) for x, at in edge], closed=False)
    back += near + stroke(rim, light.on("#b59a68"), 9, stroke_opacity=0.6) + _waterside(stage, edge)
    back += grasses(stage, edge, 36, grass) + bed_of_flowers(stage, 14, bottom + 40, 855)
    return Scenery(back, frame(stage, grass), (bottom + 56, 805), (top + 34, bottom - 6))


def _lily(stage: Stage, x: float, y: float) -> str:
    light = stage.light
    pad = oval(x, y, 34, 9, light.on("#6aa35c")) + path(f"M{x:.0f} {y:.0f}l30 -9l4 8Z", light.on("#4f93a6"))
    bloom = "".join(oval(x - 6 + dx, y - 7, 4, 8, light.on(PETALS[1]), turn=dx * 5) for dx in (-7, 0, 7))
    return pad + bloom


def _swell(stage: Stage) -> str:
    """Two near waves with a crest of foam."""
    light, out = stage.light, ""
    for i, top in enumerate((800, 838)):
        edge = [(x, top + math.sin(x / 90 + i * 2) * 9) for x in range(-60, int(stage.width) + 121, 45)]
        out += below(stage, edge, light.on(mix(SEA, "#7fc6d2", 0.3 - i * 0.15)), light.on(darker(SEA, 0.3)))
        out += stroke(smooth(edge, closed=False), light.on("#e8f6f4"), 3.4, stroke_opacity=0.7)
    return out


def lake(stage: Stage) -> Scenery:
    """Water to the reader's feet, wooded hills beyond."""
    y = stage.horizon
    shore, edge = slope(stage, y + 10, 12, GRASS[stage.season], 0.2, bumps=4, marks=30)
    trees = "".join(
        tree(
            stage,
            (x, height_at(edge, x) + 14),
            stage.rng.uniform(110, 200),
            stage.rng.choice(LEAVES[stage.season]),
            0.2,
        )
        for x in (stage.width * (i + stage.rng.random()) / 11 for i in range(11))
    )
    back = (
        sky(stage)
        + far_hills(stage, y)
        + shore
        + trees
        + water(stage, y + 36, stage.height + 20, "#5aa6b4")
        + mist(stage, y + 38, 22, 0.4)
        + glitter(stage, stage.x(0.5), y + 40, 860)
    )
    rushes = "".join(reeds(stage, (stage.x(x), 880), stage.rng.uniform(120, 220)) for x in (0.02, 0.09, 0.92, 0.98))
    return Scenery(back, _swell(stage) + rushes, (y + 230, 800), (y + 90, 800))


def _waterside(stage: Stage, edge: list[Point]) -> str:
    """Stones and rushes along the near bank."""
    rng, out = stage.rng, ""
    for _ in range(7):
        x = rng.uniform(0, stage.width)
        out += stone(stage, (x, height_at(edge, x) + 12), rng.uniform(20, 46))
    for share in (0.04, 0.12, 0.86, 0.94):
        x = stage.x(share) + rng.uniform(-30, 30)
        out += reeds(stage, (x, height_at(edge, x) + 16), rng.uniform(80, 130))
    return out
