"""The shell of a room: floor, walls with a window that shows the hour and the weather, a rug."""

from dataclasses import replace
from random import Random

from ..colour import darker, lighter
from ..dice import dice
from ..sky import clouds, moon, stars
from ..stage import Scenery, Stage
from ..svg import box, circle, element, glow, group, linear, oval, path, smooth, stroke
from .furniture import FLOOR, rug

DENS = frozenset(
    ["burrow", "roots", "oak", "den", "nest", "cave", "hollow", "hole", "rock", "log", "rhubarb", "flowerpot"]
)
PAPERS = ("#e8c9a8", "#c9d8c0", "#b9d0d8", "#e6c3bd", "#d8cbe0", "#efdca8", "#a9c4bc")


def _share(stage: Stage) -> float:
    """How much of the hour's light falls on a room: at night a lamp is lit."""
    return 0.6 if stage.light.dark else 0.85


def _walls(stage: Stage, paper: str, pattern: str) -> str:
    light, rng = stage.light, stage.rng
    wall = light.on(paper, share=_share(stage))
    definition, paint = linear((0, lighter(wall, 0.12), 1), (1, darker(wall, 0.12), 1))
    parts = [definition, box(-20, -20, stage.width + 40, FLOOR + 30, paint)]
    mark = lighter(wall, 0.22)
    for i in range(int(stage.width / 62) + 2):
        if pattern == "stripes":
            parts.append(box(i * 62 - 20, -20, 26, FLOOR + 20, mark, fill_opacity=0.45))
        else:
            for j in range(10):
                x, y = i * 62 + (31 if j % 2 else 0), j * 64 + 14
                parts.append(circle(x, y, 5, mark, fill_opacity=0.7) if pattern == "dots" else _sprig(x, y, mark, rng))
    return "".join(parts)


def is_den(stage: Stage) -> bool:
    """Whether the home is a burrow, a nest or a hollow tree, and so has round walls and a round window."""
    return bool(stage.words & DENS)


def _earth(stage: Stage) -> str:
    """Walls of earth under a vault of roots."""
    light, rng = stage.light, stage.rng
    earth = light.on("#b98f68", share=_share(stage))
    definition, paint = linear((0, darker(earth, 0.4), 1), (0.5, earth, 1), (1, darker(earth, 0.1), 1))
    parts = [definition, box(-20, -20, stage.width + 40, FLOOR + 30, paint)]
    for _ in range(30):
        x, y = rng.uniform(0, stage.width), rng.uniform(120, FLOOR - 40)
        parts.append(oval(x, y, rng.uniform(5, 16), rng.uniform(4, 9), darker(earth, 0.18), fill_opacity=0.5))
    for i in range(9):
        x, deep = stage.width * (i + rng.random()) / 9, rng.uniform(70, 190)
        root = f"M{x:.0f} -20q{rng.uniform(-40, 40):.0f} {deep * 0.6:.0f} {rng.uniform(-60, 60):.0f} {deep:.0f}"
        parts.append(stroke(root, darker(earth, 0.5), rng.uniform(9, 18)))
    return "".join(parts)


def _sprig(x: float, y: float, colour: str, rng: Random) -> str:
    return group(
        stroke("M0 10Q2 0 0 -8", colour, 2),
        oval(-6, -2, 6, 3, colour, turn=30),
        oval(6, -5, 6, 3, colour, turn=-30),
        circle(0, -11, 4, colour),
        move=(x, y),
        turn=rng.uniform(-15, 15),
    )


def _boards(stage: Stage) -> str:
    light, rng = stage.light, stage.rng
    wood = light.on("#b98a5c", share=_share(stage))
    definition, paint = linear((0, darker(wood, 0.16), 1), (1, lighter(wood, 0.14), 1))
    parts = [definition, box(-20, FLOOR, stage.width + 40, stage.height - FLOOR + 40, paint)]
    middle = stage.x(0.5)
    seams = "".join(
        f"M{middle + (i - 10) * 70:.0f} {FLOOR}L{middle + (i - 10) * 142:.0f} {stage.height + 20:.0f}"
        for i in range(21)
    )
    parts.append(stroke(seams, darker(wood, 0.28), 2.4, stroke_opacity=0.55))
    for _ in range(36):
        x, y = rng.uniform(0, stage.width), rng.uniform(FLOOR + 12, stage.height)
        parts.append(
            stroke(f"M{x:.0f} {y:.0f}q18 -3 {rng.uniform(30, 60):.0f} 0", darker(wood, 0.2), 1.4, stroke_opacity=0.4)
        )
    skirting = box(-20, FLOOR - 26, stage.width + 40, 28, light.on("#f4e9d6", share=0.85)) + box(
        -20, FLOOR - 1, stage.width + 40, 10, darker(wood, 0.4), fill_opacity=0.4
    )
    return "".join([*parts, skirting])


