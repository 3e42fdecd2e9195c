"""Furniture, standing on the floor or hanging on the wall of a room."""

from ..colour import darker, lighter, mix
from ..stage import Stage
from ..svg import box, circle, curve, glow, group, oval, path, shadow, stroke

FLOOR = 640


def picture(stage: Stage, x: float, y: float) -> str:
    tone = stage.light.on
    return group(
        box(0, 0, 92, 76, tone("#a97c4f"), r=4),
        box(9, 9, 74, 58, tone("#f3e6cb")),
        path("M9 67V52q18 -20 34 0q16 -26 40 2V67Z", tone("#8fae7a")),
        circle(64, 26, 8, tone("#f0b94f")),
        move=(x, y),
        turn=stage.rng.uniform(-2, 2),
    )


def rug(stage: Stage, colour: str) -> str:
    lit, x = stage.light.on(colour, share=0.85), stage.x(0.5)
    return shadow(x, 766, stage.x(0.36), stage.light.shade, 0.2, squash=0.2) + "".join(
        oval(x, 762, stage.x(0.34) * k, 78 * k, tone)
        for k, tone in (
            (1, darker(lit, 0.1)),
            (0.93, lighter(lit, 0.35)),
            (0.86, lit),
            (0.55, lighter(lit, 0.22)),
            (0.48, lit),
        )
    )


def lamp(stage: Stage, x: float, y: float) -> str:
    lit = stage.light.hour != "day"
    shade = stage.light.on("#f0c98a", share=0.4)
    body = path("M-10 0h20l-4 -8v-30h-12v30Z", stage.light.on("#7d6a8a")) + path(
        "M-34 -38h68l-14 -46h-40Z", "#ffe3a0" if lit else shade
    )
    return group(body, move=(x, y)) + (glow(x, y - 60, 420, "#ffd27a", 0.55) if lit else "")


def _books(stage: Stage, x: float, y: float, wide: float, tall: float) -> str:
    rng, out, at = stage.rng, [], 4.0
    while at < wide - 14:
        w, h = rng.uniform(9, 20), tall * rng.uniform(0.62, 0.95)
        colour = stage.light.on(
            rng.choice(("#b5563f", "#4f7f9a", "#d9a34a", "#6f8f5f", "#7f5f8f", "#c9877a", "#3f5f7a", "#efe0bd")),
            share=0.85,
        )
        out.append(
            box(x + at, y - h, w, h, colour, r=1.5)
            + box(x + at, y - h * 0.8, w, 4, lighter(colour, 0.45), fill_opacity=0.6)
        )
        at += w + 1.6
    return "".join(out)


def shelf(stage: Stage, x: float, top: float, wide: float, rows: int) -> str:
    wood = stage.light.on("#8f6542", share=0.85)
    tall = (FLOOR + 8 - top) / rows
    parts = [
        shadow(x + wide / 2, FLOOR + 10, wide * 0.6, stage.light.shade, 0.35, squash=0.1),
        box(x, top, wide, FLOOR + 8 - top, darker(wood, 0.35), r=4),
    ]
    for row in range(rows):
        parts.append(_books(stage, x + 8, top + (row + 1) * tall - 6, wide - 16, tall - 16))
        parts.append(box(x, top + (row + 1) * tall - 8, wide, 10, wood, r=2))
    return "".join(
        [
            *parts,
            box(x, top - 8, wide, 12, wood, r=3),
            box(x - 2, top - 4, 9, FLOOR + 12 - top, wood, r=2),
            box(x + wide - 7, top - 4, 9, FLOOR + 12 - top, wood, r=2),
        ]
    )


def bed(stage: Stage, x: float) -> str:
    tone = stage.light.on
    wood, quilt = (
        tone("#a3744c", share=0.85),
        tone(stage.rng.choice(("#6f9ac0", "#d0786f", "#8fae6f", "#b48ac0")), share=0.85),
    )
    patches = "".join(
        box(px, 536 + py, 36, 34, mix(quilt, lighter(quilt, 0.5), (i % 3) / 2), r=4)
        for i, (px, py) in enumerate((a, b) for b in (10, 48) for a in (112, 152, 192, 232, 272))
    )
    frame = (
        box(0, 470, 26, 190, wood, r=8)
        + box(314, 540, 24, 120, wood, r=8)
        + box(8, 600, 320, 36, darker(wood, 0.12), r=4)
    )
    pillow = path(curve("26,540 40,520 86,518 104,534 98,556 34,558"), tone("#fbf5ea", share=0.7))
    cover = path(curve("96,536 130,522 300,526 320,544 322,620 100,622"), quilt)
    return shadow(x + 170, 660, 210, stage.light.shade, 0.38, squash=0.14) + group(
        box(20, 556, 300, 50, tone("#f1e7d6", share=0.8), r=6), pillow, cover, patches, frame, move=(x, 0)
    )


