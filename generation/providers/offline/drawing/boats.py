"""Boats and their sails."""

from .colour import darker, lighter
from .light import Light
from .stage import Stage
from .svg import box, group, path, stroke


def boat_hull(light: Light, colour: str, wide: float) -> str:
    """The near side of a rowing boat; (0, 0) is the middle of its upper edge."""
    w, wood = wide / 2, light.on(colour, share=0.8)
    hull = path(
        (
            f"M{-w:.0f} -14Q0 16 {w:.0f} -14Q{w * 0.88:.0f} {w * 0.4:.0f} {w * 0.55:.0f} {w * 0.42:.0f}"
            f"H{-w * 0.55:.0f}Q{-w * 0.88:.0f} {w * 0.4:.0f} {-w:.0f} -14Z"
        ),
        wood,
        stroke=darker(wood, 0.45),
        stroke_width=2.4,
        stroke_opacity=0.6,
    )
    planks = stroke(
        (
            f"M{-w * 0.93:.0f} {w * 0.09:.0f}Q0 {w * 0.24:.0f} {w * 0.93:.0f} {w * 0.09:.0f}"
            f"M{-w * 0.83:.0f} {w * 0.23:.0f}Q0 {w * 0.37:.0f} {w * 0.83:.0f} {w * 0.23:.0f}"
        ),
        darker(wood, 0.28),
        3,
        stroke_opacity=0.7,
    )
    return hull + planks + stroke(f"M{-w:.0f} -14Q0 16 {w:.0f} -14", lighter(wood, 0.4), 9)


def sail(light: Light, tall: float) -> str:
    cloth, mast = light.on("#fbf1dc", share=0.8), light.on("#8a5f42", share=0.8)
    stripes = stroke(
        f"M12 {-tall * 0.34:.0f}Q{tall * 0.28:.0f} {-tall * 0.4:.0f} {tall * 0.4:.0f} {-tall * 0.3:.0f}",
        light.on("#d9604f", share=0.8),
        tall * 0.05,
        stroke_opacity=0.8,
    )
    return (
        box(-5, -tall, 10, tall + 20, mast, r=4)
        + path(
            (
                f"M10 {-tall * 0.96:.0f}Q{tall * 0.5:.0f} {-tall * 0.6:.0f} {tall * 0.5:.0f} "
                f"{-tall * 0.14:.0f}Q{tall * 0.2:.0f} {-tall * 0.22:.0f} 10 {-tall * 0.14:.0f}Z"
            ),
            cloth,
            stroke=darker(cloth, 0.3),
            stroke_width=2,
        )
        + stripes
        + path(f"M0 {-tall:.0f}l-46 12l46 14Z", light.on("#e5b23e"))
    )


def sailing_boat(stage: Stage, size: float) -> str:
    return group(sail(stage.light, size * 0.9), move=(-size * 0.06, -size * 0.2)) + group(
        boat_hull(stage.light, "#b5563f", size), move=(0, -size * 0.2)
    )


def ripples(stage: Stage, size: float) -> str:
    """On the water before whatever floats there."""
    return stroke(
        (
            f"M{-size * 0.6:.0f} 2q{size * 0.15:.0f} -7 {size * 0.3:.0f} 0t{size * 0.3:.0f} "
            f"0t{size * 0.3:.0f} 0t{size * 0.3:.0f} 0"
        ),
        stage.light.on("#e8f6f4"),
        4,
        stroke_opacity=0.7,
    )
