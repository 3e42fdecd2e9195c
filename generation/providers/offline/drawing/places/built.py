"""Village, farm, castle hill."""

from ..colour import mix
from ..plants import bush, scatter
from ..sky import sky
from ..stage import Scenery, Stage, height_at
from ..svg import box, group, oval, stroke
from ..trees import LEAVES, tree
from .buildings import barn, castle, house, lamp_post
from .ground import GRASS, bed_of_flowers, far_hills, frame, grasses, mist, slope, trail


def village(stage: Stage) -> Scenery:
    y, rng, grass = stage.horizon, stage.rng, GRASS[stage.season]
    hill, _ = slope(stage, y + 10, 18, grass, 0.26, bumps=4, marks=30)
    far_row = (stage.width * (i + rng.uniform(0.2, 0.8)) / 7 for i in range(7))
    back = sky(stage) + far_hills(stage, y - 10) + hill
    back += "".join(house(stage, (x, y + 34), rng.uniform(96, 140), 0.3) for x in far_row) + mist(
        stage, y + 50, 36, 0.3
    )
    green, edge = slope(stage, y + 82, 8, mix(grass, "#8fae5f", 0.3), 0.03, bumps=4, marks=50)
    back += green + trail(stage, (stage.x(0.5), 900), (stage.x(0.5), y + 84), "#d9c7a8") + _cobbles(stage, y + 150)
    for share, tall in ((0.11, 270), (0.29, 208), (0.74, 208), (0.91, 270)):
        foot = (stage.x(share), y + 112 + rng.uniform(-8, 8))
        back += house(stage, foot, tall * rng.uniform(0.9, 1.1), 0.06)
    for share in (0.02, 0.2, 0.37, 0.66, 0.82, 0.99):
        leaf, berries = rng.choice(LEAVES[stage.season]), rng.choice(("", "#e5798f"))
        back += bush(stage, (stage.x(share), y + 128), rng.uniform(30, 50), leaf, 0, berries=berries)
    back += lamp_post(stage, stage.x(0.4), y + 132, 170)
    back += grasses(stage, edge, 26, grass) + bed_of_flowers(stage, 12, y + 200, 855, 26)
    return Scenery(back, frame(stage, grass, leafy=rng.random() < 0.5), (y + 190, 805))


def farm(stage: Stage) -> Scenery:
    y, rng, grass = stage.horizon, stage.rng, GRASS[stage.season]
    corn = "#e3ebee" if stage.season == "winter" else "#d9bf5f"
    field, _ = slope(stage, y + 20, 18, corn, 0.2, bumps=4, marks=40)
    near, edge = slope(stage, y + 112, 14, grass, 0, bumps=4, marks=60)
    x = stage.x(rng.choice((0.22, 0.78)))
    back = sky(stage) + far_hills(stage, y) + field + _furrows(stage, y)
    for share in (0.04, 0.36, 0.66, 0.97):
        back += tree(stage, (stage.x(share), y + 100), rng.uniform(200, 280), rng.choice(LEAVES[stage.season]), 0.1)
    back += barn(stage, x, y + 108, 250) + _paddock(stage, y) + near
    back += grasses(stage, edge, 46, grass) + bed_of_flowers(stage, 18, y + 170, 855)
    return Scenery(back, frame(stage, grass, leafy=False), (y + 190, 805))


def castle_hill(stage: Stage) -> Scenery:
    y, rng = stage.horizon, stage.rng
    grass = GRASS[stage.season]
    hill, edge = slope(stage, y + 34, 20, grass, 0.2, bumps=3, marks=40)
    x = stage.x(0.5 if stage.width < 700 else rng.choice((0.17, 0.83)))
    trees = "".join(
        tree(stage, (tx, height_at(edge, tx) + 30), rng.uniform(120, 190), rng.choice(LEAVES[stage.season]), 0.16)
        for tx in (stage.width * (i + rng.random()) / 9 for i in range(9))
        if abs(tx - x) > 230
    )
    near, near_edge = slope(stage, y + 124, 16, mix(grass, "#6fa356", 0.25), 0, bumps=4, marks=60)
    back = (
        sky(stage)
        + far_hills(stage, y)
        + hill
        + castle(stage, (x, y + 62), 430, 0.08)
        + mist(stage, y + 60, 30, 0.35)
        + trees
    )
    back += (
        trail(stage, (stage.x(0.5), 900), (x, y + 54), "#dcc79c")
        + near
        + trail(stage, (stage.x(0.5), 900), (stage.x(0.5), y + 128), "#d8bf8c")
    )
    return Scenery(
        back + grasses(stage, near_edge, 46, grass) + bed_of_flowers(stage, 20, y + 170, 855),
        frame(stage, grass),
        (y + 190, 805),
    )


def _cobbles(stage: Stage, top: float) -> str:
    rng, out = stage.rng, ""
    for x, y in scatter(rng, 90, stage.x(0.26), stage.x(0.74), top, bottom=862):
        tone = stage.light.on(rng.choice(("#c9b9a4", "#b8a690", "#d8cab4")))
        out += oval(x, y, rng.uniform(12, 20) * y / 760, 5.5 * y / 760, tone, fill_opacity=0.75)
    return out


def _furrows(stage: Stage, y: float) -> str:
    """Rows of the field, spreading towards us."""
    rows = "".join(f"M{i * 24} 30Q{i * 60} 60 {i * 120} 130" for i in range(-8, 9))
    return group(stroke(rows, stage.light.on("#b99b45", 0.15), 4, stroke_opacity=0.4), move=(stage.x(0.5), y))


def _paddock(stage: Stage, y: float) -> str:
    wide, wood = int(stage.width) + 40, stage.light.on("#8a6a4c")
    rails = stroke(f"M-20 108H{wide}M-20 126H{wide}", stage.light.on("#9a7853"), 6)
    return group(rails, *(box(x, 96, 9, 50, wood, r=2) for x in range(-10, wide, 74)), move=(0, y))
