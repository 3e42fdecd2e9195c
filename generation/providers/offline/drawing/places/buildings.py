"""Houses, barns, castles, street lamps."""

from ..colour import darker, lighter
from ..stage import Stage
from ..svg import Point, box, circle, curve, element, glow, group, number, oval, path, shadow, stroke

WALLS = ("#f3e2c3", "#eec8a8", "#dfe3d4", "#f0d58f", "#d9c3c9", "#c9dbe0", "#f4ead9")


ROOFS = ("#b5563f", "#8a5a6a", "#5f7a8c", "#a96b45", "#7f6a8f", "#c4733f")


def window(at: Point, size: Point, lit: bool, trim: str, pane: str) -> str:
    """`at` is its upper left corner, `size` (width, height)."""
    (x, y), (wide, tall) = at, size
    shine = glow(x + wide / 2, y + tall / 2, tall * 1.5, "#ffd36b", 0.45) if lit else ""
    glass = box(x, y, wide, tall, "#ffdc82" if lit else pane, r=2, stroke=trim, stroke_width=wide * 0.1)
    bars = f"M{x + wide / 2:.1f} {y:.1f}v{tall:.1f}M{x:.1f} {y + tall / 2:.1f}h{wide:.1f}"
    return shine + glass + stroke(bars, trim, wide * 0.07)


def _stretched(width: float, height: float, *children: str, at: Point = (0, 0)) -> str:
    """A drawing 100 by 100, its foot's middle at (0, 0), brought to a size."""
    return element(
        "g",
        *children,
        transform=f"translate({number(at[0])} {number(at[1])}) scale({width / 100:.3f} {height / 100:.3f})",
    )


def house(stage: Stage, at: Point, size: float, far: float = 0.0) -> str:
    """`size` is its height with the roof."""
    rng, light = stage.rng, stage.light
    wall, roof = light.on(rng.choice(WALLS), far), light.on(rng.choice(ROOFS), far)
    wide, lit = size * rng.uniform(0.66, 0.86), light.dark or light.hour == "dusk"
    trim, pane = darker(wall, 0.3), light.on("#9fc6d6", far)
    door_colour = light.on(rng.choice(("#7f4f3a", "#4f7f78", "#a9483f", "#4f6f9a")), far)
    body = box(-50, -56, 100, 60, wall) + box(22, -56, 28, 60, darker(wall, 0.16), fill_opacity=0.45)
    chimney = box(20, -98, 13, 26, darker(roof, 0.2))
    gable = path("M-62 -53Q-20 -80 0 -100Q20 -80 62 -53Q0 -59 -62 -53Z", roof)
    tiles = stroke(
        "M-44 -61q44 -5 88 0M-32 -70q32 -5 64 0M-20 -80q20 -5 40 0", darker(roof, 0.28), 1.1, stroke_opacity=0.55
    )
    door = path("M-11 2V-24Q0 -36 11 -24V2Z", door_colour) + circle(6, -14, 1.4, "#f0cf7a")
    panes = "".join(window((x - 9, -42), (18, 17), lit, trim, pane) for x in (-31, 31))
    attic = circle(0, -70, 7.2, "#ffdc82" if lit else pane, stroke=trim, stroke_width=1.6)
    dark = shadow(*at, wide * 0.72, light.shade, 0.32 * (1 - far), squash=0.14)
    return (
        dark
        + _smoke(at, wide, size, far)
        + _stretched(wide, size, chimney, body, gable, tiles, door, panes, attic, at=at)
    )


def _smoke(at: Point, wide: float, size: float, far: float) -> str:
    puffs = (
        circle(wide * 0.26 + i * size * 0.045, -size * (1.04 + i * 0.075), size * (0.035 + i * 0.014), "#f4efe8")
        for i in range(5)
    )
    return group(*puffs, move=at, opacity=0.35 * (1 - far))


def lamp_post(stage: Stage, x: float, y: float, size: float) -> str:
    light = stage.light
    iron = light.on("#4f4a58")
    lit = light.dark or light.hour == "dusk"
    halo = glow(x, y - size * 0.9, size * 0.62, "#ffd872", 0.55) if lit else ""
    post = box(x - 4, y - size * 0.8, 8, size * 0.8, iron, r=3) + oval(x, y, 15, 5, iron)
    glass = path(
        f"M{x - 13:.1f} {y - size * 0.96:.1f}h26l-6 {size * 0.16:.1f}h-14Z", "#ffe49a" if lit else light.on("#d5e6ea")
    ) + path(f"M{x - 18:.1f} {y - size * 0.95:.1f}q18 -24 36 0Z", iron)
    return shadow(x, y, 34, light.shade) + post + glass + halo


