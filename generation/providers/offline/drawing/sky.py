"""Sky: colour, sun or moon, stars, clouds."""

import math
from random import Random

from .colour import lighter, mix
from .stage import Stage
from .svg import box, circle, glow, group, linear, oval, path, polygon, smooth

CLOUD_WORDS = frozenset({"cloud", "clouds", "cloudy"})

NORTHERN_LIGHTS = frozenset({"northern", "lights"})


def sky(stage: Stage) -> str:
    light = stage.light
    top, middle, low = light.sky
    definition, paint = linear((0, top, 1), (0.42, middle, 1), (0.72, low, 1), (1, low, 1))
    parts = [definition, box(-20, -20, stage.width + 40, stage.height + 40, paint), _strokes(stage)]
    covered = stage.weather in ("rain", "storm", "fog", "snow")
    if light.dark and not covered:
        parts.append(stars(stage))
    if light.dark and stage.words >= NORTHERN_LIGHTS:
        parts.append(_northern_lights(stage))
    if not covered:
        parts.append(sun_or_moon(stage))
    parts.append(clouds(stage, 7 if covered else 3 + 2 * bool(CLOUD_WORDS & stage.words)))
    return "".join(parts)


def _northern_lights(stage: Stage) -> str:
    """Curtains of light that hang in folds."""
    rng, frame, out = stage.rng, stage.frame, ""
    for colour in ("#6fe8b0", "#58d0c8", "#a98af0", "#6fe8b0"):
        definition, paint = linear((0, colour, 0), (0.6, colour, 0.3), (1, colour, 0))
        low = [(frame.x(i / 7), frame.y(rng.uniform(0.26, 0.42))) for i in range(-1, 9)]
        high = [(x + 40, y - frame.height * rng.uniform(0.2, 0.3)) for x, y in reversed(low)]
        out += definition + path(smooth([*low, *high]), paint)
    return out


def _strokes(stage: Stage) -> str:
    """Long, wet brush strokes that keep the sky from being a machine's gradient."""
    rng, marks = stage.rng, []
    for _ in range(26):
        x, y = rng.uniform(-60, stage.width), rng.uniform(0, stage.height * 0.62)
        colour = rng.choice((*stage.light.sky, lighter(stage.light.sky[1], 0.3)))
        long, tall = rng.uniform(120, 380), rng.uniform(7, 24)
        d = (
            f"M{-long:.0f} 0Q{-long * 0.2:.0f} {-tall:.0f} {long:.0f} {-tall * 0.4:.0f}"
            f"Q{long * 0.2:.0f} {tall:.0f} {-long:.0f} 0Z"
        )
        marks.append(group(path(d, colour, fill_opacity=rng.uniform(0.08, 0.22)), move=(x, y), turn=rng.uniform(-5, 4)))
    return "".join(marks)


