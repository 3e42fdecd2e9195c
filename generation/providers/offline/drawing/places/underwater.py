"""Under water."""

from ..colour import darker, lighter, mix
from ..plants import scatter
from ..sky import rays
from ..stage import Scenery, Stage, below, ridge
from ..svg import box, circle, group, limb, linear, path


def underwater(stage: Stage) -> Scenery:
    light, rng = stage.light, stage.rng
    tones = [light.on(c, share=0.8) for c in ("#9fe0dc", "#4fb0c4", "#2c7fa6", "#1f5f8c")]
    definition, paint = linear(*((i / 3, tone, 1) for i, tone in enumerate(tones)))
    back = (
        definition
        + box(-20, -20, stage.width + 40, stage.height + 40, paint)
        + rays(stage, stage.x(0.4), -80, "#f2fff2", 0.34)
    )
    ridges = ""
    for y, tone in ((560, mix(tones[2], "#5f8fa0", 0.3)), (640, mix(tones[2], "#7fa89a", 0.45))):
        ridges += below(stage, ridge(stage, y, 46, 6), tone, darker(tone, 0.2))
    sand = below(stage, ridge(stage, 716, 16, 4), light.on("#e9d9a8", share=0.7), light.on("#c9ab78", share=0.7))
    weeds = "".join(
        _weed(stage, x, y, rng.uniform(120, 330))
        for x, y in scatter(rng, 16, 0, stage.width, 690, bottom=800)
        if not stage.x(0.28) < x < stage.x(0.72)
    )
    corals = "".join(
        _coral(stage, x, y)
        for x, y in scatter(rng, 9, 0, stage.width, 720, bottom=830)
        if not stage.x(0.3) < x < stage.x(0.7)
    )
    bubbles = "".join(
        circle(x, y, r, "#eafcff", fill_opacity=0.16, stroke="#f3ffff", stroke_width=1.6, stroke_opacity=0.7)
        for x, y, r in ((rng.uniform(0, stage.width), rng.uniform(40, 700), rng.uniform(3, 15)) for _ in range(40))
    )
    front = "".join(
        _weed(stage, stage.x(x), 890, tall, dark=True)
        for x, tall in ((0.02, 330), (0.08, 240), (0.93, 260), (0.99, 360))
    )
    return Scenery(back + ridges + sand + weeds + corals + bubbles, front, (745, 815), (120, 640), sky=False)


def _weed(stage: Stage, x: float, y: float, tall: float, dark: bool = False) -> str:
    rng = stage.rng
    colour = stage.light.on(rng.choice(("#4fa36b", "#7db551", "#2f8f7f", "#c76f7f")), share=0.8)
    colour = darker(colour, 0.45) if dark else colour
    sway = rng.choice((-1, 1)) * tall * 0.14
    return "".join(
        path(
            limb((x + dx, y), (x + dx * 2 + sway * k, y - tall * k), sway * 0.8 * (1 if k > 0.7 else -1), 15, 3),
            mix(colour, lighter(colour, 0.2), k - 0.4),
        )
        for dx, k in ((-9, 0.7), (0, 1), (10, 0.82))
    )


def _coral(stage: Stage, x: float, y: float) -> str:
    rng = stage.rng
    colour = stage.light.on(rng.choice(("#f08a7a", "#f2b15c", "#d977a8", "#b48ad6")), share=0.75)
    size = rng.uniform(50, 110)
    arms = [limb((0, 0), (0, -size), 0, 15, 9)] + [
        limb((0, -size * k), (s * size * 0.42, -size * (k + 0.42)), s * -10, 11, 8)
        for k, s in ((0.25, -1), (0.35, 1), (0.55, -0.7), (0.6, 0.6))
    ]
    return group(
        *(path(arm, colour) for arm in arms),
        *(circle(0, -size * k, 2.4, lighter(colour, 0.5)) for k in (0.2, 0.5, 0.8)),
        move=(x, y),
    )
