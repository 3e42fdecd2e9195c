"""Small things a story names, drawn by us; `size` is their height. The middle of the foot is at (0, 0)."""

from collections.abc import Sequence

from .colour import darker, lighter, mix
from .plants import PETALS, flower, mushroom, stone
from .stage import Stage
from .svg import box, circle, curve, element, group, oval, path, stroke

WILD = {
    "poppy": "#d6453a", "buttercup": "#f4c94f", "bluebell": "#7f93e0", "edelweiss": "#fbf7ee", "lavender": "#9a86cf",
    "orchid": "#d38fd8", "cornflower": "#4f78c8", "primrose": "#f3e08a", "violet": "#8460b4",
    "rose": "#d9465a", "tulip": "#ee6f7f", "daisy": "#ffffff", "blossom": "#f4b9c8",
}  # fmt: skip


def lantern(stage: Stage, size: float) -> str:
    metal = stage.light.on("#6b5540", share=0.5)
    s = size / 100
    glass = curve("-24,-14 -27,-42 -20,-66 20,-66 27,-42 24,-14")
    body = path(glass, stage.light.on("#c9d2cf", share=0.5) if stage.unlit else "#ffd56e")
    flame = oval(0, -36, 12, 20, "#fff6cf") + path("M0 -24C-9 -34 -4 -42 0 -54C4 -42 9 -34 0 -24Z", "#ff9f45")
    bars = stroke("M-12 -14Q-15 -40 -10 -66M12 -14Q15 -40 10 -66", metal, 3)
    ends = (
        box(-28, -15, 56, 15, metal, r=5)
        + path("M-24 -64h48l-10 -18h-28Z", metal)
        + stroke("M-16 -82Q0 -112 16 -82", metal, 4)
    )
    return group(body, "" if stage.unlit else flame, bars, ends, scale=s)


def campfire(stage: Stage, size: float) -> str:
    wood = stage.light.on("#7a5236", share=0.6)
    logs = stroke("M-34 -4L30 -16M34 -4L-30 -16", wood, 12) + stroke("M-34 -4L30 -16", lighter(wood, 0.2), 3)
    fire = path("M-24 -12C-36 -46 -8 -50 -12 -88C14 -70 8 -52 18 -60C32 -40 30 -24 22 -12Z", "#f28a3a") + path(
        "M-12 -12C-18 -34 2 -38 0 -60C16 -44 18 -28 12 -12Z", "#ffd25f"
    )
    return group(logs, fire, scale=size / 100)


def flowers(stage: Stage, size: float, petals: Sequence[str] = PETALS) -> str:
    at = enumerate((-34, 0, 30))
    return "".join(
        flower(stage, (x, abs(x) * 0.1), size * (0.9 - abs(x) / 140), petals[i % len(petals)]) for i, x in at
    )


def watering_can(stage: Stage, size: float) -> str:
    tin = stage.light.on("#d9503f", share=0.7)
    spout = stroke("M18 -20L52 -54", darker(tin, 0.12), 9) + stroke("M44 -62L62 -48", darker(tin, 0.2), 7)
    handle = stroke("M-24 -44C-62 -52 -58 -8 -26 -10M-18 -50C-10 -80 22 -78 22 -48", darker(tin, 0.2), 6)
    body = path(curve("-26,0 -28,-46 -20,-52 20,-52 28,-46 26,0"), tin, stroke=darker(tin, 0.45), stroke_width=1.5)
    return group(handle, spout, body, scale=size / 90)


def stones(stage: Stage, size: float) -> str:
    big, small = (
        stone(stage, (0, 0), size * 0.8),
        stone(stage, (size * 0.5, 6), size * 0.4),
    )
    return big + small


def pearl(stage: Stage, size: float) -> str:
    ball = circle(0, -26, 26, stage.light.on("#f4ecf2", share=0.5), stroke="#8f7f9a", stroke_width=1.5)
    return group(ball, circle(-8, -34, 8, "#ffffff", fill_opacity=0.9), scale=size / 70)


def pumpkin(stage: Stage, size: float) -> str:
    skin = stage.light.on("#e8853a", share=0.6)
    ribs = "".join(
        oval(x, -38, wide, 38, mix(skin, darker(skin, 0.3), abs(x) / 60), stroke=darker(skin, 0.4), stroke_width=1)
        for x, wide in ((-32, 20), (32, 20), (-17, 20), (17, 20), (0, 18))
    )
    stalk = stroke("M0 -72q0 -12 9 -18", stage.light.on("#6d8a45", share=0.6), 8)
    return group(stalk, ribs, scale=size / 92)


