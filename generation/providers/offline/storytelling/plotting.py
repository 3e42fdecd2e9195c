"""The plots, which of them a prompt asks for, and what it turns about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from generation.providers.offline.storytelling.casting import Cast
from generation.providers.offline.storytelling.dice import Dice
from generation.providers.offline.storytelling.kinds import Thing
from generation.providers.offline.storytelling.lexicon import load, plots, worlds
from generation.providers.offline.storytelling.reading import Reading

_BAKED = re.compile(r"cake|pie|tart|biscuit|cookie|bread|bun|muffin|waffle|pizza|pretzel|croissant|doughnut|donut")
_OPENED = re.compile(r"restaurant|caf[eé]|tea room|parlour")
_NIGHTLY = re.compile(r"moon|star\b|comet|planet|milky way|northern lights|aurora|meteor|firefly|moonflower")


@dataclass(frozen=True)
class Beat:
    """One step of a plot. `rank` 0 is in every book; `road` lets episodes follow.

    `still` is for those that say themselves what the time and the weather are.
    """

    name: str
    where: str
    mood: str
    picture: str
    full: tuple[str, ...]
    short: tuple[str, ...] = ()
    rank: float = 0
    road: bool = False
    still: bool = False


@dataclass(frozen=True)
class Plot:
    """`needs` is the phrase of the prompt without which it cannot be told, or “cue”; `pull` is what that counts for.

    `asks` is a pattern of the prompt’s text; what it finds is the phrase by the plot’s own name, and each of its groups
    fills a slot. `unsaid` fills those slots where the prompt says nothing.
    """

    name: str
    beats: tuple[Beat, ...]
    titles: tuple[str, ...]
    refrain: tuple[str, ...]
    clock: tuple[str, ...]
    aim: str
    joins: str
    suits: frozenset[str]
    also: frozenset[str] = frozenset()
    night_clock: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    needs: str = ""
    pull: int = 5
    uses_goal: bool = True
    takes_a_piece: bool = False
    asks: str = ""
    unsaid: Mapping[str, str] = field(default_factory=dict)


@cache
def all_plots() -> tuple[Plot, ...]:
    return tuple(_plot(name, table) for name, table in plots().items())


def _plot(name: str, table: dict[str, Any]) -> Plot:
    lists = {key: tuple(value) for key, value in table.items() if isinstance(value, list) and key != "beat"}
    plain = {key: value for key, value in table.items() if not isinstance(value, list)}
    beats = tuple(_beat(row) for row in table["beat"])
    return Plot(
        **{
            **plain,
            **lists,
            "name": name,
            "beats": beats,
            "suits": frozenset(table["suits"]),
            "also": frozenset(table.get("also", ())),
        }
    )


def _beat(row: dict[str, Any]) -> Beat:
    return Beat(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})


@cache
def episodes(company: str) -> tuple[Beat, ...]:
    """`company` is “alone” or “together”."""
    return tuple(_beat(row) for row in load("episodes.toml")[company])


def choose_plot(reading: Reading, dice: Dice) -> Plot:
    """The plot the prompt's words ask for; chance decides between those that fit equally well."""
    return max(
        all_plots(), key=lambda plot: (_score(plot, reading) + dice.number(f"plot {plot.name}") % 250 / 100, plot.name)
    )


def _score(plot: Plot, reading: Reading) -> float:
    """Points for each word that asks for the plot and for a thing that suits it."""
    cues = min(reading.cues[plot.name], 3)
    if plot.needs and not _demanded(plot, reading):
        return 0 if plot.needs == "cue" and not reading.asks_for_anything else -100
    score = 3.0 * cues + (plot.pull if plot.needs else 0)
    score += 5 if plot.name == "quest" and reading.destination else 0
    if reading.things:
        score += 3 if plot.uses_goal and _fitting(plot, reading) else 0 if plot.needs else -3
    return score


def _demanded(plot: Plot, reading: Reading) -> bool:
    """Whether the prompt says what the plot cannot do without."""
    return bool(reading.cues[plot.name] if plot.needs == "cue" else reading.phrases.get(plot.needs))


def _fitting(plot: Plot, reading: Reading) -> Thing | None:
    is_asked = reading.cues[plot.name] or plot.name in reading.phrases
    kinds = plot.suits | plot.also if is_asked else plot.suits
    return next((thing for thing in reading.things if thing.kind in kinds), None)


def choose_goal(plot: Plot, reading: Reading, cast: Cast, dice: Dice) -> Thing:
    """What the plot turns about: the prompt's first thing that fits, else something of this world."""
    if plot.name == "quest" and cast.destination:
        where = cast.destination.name or worlds()[cast.world]["setting"].split(" ", 1)[1]
        return Thing(where.removeprefix("the "), "place", proper=not where.startswith("the "), unique=True)
    asked = _fitting(plot, reading) if plot.uses_goal else None
    if asked and asked.unique and plot.takes_a_piece:
        return Thing("little breath of wind" if asked.noun == "wind" else f"little piece of the {asked.noun}")
    world = worlds()[cast.world]
    own = plot.goals or world["sights" if plot.name == "quest" else "goals"]
    return asked or Thing(dice.pick("goal", own), "sight" if plot.name == "quest" else "small")


def timed(plot: Plot, goal: Thing) -> Plot:
    """The plot by the clock its goal asks for: the moon is found at night."""
    return replace(plot, clock=plot.night_clock) if plot.night_clock and _NIGHTLY.search(goal.noun) else plot


def making(goal: Thing) -> str:
    if _OPENED.search(goal.noun):
        return "open"
    if goal.kind in ("vehicle", "structure"):
        return "build"
    if goal.kind == "food":
        return "bake" if _BAKED.search(goal.noun) else "make"
    return {"plant": "grow", "fruit": "grow", "event": "prepare"}.get(goal.kind, "make")


def seeking(goal: Thing) -> str:
    if goal.kind in ("small", "food", "fruit", "art"):
        return f"find {goal.a}"
    if goal.kind == "place":
        return f"see {goal.a}, just once"
    return f"see {goal.a} up close"