def stars(stage: Stage, count: int = 90, depth: float = 0.6) -> str:
    rng, out = stage.rng, []
    for _ in range(count):
        x, y = rng.uniform(0, stage.width), rng.uniform(0, stage.height * depth)
        out.append(
            circle(
                x,
                y,
                rng.choice((1, 1.2, 1.6, 2.2)),
                "#fff6d8",
                fill_opacity=rng.uniform(0.4, 0.95) * (1 - 0.6 * y / stage.height / depth),
            )
        )
    for _ in range(max(count // 12, 1)):
        out.append(sparkle(rng.uniform(0, stage.width), rng.uniform(0, stage.height * depth * 0.7), rng.uniform(6, 11)))
    return "".join(out)


def sparkle(x: float, y: float, r: float, colour: str = "#fff4cf") -> str:
    d = (
        f"M0 {-r:.1f}Q{r * 0.14:.1f} {-r * 0.14:.1f} {r:.1f} 0Q{r * 0.14:.1f} {r * 0.14:.1f} 0 {r:.1f}"
        f"Q{-r * 0.14:.1f} {r * 0.14:.1f} {-r:.1f} 0Q{-r * 0.14:.1f} {-r * 0.14:.1f} 0 {-r:.1f}Z"
    )
    return glow(x, y, r * 1.8, colour, 0.35) + group(path(d, colour), move=(x, y))


def sun_or_moon(stage: Stage) -> str:
    light, rng = stage.light, stage.rng
    x = stage.frame.x(rng.choice((0.16, 0.24, 0.76, 0.84)))
    if light.dark:
        return moon(x, stage.frame.y(rng.uniform(0.15, 0.22)), 62 if "moon" in stage.words else 50, rng)
    y = stage.frame.y(0.15) if light.hour == "day" else stage.horizon - 110
    r = 54 if light.hour == "day" else 66
    face = {"day": "#ffe58a", "dawn": "#fff0bd", "dusk": "#ffd27a"}[light.hour]
    return (
        glow(x, y, r * 5.5, light.beam, 0.55)
        + glow(x, y, r * 2.2, light.beam, 0.7)
        + circle(x, y, r, face)
        + circle(x - r * 0.14, y - r * 0.16, r * 0.74, lighter(face, 0.5), fill_opacity=0.5)
    )


def moon(x: float, y: float, r: float, rng: Random) -> str:
    craters = "".join(
        oval(x + math.cos(a) * d * r, y + math.sin(a) * d * r, r * s, r * s * 0.86, "#e3d3a0", fill_opacity=0.5)
        for a, d, s in ((rng.uniform(0, 6.28), rng.uniform(0.25, 0.62), rng.uniform(0.09, 0.2)) for _ in range(5))
    )
    rim = path(
        smooth([(x + r * 0.4, y - r * 0.9), (x + r * 0.98, y), (x + r * 0.4, y + r * 0.9), (x + r * 0.62, y)]),
        "#d9c48c",
        fill_opacity=0.35,
    )
    return (
        glow(x, y, r * 5, "#bcd0ff", 0.38)
        + glow(x, y, r * 2, "#fff6cf", 0.6)
        + circle(x, y, r, "#fbf0c6")
        + rim
        + craters
    )


def cloud(x: float, y: float, size: float, body: str, shine: str, *, rng: Random, strength: float = 0.9) -> str:
    """A heap with a flat foot, lit from above; no two alike."""
    bumps, left = [], -size * rng.uniform(0.8, 1.0)
    right = size * rng.uniform(0.8, 1.0)
    at = left
    while at < right:
        place = (at - left) / (right - left)
        r = size * rng.uniform(0.17, 0.27) * (0.55 + math.sin(math.pi * min(place + 0.08, 1)) * 0.75)
        bumps.append((at + r * 0.6, -r * 0.72 - math.sin(math.pi * place) * size * 0.12, r))
        at += r * rng.uniform(0.85, 1.25)
    low = box(left, -size * 0.16, right - left + size * 0.12, size * 0.2, body, r=size * 0.1) + "".join(
        circle(cx, cy, r, body) for cx, cy, r in bumps
    )
    high = "".join(circle(cx - r * 0.1, cy - r * 0.14, r * 0.86, shine) for cx, cy, r in bumps)
    high += box(left + size * 0.1, -size * 0.24, right - left - size * 0.12, size * 0.17, shine, r=size * 0.08)
    return group(low, high, move=(x, y), opacity=strength)


def clouds(stage: Stage, count: int) -> str:
    light, rng, out = stage.light, stage.rng, []
    shine = {"night": "#5a74b4", "dusk": "#ffc3a0", "dawn": "#fff0e4"}.get(light.hour, "#ffffff")
    if stage.weather in ("rain", "storm", "fog", "snow"):
        shine = mix(shine, "#8f98a8", 0.55)
    body = mix(shine, light.sky[1], 0.5)
    for i in range(count):
        x = stage.width * ((i + rng.uniform(0.1, 0.9)) / count)
        out.append(
            cloud(
                x,
                stage.y(rng.uniform(0.1, 0.36)),
                rng.uniform(60, 135),
                body,
                shine,
                rng=rng,
                strength=0.4 if light.dark else 0.8,
            )
        )
    return "".join(out)


def rays(stage: Stage, x: float, y: float, colour: str, strength: float = 0.16) -> str:
    """Light falling in broad beams."""
    definition, paint = linear((0, colour, strength), (1, colour, 0))
    beams = []
    for i in range(5):
        angle, wide = -0.5 + i * 0.26 + stage.rng.uniform(-0.06, 0.06), stage.rng.uniform(0.03, 0.08)
        reach = stage.height * 1.1
        points = [
            (x, y),
            (x + math.sin(angle - wide) * reach, y + math.cos(angle - wide) * reach),
            (x + math.sin(angle + wide) * reach, y + math.cos(angle + wide) * reach),
        ]
        beams.append(path(polygon(points), paint))
    return definition + "".join(beams)
