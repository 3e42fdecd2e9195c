"""Indoors: bedroom, kitchen, living room, library."""

from ..stage import Scenery, Stage
from ..svg import circle, group, stroke
from .bedtime import bedtime
from .furniture import FLOOR, bed, cupboard, hearth, lamp, picture, shelf, stove, table
from .walls import interior, pane


def bedroom(stage: Stage) -> Scenery:
    if stage.abed:
        return bedtime(stage)
    left = stage.rng.random() < 0.5
    bed_at, shelf_at = (20, stage.width - 214) if left else (stage.width - 360, 24)
    parts = [
        pane(stage, stage.x(0.5) - 120, 120, 240, 270),
        picture(stage, stage.x(0.2 if left else 0.76), 210),
        shelf(stage, shelf_at, 410, 190, 2),
        lamp(stage, shelf_at + 95, 402),
        bed(stage, bed_at),
    ]
    return interior(stage, parts, "dots", "#8fb0b8")


def kitchen(stage: Stage) -> Scenery:
    x = stage.width - 200
    pans = "".join(
        group(
            stroke("M0 0V26", stage.light.on("#5f5560"), 4),
            circle(0, 50, 25, stage.light.on(tone)),
            circle(-6, 44, 13, "#ffffff", fill_opacity=0.25),
            move=(stage.x(0.27) + i * 62, 66),
        )
        for i, tone in enumerate(("#c0713f", "#7f8a90", "#a9563f"))
    )
    rail = stroke(f"M{stage.x(0.27) - 34:.0f} 66h190", stage.light.on("#7f5f45"), 6)
    parts = [
        pane(stage, stage.x(0.5) + 20, 120, 250, 230),
        rail,
        pans,
        cupboard(stage, 40),
        stove(stage, 60),
        cupboard(stage, stage.width - 280),
        table(stage, x),
    ]
    scenery = interior(stage, parts, "stripes", "#d98a6a")
    scenery.spots = [(x - 30, 568)]
    return scenery


def room(stage: Stage) -> Scenery:
    parts = [
        pane(stage, stage.x(0.5) - 130, 116, 260, 270),
        picture(stage, stage.x(0.16), 200),
        hearth(stage, 50),
        shelf(stage, stage.width - 260, 290, 230, 3),
        lamp(stage, stage.width - 150, 282),
    ]
    return interior(stage, parts, "sprigs", "#b5655a")


def library(stage: Stage) -> Scenery:
    parts = [
        shelf(stage, 16, 70, 330, 5),
        pane(stage, stage.x(0.5) - 105, 110, 210, 280),
        shelf(stage, stage.width - 346, 70, 330, 5),
        lamp(stage, stage.x(0.5), FLOOR - 10),
    ]
    return interior(stage, parts, "sprigs", "#6f8fa8")
