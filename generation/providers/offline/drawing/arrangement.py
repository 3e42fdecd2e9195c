"""Where the things go that a scene names: behind, at the feet, on a table, in the air, on the water."""

from dataclasses import dataclass, field, replace

from .blocking import bystander
from .boats import ripples
from .framing import Spot, reach_of_body, scale_of
from .playing import Part
from .props import island, prop, props, standing
from .reading import Scene
from .stage import Scenery, Stage
from .svg import group
from .things import OUTDOORS, SIZES, Thing, toy_of

# Where each kind looks for room, as shares of the page's width, and how far from anybody it must be.
COLUMNS = {
    "sky": ((0.2, 0.35, 0.5, 0.66, 0.82), 120),
    "air": ((0.14, 0.35, 0.5, 0.66, 0.86), 150),
    "water": ((0.14, 0.28, 0.5, 0.72, 0.86), 175),
    "great": ((0.13, 0.3, 0.5, 0.7, 0.87), 190),
    "tall": ((0.1, 0.2, 0.48, 0.8, 0.9), 165),
    "low": ((0.12, 0.22, 0.485, 0.76, 0.88), 118),
}
ROCKETS = ("rocket", "spaceship")
ALOFT = frozenset(("fly", "flies", "flew", "flying", "soars", "zooms", "launch", "lifts"))
TOYS = frozenset(("toy", "paper", "walnut", "bottle"))
NO_LANDMARKS = ("village", "castle", "underwater", "cave", "sky")


OUT_OF_DOORS = {"kite": "air", "balloon": "air", "sunflower": "tall"}
"""What things in nobody's hand count as there."""


def reach_of(kind: str, many: bool) -> float:
    """Half the width of what is drawn there, as a share of its height."""
    return (1.25 if kind in ("sky", "air") else 0.76) if many and kind not in ("tall", "great") else 0.6


