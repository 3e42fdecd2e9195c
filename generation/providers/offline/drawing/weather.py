"""What falls, drifts and blows: one layer behind the cast, one before it."""

from .colour import lighter, mix
from .sky import sparkle
from .stage import Stage
from .svg import box, circle, glow, group, linear, oval, path, polygon, stroke
from .trees import LEAVES

BOW = ("#e0574a", "#ee9440", "#f4d055", "#6fb86a", "#5a9fd4", "#7a68b8")


def behind(stage: Stage, *, fireflies: bool = True) -> str:
    if fireflies and stage.light.dark and stage.weather == "clear" and stage.season != "winter":
        return _fireflies(stage)
    painters = {"rainbow": _rainbow, "storm": _lightning, "fog": _bank, "wind": _wind}
    return painters[stage.weather](stage) if stage.weather in painters else ""


def before(stage: Stage) -> str:
    painters = {"rain": _rain, "storm": _rain, "snow": _snow, "fog": _wisps}
    return painters[stage.weather](stage) if stage.weather in painters else ""


def _rainbow(stage: Stage) -> str:
    x, y = stage.x(stage.rng.choice((0.42, 0.58))), stage.horizon + 70
    out = ""
    for colour, r in zip(BOW, range(430, 310, -19), strict=False):
        definition, paint = linear((0, colour, 0.5), (0.6, colour, 0.45), (1, colour, 0))
        out += definition + path(f"M{x - r} {y}A{r} {r} 0 0 1 {x + r} {y}", "none", stroke=paint, stroke_width=19)
    return out


def _lightning(stage: Stage) -> str:
    x = stage.x(stage.rng.choice((0.22, 0.76)))
    bolt = [(x, 60), (x - 40, 190), (x - 8, 186), (x - 56, 330), (x + 34, 160), (x + 2, 164), (x + 40, 60)]
    return glow(x, 180, 330, "#fff3c0", 0.5) + path(polygon(bolt), "#fff0a8")


def _bank(stage: Stage) -> str:
    pale = lighter(stage.light.haze, 0.35)
    definition, paint = linear((0, pale, 0), (0.5, pale, 0.62), (1, pale, 0.25))
    return definition + box(-20, stage.horizon - 260, stage.width + 40, 460, paint)


def _wisps(stage: Stage) -> str:
    rng, pale = stage.rng, lighter(stage.light.haze, 0.4)
    definition, paint = linear((0, pale, 0), (0.5, pale, 0.34), (1, pale, 0), across=True)
    return definition + "".join(
        oval(rng.uniform(0, stage.width), rng.uniform(480, 860), rng.uniform(240, 480), rng.uniform(14, 38), paint)
        for _ in range(12)
    )


def _rain(stage: Stage) -> str:
    rng, pale = stage.rng, mix(stage.light.sky[2], "#eef6fa", 0.6)
    lines = {0.28: [], 0.5: []}
    for _ in range(190):
        x, y, long = rng.uniform(-20, stage.width + 60), rng.uniform(-40, stage.height), rng.uniform(16, 46)
        lines[rng.choice((0.28, 0.5))].append(f"M{x:.0f} {y:.0f}l{-long * 0.22:.1f} {long:.1f}")
    drops = "".join(stroke("".join(d), pale, 2.2, stroke_opacity=alpha) for alpha, d in lines.items())
    rings = "".join(
        oval(
            rng.uniform(0, stage.width),
            rng.uniform(740, 860),
            rng.uniform(8, 20),
            rng.uniform(2, 5),
            "none",
            stroke=pale,
            stroke_width=1.6,
            stroke_opacity=0.5,
        )
        for _ in range(22)
    )
    return drops + rings


def _snow(stage: Stage) -> str:
    rng = stage.rng
    return "".join(
        circle(
            rng.uniform(0, stage.width),
            rng.uniform(0, stage.height),
            rng.choice((1.8, 2.6, 3.4, 5, 7)),
            "#fdfefe",
            fill_opacity=rng.uniform(0.55, 0.95),
        )
        for _ in range(170)
    )


def _wind(stage: Stage) -> str:
    rng, pale = stage.rng, lighter(stage.light.sky[1], 0.55)
    gusts = "".join(
        stroke(
            f"M{x:.0f} {y:.0f}q{w * 0.5:.0f} -26 {w:.0f} -4c30 10 34 -34 8 -32c-16 2 -14 20 0 18",
            pale,
            3.4,
            stroke_opacity=0.6,
        )
        for x, y, w in (
            (rng.uniform(-60, stage.width - 200), rng.uniform(80, 600), rng.uniform(150, 320)) for _ in range(7)
        )
    )
    leaf = "M0 0Q10 -11 28 -2Q12 11 0 0Z"
    leaves = "".join(
        group(
            path(leaf, stage.light.on(rng.choice(LEAVES["autumn"]))),
            move=(rng.uniform(0, stage.width), rng.uniform(60, 760)),
            turn=rng.uniform(-60, 60),
            scale=rng.uniform(0.6, 1.2),
        )
        for _ in range(24)
    )
    return gusts + leaves


def _fireflies(stage: Stage) -> str:
    rng = stage.rng
    return "".join(
        glow(x, y, 20, "#ffe98a", 0.5) + circle(x, y, 2.2, "#fff6c4")
        for x, y in ((rng.uniform(0, stage.width), rng.uniform(400, 800)) for _ in range(16))
    ) + sparkle(stage.x(0.5), 60, 5)
