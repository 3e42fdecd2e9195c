"""Which beats of a plot a book of so many scenes has, and which of them share a scene."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generation.providers.offline.storytelling.dice import Dice
from generation.providers.offline.storytelling.plotting import Beat, Plot, episodes

# how the beats of a very short book share its scenes: "!" marks the beat that is told at length
_SHORT_BOOKS = {
    1: ("wish trouble help turn end",),
    2: ("wish! trouble", "help turn end"),
    3: ("wish!", "trouble! help", "turn! end"),
    4: ("wish!", "trouble!", "help!", "turn! end"),
}


@dataclass(frozen=True)
class Part:
    """What one scene tells: its beats, each at length or in one sentence, and whether the friend is along."""

    beats: tuple[tuple[Beat, bool], ...]

    @property
    def main(self) -> Beat:
        """The beat that is pictured: the one told at length, else the last but one."""
        at_length = [beat for beat, is_long in self.beats if is_long]
        return at_length[0] if at_length else self.beats[-2][0]

    @property
    def where(self) -> str:
        """Where the pictured beat is; “stay” only where nothing before it in this scene says more."""
        beats = [beat for beat, _ in self.beats]
        told = [beat.where for beat in beats[: beats.index(self.main) + 1] if beat.where != "stay"]
        return told[-1] if told else "stay"


def lay_out(plot: Plot, scenes: int, *, early: str, dice: Dice) -> list[Part]:
    """The parts of a book of so many scenes. `early` names an optional beat that must not wait for a long book."""
    if scenes in _SHORT_BOOKS:
        return [_shared(plot, names) for names in _SHORT_BOOKS[scenes]]
    optional = [replace(beat, rank=0.5) if beat.name == early else beat for beat in plot.beats if beat.rank]
    kept = {beat.name for beat in sorted(optional, key=lambda beat: beat.rank)[: scenes - 5]}
    beats = [beat for beat in plot.beats if not beat.rank or beat.name in kept]
    return [Part(((beat, True),)) for beat in _with_episodes(plot, beats, scenes - len(beats), dice)]


def _shared(plot: Plot, names: str) -> Part:
    known = {beat.name: beat for beat in plot.beats}
    return Part(tuple((known[name.rstrip("!")], name.endswith("!")) for name in names.split()))


def _with_episodes(plot: Plot, beats: Sequence[Beat], missing: int, dice: Dice) -> Iterator[Beat]:
    """`missing` episodes, spread evenly over the beats that are roads."""
    roads = [beat.name for beat in beats if beat.road]
    waiting = {company: iter(dice.shuffled(company, episodes(company))) for company in ("alone", "together")}
    company = "alone"
    for beat in beats:
        company = "together" if beat.name == plot.joins else company
        yield beat
        if beat.road:
            turn = roads.index(beat.name)
            for _ in range(missing * (turn + 1) // len(roads) - missing * turn // len(roads)):
                yield next(waiting[company])