@dataclass
class Arrangement:
    """`behind` the cast from far to near, and `before` it.

    `taken` are columns in use, each with how much wider than most it is; `aloft` those in the air.
    """

    scene: Scene
    stage: Stage
    scenery: Scenery
    taken: list[tuple[float, float]]
    behind: list[tuple[int, str]] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    landmarks: int = 0
    aloft: list[tuple[float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.aloft = list(self.taken)

    def column(self, kind: str, thing: Thing | None = None) -> float | None:
        """A free column, or None: nothing is put where it would hide somebody or be cut off."""
        (columns, apart), frame = COLUMNS[kind], self.stage.frame
        apart *= {"close": 1.05, "medium": 1.1, "wide": 0.85}[self.scene.camera]
        rim = SIZES[kind] * reach_of(kind, bool(thing and thing.many)) + 18
        within = (min(max(frame.x(x), frame.left + rim), frame.left + frame.width - rim) for x in columns)
        taken = self.aloft if kind in ("sky", "air") else self.taken
        free = [x for x in within if all(abs(x - other) > apart + wider for other, wider in taken)]
        x = self.stage.rng.choice(free) if free else None
        if x is not None:
            taken.append((x, 0))
        return x

    def kind_here(self, thing: Thing) -> str:
        """What a thing counts as in this place: a ship indoors is a toy, without water it stands on the ground."""
        if thing.noun in OUT_OF_DOORS and not (self.scenery.indoors or self.scene.afloat):
            return OUT_OF_DOORS[thing.noun]
        if thing.kind == "water" and (self.scenery.indoors or TOYS & self.scene.words):
            return "low"
        if thing.noun in ROCKETS and self.scene.place not in ("space", "sky") and not ALOFT & self.scene.words:
            return "tall"
        if thing.kind == "water" and not self.scenery.water:
            return "tall"
        return "low" if thing.kind == "hand" else thing.kind

    def has_room(self, kind: str) -> bool:
        """Round a boat is only water, and far off an island; no house and no sky is indoors."""
        if self.scenery.indoors:
            return kind not in ("great", "sky", "air")
        return not self.scene.afloat or kind in ("great", "sky", "air")

    def put(self, thing: Thing) -> None:
        thing = toy_of(thing) if self.scenery.indoors else thing
        if self.scenery.indoors and thing.noun in OUTDOORS:
            return
        kind = self.kind_here(thing)
        table = next(filter(self.stage.frame.has, self.scenery.spots), None)
        if kind == "low" and table:
            self.scenery.spots.remove(table)
            self.behind.append((3, group(props(self.stage, thing, thing.size * 0.8), move=table)))
        elif self.has_room(kind):
            place = {"sky": self._hang, "air": self._hang, "water": self._float, "great": self._build}
            place.get(kind, self._stand)(thing, kind)

    def show(self, thing: Thing, x: float) -> None:
        """Right before whoever is busy with it."""
        self.taken.append((x, 0))
        drawn = standing(self.stage, thing, thing.size, (x, self.scenery.floor[1] + 14))
        self.before.append(drawn)

    def seat(self, part: Part) -> None:
        flies = "wings" in part.looks.species.extras or part.looks.species.build == "bird"
        x = self.column("tall")
        if x is not None and not (self.scene.afloat or self.scenery.bed):
            foot = (x, self.scenery.floor[0] + 12 - 190 * (flies and self.stage.rng.random() < 0.5))
            self.behind.append(
                (
                    3,
                    bystander(
                        replace(part, posture="fly") if foot[1] < self.scenery.floor[0] else part,
                        self.scene,
                        self.stage,
                        foot,
                    ),
                )
            )

    def _hang(self, thing: Thing, kind: str) -> None:
        x, rng = self.column(kind, thing), self.stage.rng
        if x is not None and (self.scenery.sky or kind == "air"):
            y = self.stage.frame.y(rng.uniform(0.2, 0.3) if kind == "sky" else rng.uniform(0.26, 0.42))
            self.behind.append(
                (
                    0,
                    group(
                        props(self.stage, thing, thing.size),
                        move=(x, y),
                        turn=38 if thing.noun in ROCKETS else rng.uniform(-8, 8),
                    ),
                )
            )

    def _float(self, thing: Thing, kind: str) -> None:
        x, (top, bottom) = self.column(kind, thing), self.scenery.water or (0, 0)
        if x is not None:
            floating = props(self.stage, thing, thing.size) + ripples(self.stage, thing.size)
            self.behind.append((1, group(floating, move=(x, top + (bottom - top) * 0.6))))

    def _build(self, thing: Thing, kind: str) -> None:
        if self.landmarks or self.scene.place in NO_LANDMARKS:
            return
        x = self.column(kind, thing)
        if x is not None and self.scene.afloat:
            self.landmarks += 1
            self.behind.append(
                (0, group(island(self.stage), prop(self.stage, thing, 120), move=(x, self.stage.horizon)))
            )
        elif x is not None:
            self.landmarks += 1
            size = thing.size * (0.95 if self.scene.camera == "wide" else 1.1)
            self.behind.append((2, standing(self.stage, thing, size, (x, self.scenery.floor[0] - 26))))

    def _stand(self, thing: Thing, kind: str) -> None:
        x = self.column(kind, thing)
        if x is None:
            return
        near = 0.85 if self.scene.camera == "wide" else 1
        low, high = self.scenery.floor[1], self.scenery.floor[0]
        if kind == "tall":
            self.behind.append((3, standing(self.stage, thing, max(thing.size, 190) * near, (x, high + 26))))
        else:
            size = {"great": 130, "water": 120, "sky": 110, "air": 90}.get(thing.kind, thing.size) * near
            self.before.append(standing(self.stage, thing, size, (x, low - self.stage.rng.uniform(0, 30))))


def _before(at: list[Spot], scene: Scene, width: float) -> float:
    """Between two, else in front of the one."""
    if len(at) > 1:
        return (at[0].x + at[1].x) / 2
    return at[0].x + (-46 if at[0].left else 46) * scale_of(scene.cast[0], scene, width)


def _wider(part: Part, scene: Scene, stage: Stage) -> float:
    """How much further than most somebody reaches to the sides: whales and elephants need room."""
    return max(reach_of_body(part) * scale_of(part, scene, stage.width) - 140, 0)


def arrange(scene: Scene, stage: Stage, scenery: Scenery, at: list[Spot]) -> tuple[str, str]:
    """(what is behind the cast, what is before it)."""
    people = [(stage.x(x), 0.0) for x in (0.22, 0.36, 0.5, 0.64)]
    if not scenery.bed:
        people = [(spot.x, _wider(part, scene, stage)) for part, spot in zip(scene.cast, at, strict=True)]
    arrangement = Arrangement(scene, stage, scenery, people)
    focus = scene.focus if at and not (scene.afloat or scenery.bed) else None
    if focus and arrangement.kind_here(focus) == "air":
        focus = None
    if focus:
        arrangement.show(focus, _before(at, scene, stage.width))
    for part in scene.extras:
        arrangement.seat(part)
    for thing in scene.things:
        if thing != focus:
            arrangement.put(thing)
    behind = sorted(arrangement.behind, key=lambda pair: pair[0])
    return "".join(drawn for _, drawn in behind), "".join(arrangement.before)