def table(stage: Stage, x: float) -> str:
    wood = stage.light.on("#a9774c", share=0.85)
    cup = path(
        "M0 0v-26h30v26q-15 8 -30 0ZM30 -20q14 2 0 14",
        stage.light.on("#6fa0b8"),
        stroke=stage.light.on("#6fa0b8"),
        stroke_width=3,
    )
    bowl = path("M0 0q22 14 48 0l8 -22h-64Z", stage.light.on("#e3b25c")) + "".join(
        circle(8 + i * 12, -25, 9, stage.light.on(c))
        for i, c in enumerate(("#d6453a", "#8fb04f", "#ec8435", "#d6453a"))
    )
    return shadow(x, 706, 190, stage.light.shade, 0.36, squash=0.13) + group(
        box(-140, 580, 18, 122, darker(wood, 0.2)),
        box(122, 580, 18, 122, darker(wood, 0.2)),
        box(-170, 566, 340, 20, wood, r=5),
        group(cup, move=(-152, 564)),
        group(bowl, move=(84, 560)),
        move=(x, 0),
    )


def stove(stage: Stage, x: float) -> str:
    tone = stage.light.on
    body = (
        box(0, 486, 170, 168, tone("#5f7f86", share=0.85), r=10)
        + box(26, 556, 118, 74, tone("#39434c"), r=8)
        + box(36, 566, 98, 54, "#f2a04a", r=6)
        + glow(85, 594, 96, "#ffb04f", 0.5)
    )
    knobs = "".join(circle(36 + i * 32, 520, 9, tone("#f3e6cb")) for i in range(4))
    pot = (
        path("M40 486v-44h88v44q-44 10 -88 0Z", tone("#c9603f"))
        + stroke("M36 442h96", tone("#9a4530"), 8)
        + "".join(
            stroke(f"M{66 + i * 18} 424q-10 -14 0 -26t0 -26", "#fffaf0", 5, stroke_opacity=0.35) for i in range(3)
        )
    )
    return shadow(x + 85, 656, 110, stage.light.shade, 0.36, squash=0.14) + group(body, knobs, pot, move=(x, 0))


def cupboard(stage: Stage, x: float) -> str:
    tone, rng = stage.light.on, stage.rng
    parts = []
    for y in (200, 300):
        parts.append(
            box(0, y, 250, 13, tone("#93683f", share=0.85), r=3)
            + box(6, y + 13, 238, 6, tone("#4a3525"), fill_opacity=0.25)
        )
        at = 12.0
        while at < 216:
            colour, w, h = (
                tone(rng.choice(("#6fa0b8", "#e3b25c", "#c9605a", "#f3e6cb", "#8fae7a"))),
                rng.uniform(24, 38),
                rng.uniform(30, 60),
            )
            parts.append(
                box(at, y - h, w, h, colour, r=7) + box(at + 3, y - h - 7, w - 6, 9, darker(colour, 0.25), r=3)
            )
            at += w + rng.uniform(6, 20)
    return group(*parts, move=(x, 0))


def hearth(stage: Stage, x: float) -> str:
    tone = stage.light.on
    bricks = "".join(
        box(
            bx + (18 if row % 2 else 0),
            420 + row * 26,
            34,
            23,
            mix(tone("#b5694f"), tone("#8f5544"), ((bx + row) % 3) / 2),
            r=3,
        )
        for row in range(9)
        for bx in range(0, 220, 37)
    )
    fire = path("M78 640C60 600 96 590 92 548C124 570 122 598 132 586C140 610 160 620 152 642Z", "#f28a3a") + path(
        "M94 642C84 616 108 606 108 580C128 602 134 620 134 642Z", "#ffd25f"
    )
    return shadow(x + 115, 656, 150, stage.light.shade, 0.36, squash=0.13) + group(
        bricks,
        path("M48 654V540q66 -54 132 0V654Z", "#3a2a30"),
        fire,
        box(-14, 400, 266, 22, tone("#8f6542"), r=5),
        glow(114, 600, 250, "#ffa84f", 0.5),
        move=(x, 0),
    )