def _outlook(stage: Stage, wide: float, tall: float) -> str:
    """The sky and the weather outside, as large as the window."""
    light, rng = stage.light, stage.rng
    definition, paint = linear(*((i / 2, colour, 1) for i, colour in enumerate(light.sky)))
    small = replace(stage, width=wide, height=tall * 1.6, rng=dice(rng.random()))
    out = definition + box(0, 0, wide, tall, paint)
    if light.dark:
        out += stars(small, 26, 0.6) + moon(wide * 0.68, tall * 0.3, 24, rng)
    else:
        sun = circle(wide * 0.7, tall * 0.3, 22, "#ffe9a8") if stage.weather == "clear" else ""
        out += glow(wide * 0.7, tall * 0.3, 120, light.beam, 0.6) + sun
        out += group(clouds(replace(small, width=wide * 2.2), 2), scale=0.45)
    hills = [(-10, 1), (-10, 0.74), (wide * 0.3, 0.66), (wide * 0.65, 0.78), (wide + 10, 0.68), (wide + 10, 1)]
    out += path(smooth([(x, share * tall) for x, share in hills]), light.on("#7fa06c", 0.3))
    at = [(rng.uniform(0, wide), rng.uniform(0, tall)) for _ in range(34)]
    if stage.weather in ("rain", "storm"):
        out += stroke("".join(f"M{x:.0f} {y:.0f}l-5 20" for x, y in at), "#dcecf5", 2, stroke_opacity=0.6)
    if stage.weather == "snow":
        out += "".join(circle(x, y, rng.uniform(1.6, 4), "#ffffff") for x, y in at)
    return out


def _curtain(stage: Stage, side: int, tall: float, colour: str) -> str:
    """It hangs from (0, 0) and is drawn back to its side."""
    edge = [
        (-34, -18),
        (44, -18),
        (30, tall * 0.4),
        (6, tall * 0.62),
        (12, tall + 12),
        (8, tall + 22),
        (-28, tall + 22),
        (-34, tall + 12),
    ]
    folds = f"M-20 -10V{tall + 14}M-2 -10Q4 {tall * 0.5} -8 {tall + 14}"
    cloth = path(smooth(edge), colour) + stroke(folds, darker(colour, 0.25), 3, stroke_opacity=0.5)
    return group(cloth, flip=side < 0)


def _porthole(stage: Stage, x: float, y: float, wide: float) -> str:
    """A round window with a frame of wood, and the sky in it."""
    r, wood, name = wide / 2, stage.light.on("#8a5f42", share=0.8), f"round{int(x)}"
    clip = element("clipPath", circle(r, r, r, "#fff"), id=name)
    outside = element("g", _outlook(stage, wide, wide), clip_path=f"url(#{name})")
    rim = circle(r, r, r, "none", stroke=wood, stroke_width=20) + stroke(f"M{r} 0v{wide}M0 {r}h{wide}", wood, 8)
    return clip + group(outside, rim, move=(x, y))


def pane(stage: Stage, x: float, y: float, wide: float, tall: float) -> str:
    """A window with curtains, and the sky in it."""
    if is_den(stage):
        return _porthole(stage, x, y, wide)
    outside, name = _outlook(stage, wide, tall), f"pane{int(x)}"
    clip = element("clipPath", element("rect", width=wide, height=tall, rx=8), id=name)
    trim = stage.light.on("#f7efe0", share=0.7)
    bars = box(0, 0, wide, tall, "none", r=8, stroke=trim, stroke_width=13) + box(-18, tall, wide + 36, 15, trim, r=4)
    bars += stroke(f"M{wide / 2} 0v{tall}M0 {tall / 2}h{wide}", trim, 7)
    cloth = stage.light.on(stage.rng.choice(("#c9605a", "#5f8fa8", "#d9a04f", "#7f9a6a", "#a8779a")), share=0.8)
    drapes = _curtain(stage, 1, tall, cloth) + group(_curtain(stage, -1, tall, cloth), move=(wide, 0))
    rod = stroke(f"M-48 -24H{wide + 48}", stage.light.on("#7f5f45"), 8)
    return clip + group(element("g", outside, clip_path=f"url(#{name})"), bars, drapes, rod, move=(x, y))


def interior(stage: Stage, furniture: list[str], pattern: str, rug_colour: str) -> Scenery:
    paper = stage.rng.choice(PAPERS)
    base = (_earth(stage) if is_den(stage) else _walls(stage, paper, pattern)) + _boards(stage)
    return Scenery(base + "".join(furniture) + rug(stage, rug_colour), "", (742, 812), None, indoors=True, sky=False)