def barn(stage: Stage, x: float, y: float, size: float) -> str:
    light = stage.light
    red, white, roof = light.on("#b34a3c", 0.06), light.on("#f5ead8", 0.06), light.on("#6b5660", 0.06)
    body = path(
        (
            f"M{-size * 0.5:.0f} 0V{-size * 0.5:.0f}L{-size * 0.36:.0f} {-size * 0.78:.0f}"
            f"L0 {-size * 0.96:.0f}L{size * 0.36:.0f} {-size * 0.78:.0f}"
            f"L{size * 0.5:.0f} {-size * 0.5:.0f}V0Z"
        ),
        red,
    )
    top = stroke(
        (
            f"M{-size * 0.55:.0f} {-size * 0.47:.0f}L{-size * 0.38:.0f} {-size * 0.8:.0f}L0 {-size:.0f}"
            f"L{size * 0.38:.0f} {-size * 0.8:.0f}L{size * 0.55:.0f} {-size * 0.47:.0f}"
        ),
        roof,
        16,
    )
    planks = stroke(
        "".join(f"M{size * k:.0f} 0V{-size * 0.5:.0f}" for k in (-0.4, -0.3, 0.3, 0.4)),
        darker(red, 0.25),
        2,
        stroke_opacity=0.5,
    )
    door = box(-size * 0.2, -size * 0.42, size * 0.4, size * 0.42, darker(red, 0.14), r=0, stroke=white, stroke_width=6)
    cross = stroke(
        (
            f"M{-size * 0.2:.0f} {-size * 0.42:.0f}L{size * 0.2:.0f} 0M{size * 0.2:.0f} {-size * 0.42:.0f}"
            f"L{-size * 0.2:.0f} 0"
        ),
        white,
        5,
    )
    loft = window((-size * 0.08, -size * 0.72), (size * 0.16, size * 0.14), light.dark, white, light.on("#6a5560"))
    return shadow(x, y, size * 0.6, light.shade, 0.3, squash=0.12) + group(
        body, planks, door, cross, loft, top, move=(x, y)
    )


# Towers of a castle 100 high: (middle, width, height), from the back to the front.
TOWERS = ((-42, 15, 62), (42, 15, 62), (-20, 17, 82), (20, 17, 78), (0, 20, 100))


def castle(stage: Stage, at: Point, size: float, far: float = 0.1) -> str:
    """Towers with pointed roofs and flags; `size` is the height of the tallest."""
    light = stage.light
    wall = light.on("#d9cfc6", far)
    roof = light.on(stage.rng.choice(("#6f6aa8", "#b5563f", "#4f7f9a", "#a8577f")), far)
    towers = "".join(_tower(stage, tower, wall, roof, far) for tower in TOWERS)
    keep = box(-44, -34, 88, 38, lighter(wall, 0.08)) + "".join(box(-44 + i * 8, -38, 4.5, 6, wall) for i in range(12))
    gate = path("M-8 3V-14Q0 -26 8 -14V3Z", light.on("#7a5238", far))
    dark = shadow(*at, size * 0.56, light.shade, 0.3 * (1 - far), squash=0.1)
    return dark + _stretched(size, size, towers, keep, gate, at=at)


def _tower(stage: Stage, tower: tuple[float, float, float], wall: str, roof: str, far: float) -> str:
    (x, wide, tall), light = tower, stage.light
    lit, trim = light.dark or light.hour == "dusk", darker(wall, 0.35)
    stones = box(-wide / 2, -tall * 0.74, wide, tall * 0.74 + 4, wall)
    shade = box(wide * 0.12, -tall * 0.74, wide * 0.38, tall * 0.74 + 4, darker(wall, 0.2), fill_opacity=0.4)
    cone = group(
        path("M-66 28Q-10 16 0 0Q10 16 66 28Z", roof, transform=f"scale({wide / 100} {tall / 100})"), move=(0, -tall)
    )
    flag = stroke(f"M0 {-tall}v-6", trim, 0.6) + path(f"M0 {-tall - 6}l6 1.5l-6 1.8Z", light.on("#e5b23e", far))
    slit = window((-wide * 0.13, -tall * 0.6), (wide * 0.26, wide * 0.42), lit, trim, light.on("#7f93a8", far))
    return group(stones, shade, cone, flag, slit, move=(x, 0))


def lighthouse(stage: Stage, size: float) -> str:
    light, s = stage.light, size / 100
    white, red = light.on("#f6efe2"), light.on("#c9503f")
    tower = path("M-13 0L-8 -76H8L13 0Z", white) + path(
        "M-11.8 -18L-10.6 -36H10.6L11.8 -18ZM-9.6 -54L-8.6 -70H8.6L9.6 -54Z", red
    )
    top = (
        box(-11, -79, 22, 4, darker(white, 0.3), r=1)
        + box(-6.5, -90, 13, 11, "#ffe9a0")
        + path("M-9 -90Q0 -104 9 -90Z", red)
    )
    beams = (
        path("M0 -85L90 -104V-66ZM0 -85L-90 -104V-66Z", "#fff3b8", fill_opacity=0.28)
        if light.hour in ("night", "dusk")
        else ""
    )
    rocks = path(curve("-26,3 -20,-9 -6,-6 8,-10 22,-7 28,3"), light.on("#7f7f88"))
    return group(beams, tower, box(-3, -14, 6, 12, light.on("#7a5238"), r=2), top, rocks, scale=s)


def windmill(stage: Stage, size: float) -> str:
    light, s = stage.light, size / 100
    wall, wood = light.on("#f1e2c6", 0.06), light.on("#8a5f42", 0.06)
    sails = "".join(
        group(
            box(-1.2, -44, 2.4, 44, wood),
            box(1.2, -44, 9, 30, light.on("#fbf5ea"), r=1, stroke=wood, stroke_width=0.8),
            move=(0, -66),
            turn=24 + i * 90,
        )
        for i in range(4)
    )
    return group(
        path("M-18 0L-12 -60H12L18 0Z", wall),
        path("M-14 -59Q0 -86 14 -59Z", light.on("#b5563f", 0.06)),
        path("M-5 0V-14Q0 -21 5 -14V0Z", wood),
        circle(0, -42, 4, light.on("#9fc6d6")),
        sails,
        circle(0, -66, 3, wood),
        scale=s,
    )
