"""What is settled before the first sentence: what the prompt says, who plays, which plot, and what it turns about."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat

from generation.providers.base import Brief
from generation.providers.offline.storytelling.casting import Cast, choose_cast
from generation.providers.offline.storytelling.dice import Dice
from generation.providers.offline.storytelling.kinds import Thing
from generation.providers.offline.storytelling.plotting import Plot, choose_goal, choose_plot, timed
from generation.providers.offline.storytelling.reading import Reading, read
from generation.providers.offline.storytelling.words import singulars


@dataclass(frozen=True)
class Outline:
    reading: Reading
    cast: Cast
    plot: Plot
    goal: Thing

    @property
    def left_over(self) -> list[Thing]:
        """The things of the prompt for which the plot has no part."""
        told = ("fear", "dislike", "oddity", self.plot.needs)
        avoided = " ".join(map(self.reading.phrases.get, told, repeat(""))).split()
        named = {form for word in avoided for form in (word, *singulars(word))}
        things = [thing for thing in self.reading.things if thing.noun.split()[-1] not in named]
        return [thing for thing in things if thing.noun not in self.goal.noun]


def outline(brief: Brief, dice: Dice) -> Outline:
    reading = read(brief.title, brief.prompt)
    cast = choose_cast(reading, dice.of("cast"))
    plot = choose_plot(reading, dice)
    goal = choose_goal(plot, reading, cast, dice)
    return Outline(reading, cast, timed(plot, goal), goal)
