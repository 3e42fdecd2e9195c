"""The page being drawn: its size, light and dice. And what a painted place gives back."""

import itertools
from dataclasses import dataclass, field
from random import Random

from .light import Light
from .svg import Point, group, linear, number, path, smooth


@dataclass(frozen=True)
class Frame:
    """The piece of the page that is seen."""

    left: float
    top: float
    width: float
    height: float

    def x(self, share: float) -> float:
        return self.left + self.width * share

    def y(self, share: float) -> float:
        return self.top + self.height * share

    def has(self, at: Point) -> bool:
        return 0 < at[0] - self.left < self.width and 0 < at[1] - self.top < self.height


@dataclass
class Stage:
    """864 units high whatever the pixels. `words` are the scene's; its cast may be `abed`, its lamps `unlit`."""

    width: float
    light: Light
    rng: Random
    season: str = "summer"
    weather: str = "clear"
    height: float = 864
    horizon: float = 520
    words: frozenset[str] = frozenset()
    abed: bool = False
    unlit: bool = False
    frame: Frame | None = None

    def __post_init__(self) -> None:
        self.frame = self.frame or Frame(0, 0, self.width, self.height)

    def x(self, share: float) -> float:
        return self.width * share

    def y(self, share: float) -> float:
        return self.height * share


@dataclass
class Scenery:
    """`back` is behind the cast, `front` before it. `water`: (top, bottom) of open water, where boats and ducks go.

    `spots` are table tops for small things; `bed` is the middle of a bed's foot, `cover` its blanket.
    """

    back: str
    front: str = ""
    floor: Point = (690.0, 800.0)
    water: Point | None = None
    indoors: bool = False
    sky: bool = True
    spots: list[Point] = field(default_factory=list)
    bed: Point | None = None
    cover: str = ""


MARGIN = 60


def ridge(stage: Stage, y: float, swing: float, bumps: int = 5) -> list[Point]:
    """The top edge of a hill across the page, a little beyond both sides."""
    step = (stage.width + 2 * MARGIN) / bumps
    return [(-MARGIN + i * step, y + stage.rng.uniform(-swing, swing)) for i in range(bumps + 1)]


def below(stage: Stage, edge: list[Point], colour: str, foot: str | None = None, bottom: float | None = None) -> str:
    """Everything under an edge, fading into `foot` at its lower end."""
    bottom = bottom or stage.height + MARGIN
    top = smooth(edge, closed=False)
    d = f"{top}L{number(edge[-1][0])} {number(bottom)}L{number(edge[0][0])} {number(bottom)}Z"
    definition, paint = linear((0, colour, 1), (1, foot or colour, 1))
    return definition + path(d, paint)


def height_at(edge: list[Point], x: float) -> float:
    for (ax, ay), (bx, by) in itertools.pairwise(edge):
        if ax <= x <= bx:
            return ay + (by - ay) * (x - ax) / (bx - ax)
    return edge[-1][1]


def dabs(stage: Stage, edge: list[Point], depth: float, colours: list[str], count: int, *, size: float = 26) -> str:
    """Brush marks on a slope: broad, flat, half transparent."""
    marks = []
    for _ in range(count):
        x = stage.rng.uniform(0, stage.width)
        y = height_at(edge, x) + stage.rng.uniform(0.08, 1) * depth
        long, tall = stage.rng.uniform(0.6, 1.8) * size, stage.rng.uniform(0.08, 0.2) * size
        tilt = stage.rng.uniform(-6, 6)
        d = f"M{-long:.0f} 0Q0 {-tall * 2:.1f} {long:.0f} {-tall * 0.3:.1f}Q0 {tall * 2:.1f} {-long:.0f} 0Z"
        marks.append(
            group(path(d, stage.rng.choice(colours), fill_opacity=stage.rng.uniform(0.12, 0.4)), move=(x, y), turn=tilt)
        )
    return "".join(marks)
