"""A bed near and big, seen from its foot, with the cast in it side by side."""

from ..colour import darker, lighter, mix
from ..stage import Scenery, Stage
from ..svg import box, curve, group, path, shadow, stroke
from .furniture import lamp, picture, shelf
from .walls import interior, is_den, pane

QUILTS = ("#6f9ac0", "#d0786f", "#8fae6f", "#b48ac0")


def bedtime(stage: Stage) -> Scenery:
    x, near = stage.x(0.43), min(stage.width / 1100, 1)
    parts = [pane(stage, stage.x(0.79) - 115 * near, 110, 230 * near, 270 * near)]
    if not is_den(stage):
        parts.append(picture(stage, stage.x(0.05), 190))
    parts += [shelf(stage, stage.width - 180, 450, 160, 2), lamp(stage, stage.width - 100, 442)]
    scenery = interior(stage, parts, "dots", "#8fb0b8")
    scenery.back += shadow(x, 836, 400 * near, stage.light.shade, 0.4, squash=0.1)
    scenery.back += group(_bedstead(stage), move=(x, 840), scale=near)
    scenery.cover = group(_blanket(stage), move=(x, 840), scale=near)
    scenery.bed = (x, 840)
    return scenery


def _bedstead(stage: Stage) -> str:
    """The headboard and the pillows on the mattress; the bed's foot is at (0, 0)."""
    wood = stage.light.on("#a3744c", share=0.85)
    linen, rim = stage.light.on("#fbf5ea", share=0.6), stage.light.on("#cfc4b4")
    board = path(
        "M-330 -40V-330Q-330 -450 0 -462Q330 -450 330 -330V-40Z", wood, stroke=darker(wood, 0.3), stroke_width=3
    )
    board += path("M-292 -60V-318Q-286 -414 0 -424Q286 -414 292 -318V-60Z", darker(wood, 0.14))
    sheet = path("M-300 -250H300L340 -20H-340Z", stage.light.on("#f1e7d6", share=0.8))
    pillow = curve("-290,-250 -284,-330 -150,-346 -16,-330 -8,-250 -40,-216 -150,-210 -260,-216")
    pillows = "".join(group(path(pillow, linen, stroke=rim, stroke_width=2), move=(side * 298, 0)) for side in (0, 1))
    return board + sheet + pillows


def _blanket(stage: Stage) -> str:
    quilt = stage.light.on(stage.rng.choice(QUILTS), share=0.75)
    linen = stage.light.on("#fbf5ea", share=0.6)
    cloth = curve("-312,-190 -200,-206 0,-200 200,-206 312,-190 352,-60 350,14 180,26 -180,26 -350,14 -352,-60")
    tones = [mix(quilt, lighter(quilt, 0.5), step / 2) for step in range(3)]
    patches = "".join(
        box(-300 + column * 102 - row * 6, -132 + row * 76, 92, 68, tones[(row + column) % 3], r=9, fill_opacity=0.8)
        for row in range(2)
        for column in range(6)
    )
    fold = stroke("M-306 -176Q-200 -192 0 -186Q200 -192 306 -176", linen, 34)
    return path(cloth, quilt, stroke=darker(quilt, 0.35), stroke_width=2.4) + patches + fold
