"""Forest and jungle."""

from ..colour import darker, lighter, mix
from ..plants import bush, flower, mushroom, scatter
from ..sky import rays, sky
from ..stage import Scenery, Stage, height_at
from ..svg import Point, group, path, stroke
from ..trees import LEAVES, palm, pine, tree
from .ground import frame, grasses, mist, slope, trail

GREENS = ("#3f8f5a", "#5aa552", "#2f7f62", "#7ab84f")
PINES = ("#4f8064", "#5b8f62", "#457a6a")


def forest(stage: Stage) -> Scenery:
    y, rng, light = stage.horizon, stage.rng, stage.light
    ground = {"summer": "#7fa155", "spring": "#93b662", "autumn": "#b98d4c", "winter": "#d9e3e6"}[stage.season]
    pines = 0.65 if rng.random() < 0.4 or stage.season == "winter" else 0
    back = sky(stage) + mist(stage, y - 60, 200, 0.6)
    for foot, far, tall, count in ((y - 6, 0.62, 330, 13), (y + 24, 0.4, 400, 10)):
        for i in range(count):
            at = (stage.width * (i + rng.uniform(0.1, 0.9)) / count, foot + rng.uniform(-8, 14))
            back += _grown(stage, at, tall * rng.uniform(0.8, 1.15), far, pines)
        back += mist(stage, foot + 4, 70, 0.5) + slope(stage, foot + 12, 10, ground, far - 0.1, bumps=5, marks=20)[0]
    if light.hour in ("day", "dawn") and stage.weather == "clear":
        back += rays(stage, stage.x(0.2), -60, light.beam, 0.3)
    near, edge = slope(stage, y + 96, 16, ground, 0, bumps=5, marks=80)
    back += near + trail(stage, (stage.x(0.5), 900), (stage.x(rng.uniform(0.42, 0.58)), y + 100), "#cbb083")
    for x, foot in scatter(rng, 6, 0, stage.width, y + 96, bottom=y + 130):
        leaf, berries = rng.choice(LEAVES[stage.season]), rng.choice(("", "#c8463f"))
        back += bush(stage, (x, foot), rng.uniform(36, 64), leaf, 0.06, berries=berries)
    for share, tall in ((0.03, 560), (0.17, 440), (0.84, 450), (0.98, 590)):
        at = (stage.x(share), height_at(edge, stage.x(share)) + 24)
        back += _grown(stage, at, tall * rng.uniform(0.92, 1.1), 0, pines)
    back += grasses(stage, edge, 46, ground)
    for spot in scatter(rng, 0 if stage.season == "winter" else 7, 20, stage.width - 20, y + 170, bottom=820):
        back += mushroom(stage, spot, rng.uniform(22, 40), rng.choice(("#d6453a", "#d98a4a", "#b8593f")))
    before = {"autumn": "#a0672f", "winter": "#8fa3ad"}.get(stage.season, "#4f7f4b")
    return Scenery(back, frame(stage, before), (y + 170, 805))


def jungle(stage: Stage) -> Scenery:
    """Palms, creepers and leaves as big as umbrellas."""
    y, rng = stage.horizon, stage.rng
    back = sky(stage) + mist(stage, y - 80, 220, 0.55)
    for foot, far, tall, count in ((y + 3, 0.55, 320, 12), (y + 16, 0.34, 400, 9)):
        for i in range(count):
            at = (stage.width * (i + rng.uniform(0.1, 0.9)) / count, foot + rng.uniform(-8, 14))
            high, leaf = tall * rng.uniform(0.8, 1.1), rng.choice(GREENS)
            back += palm(stage, at, high, far) if rng.random() < 0.45 else tree(stage, at, high, leaf, far)
        back += mist(stage, y + 20, 70, 0.45) + slope(stage, foot + 27, 10, "#7fa852", far - 0.1, bumps=5, marks=20)[0]
    near, edge = slope(stage, y + 100, 16, "#7fa650", 0, bumps=5, marks=80)
    back += (
        near
        + trail(stage, (stage.x(0.5), 900), (stage.x(0.5), y + 104), "#c9b27f")
        + grasses(stage, edge, 50, "#6f9a4a")
    )
    for spot in scatter(rng, 10, 0, stage.width, y + 150, bottom=840):
        back += flower(stage, spot, rng.uniform(40, 70), rng.choice(("#ef7f8f", "#f2955a", "#f4c94f")))
    back += _creepers(stage) + "".join(
        palm(stage, (stage.x(x), y + 150), tall) for x, tall in ((0.05, 470), (0.96, 520))
    )
    for share in (0.02, 0.12, 0.2, 0.82, 0.9, 0.99):
        back += _fan(stage, (stage.x(share), y + 190), rng.uniform(90, 140), rng.choice(GREENS))
    return Scenery(back, frame(stage, "#3f7a48"), (y + 180, 805))


def _fan(stage: Stage, at: Point, size: float, colour: str) -> str:
    """A plant of broad pointed leaves, each drawn 100 long."""
    lit, out = stage.light.on(colour), []
    vein = stroke("M0 0V-105", lighter(lit, 0.3), 2, stroke_opacity=0.6)
    for i, angle in enumerate((-72, 72, -44, 46, -18, 20, 0)):
        leaf = path("M0 0C-30 -40 -20 -90 0 -115C20 -90 30 -40 0 0Z", mix(darker(lit, 0.2), lighter(lit, 0.1), i / 6))
        out.append(group(leaf, vein, turn=angle))
    return group(*out, move=at, scale=size / 100)


def _grown(stage: Stage, at: Point, tall: float, far: float, pines: float) -> str:
    """A tree of this forest; `pines` is the share of them that are evergreen."""
    if stage.rng.random() < pines:
        return pine(stage, at, tall, stage.rng.choice(PINES), far, snowy=stage.season == "winter")
    return tree(stage, at, tall, stage.rng.choice(LEAVES[stage.season]), far)


def _creepers(stage: Stage) -> str:
    rng, d = stage.rng, ""
    for _ in range(9):
        x, deep = rng.uniform(0, stage.width), rng.uniform(90, 260)
        d += f"M{x:.0f} -20q{rng.uniform(-40, 40):.0f} {deep * 0.6:.0f} {rng.uniform(-24, 24):.0f} {deep:.0f}"
    return stroke(d, stage.light.on("#3f7a4a"), 6)