def mushrooms(stage: Stage, size: float) -> str:
    return mushroom(stage, (0, 0), size * 0.8) + mushroom(stage, (size * 0.42, 6), size * 0.5)


def umbrella(stage: Stage, size: float) -> str:
    """Held by its handle at (0, 0), open above the head."""
    tone, s = stage.light.on("#d9534a", share=0.5), size / 100
    other = stage.light.on("#f6e3b8", share=0.5)
    canopy = path(
        (
            "M-104 -168C-96 -236 -52 -262 0 -262C52 -262 96 -236 104 -168Q86 -184 69 -168Q52 -184 35 -168"
            "Q17 -184 0 -168Q-17 -184 -35 -168Q-52 -184 -69 -168Q-86 -184 -104 -168Z"
        ),
        tone,
        stroke=darker(tone, 0.4),
        stroke_width=2,
    )
    stripes = path(
        (
            "M-35 -168C-34 -210 -20 -245 0 -262C20 -245 34 -210 35 -168Q17 -184 0 -168Q-17 -184 -35 -168Z"
            "M-104 -168C-96 -214 -66 -250 -30 -259C-54 -240 -68 -206 -69 -168Q-86 -184 -104 -168Z"
            "M104 -168C96 -214 66 -250 30 -259C54 -240 68 -206 69 -168Q86 -184 104 -168Z"
        ),
        other,
        fill_opacity=0.9,
    )
    pole = stroke("M0 -262V-6q0 16 -13 14", stage.light.on("#7a5238", share=0.5), 7)
    return group(pole, canopy, stripes, stroke("M0 -262v-12", tone, 6), move=(-26 * s, 0), scale=s)


def birds(stage: Stage, size: float) -> str:
    """Far away: two strokes of the brush each."""
    at = ((0, 0, 1), (-70, -34, 0.7), (66, -26, 0.8), (120, -62, 0.6), (-128, -58, 0.55))
    drawn = stroke("M-24 -6Q-12 -18 0 0Q12 -18 24 -6", mix(stage.light.shade, stage.light.haze, 0.3), 4)
    return "".join(group(drawn, move=(x, y), scale=size / 90 * scale) for x, y, scale in at)


LITTER = ("#c9603f", "#d98f3a", "#b5773f", "#e0b04f")


def fallen_leaves(stage: Stage, size: float) -> str:
    """A few, lying on the ground as the wind left them."""
    rng, out = stage.rng, ""
    for i in range(9):
        tone = stage.light.on(LITTER[i % 4])
        leaf = path("M-10 0Q-3 -8 11 0Q-3 8 -10 0Z", tone) + stroke("M-14 0H7", darker(tone, 0.3), 1.2)
        lying = element("g", group(leaf, turn=rng.uniform(0, 360)), transform="scale(1 .55)")
        at = ((i - 4) * 0.24 * size + rng.uniform(-9, 9), rng.uniform(-0.26, 0.06) * size)
        out += group(lying, move=at, scale=size / 104 * rng.uniform(1, 1.5))
    return out


def button(stage: Stage, size: float) -> str:
    """Upright on its rim, for a small hand."""
    red = stage.light.on("#d6453a", share=0.5)
    holes = "".join(circle(x, y, 4, darker(red, 0.5)) for x in (-8, 8) for y in (-44, -28))
    rims = circle(0, -36, 34, red, stroke=darker(red, 0.4), stroke_width=3) + circle(0, -36, 25, lighter(red, 0.15))
    return group(rims, holes, scale=size / 90)


def bottle(stage: Stage, size: float) -> str:
    glass = stage.light.on("#6fa8cf", share=0.6)
    body = path(curve("-22,0 -26,-46 -10,-64 -9,-88 9,-88 10,-64 26,-46 22,0"), glass, fill_opacity=0.85)
    shine = stroke("M-14 -14Q-18 -34 -12 -48", "#ffffff", 5, stroke_opacity=0.7)
    return group(body, shine, box(-8, -100, 16, 15, stage.light.on("#b58a58"), r=3), scale=size / 100)


def spinning_top(stage: Stage, size: float) -> str:
    wood = stage.light.on("#d98f3a", share=0.6)
    body = path(curve("0,0 -34,-44 -24,-58 24,-58 34,-44"), wood, stroke=darker(wood, 0.4), stroke_width=2)
    stripe = stroke("M-32 -46Q0 -34 32 -46", stage.light.on("#d6453a"), 8)
    return group(stroke("M0 -58V-86", darker(wood, 0.3), 8), body, stripe, scale=size / 90)
