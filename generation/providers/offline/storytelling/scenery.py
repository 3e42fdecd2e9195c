"""Where, when and in what weather each scene is, so that the world moves through the book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generation.providers.offline.storytelling.casting import Cast
from generation.providers.offline.storytelling.dice import Dice
from generation.providers.offline.storytelling.kinds import Place
from generation.providers.offline.storytelling.layout import Part
from generation.providers.offline.storytelling.lexicon import place, worlds
from generation.providers.offline.storytelling.outline import Outline
from generation.providers.offline.storytelling.plotting import Plot


@dataclass(frozen=True)
class Setting:
    """`begins` and `ends` name a weather that does so in this scene; `new_time` says that the light has changed."""

    place: Place
    time: str
    weather: str = ""
    new_time: bool = False
    begins: str = ""
    ends: str = ""


def settings(chosen: Outline, parts: Sequence[Part], dice: Dice) -> list[Setting]:
    times = [_time(chosen.plot, number, len(parts)) for number in range(len(parts))]
    spell = _spell(parts, chosen.cast, chosen.reading.weather, dice)
    return [
        Setting(
            place=where,
            time=times[number],
            weather=spell.at(number),
            new_time=number > 0 and times[number] != times[number - 1],
            begins=spell.weather if number and number == spell.first else "",
            ends=spell.weather if number == spell.end else "",
        )
        for number, where in enumerate(_places(parts, chosen.cast, dice))
    ]


def _time(plot: Plot, number: int, scenes: int) -> str:
    if scenes == 1:
        return plot.clock[len(plot.clock) // 2]
    return plot.clock[round(number / (scenes - 1) * (len(plot.clock) - 1))]


def _places(parts: Sequence[Part], cast: Cast, dice: Dice) -> Iterator[Place]:
    table = worlds()[cast.world]
    road = [place(text, cast.world) for text in dice.shuffled("way", table["way"])]
    road = [*cast.stops, *(where for where in road if where.name not in cast.home.name)]
    far = far_away(cast, dice)
    homes = [place(text, cast.world) for text in (*table["houses"], *table["homes"])]
    visited = next(where for where in dice.shuffled("visited", homes) if where.name != cast.home.name)
    here, steps = cast.home, 0
    for part in parts:
        if part.where == "visit":
            here = visited
        elif part.where == "way":
            here, steps = road[steps % len(road)], steps + 1
        elif part.where != "stay":
            here = cast.home if part.where == "home" else far
        yield here


def far_away(cast: Cast, dice: Dice) -> Place:
    if cast.destination and cast.destination.name:
        return cast.destination
    return place(dice.pick("far", worlds()[cast.world]["far"]), cast.world)


@dataclass(frozen=True)
class _Spell:
    """One stretch of weather from the scene `first` until before the scene `end`; `always` is from beginning to end."""

    weather: str = ""
    first: int = 0
    end: int = 0
    always: bool = False

    def at(self, number: int) -> str:
        return self.weather if self.always or self.first <= number < self.end else ""


def _spell(parts: Sequence[Part], cast: Cast, asked: str, dice: Dice) -> _Spell:
    """Weather in the middle of the book; what the prompt asks for lasts longer, and snow from beginning to end."""
    scenes, table = len(parts), worlds()[cast.world]
    kinds = [asked] if asked and not table.get("indoors") else table["weather"]
    if not kinds or not (asked or (scenes > 4 and dice.chance("weather", 40))):
        return _Spell()
    begin, end = (0.1 * scenes, 0.75 * scenes) if asked else (0.3 * scenes, 0.6 * scenes)
    first = next((number for number, part in enumerate(parts) if number >= begin and not part.main.still), 0)
    always = asked == "snow"
    end = scenes if always else max(round(end), first + 1)
    return _Spell(dice.pick("its kind", kinds), first, end, always)
