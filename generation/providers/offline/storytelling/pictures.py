"""What a scene's picture shows, in words for an illustrator, and in one sentence for somebody who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

from generation.providers.offline.storytelling.dice import Dice
from generation.providers.offline.storytelling.lexicon import phrases, worlds
from generation.providers.offline.storytelling.scenery import Setting
from generation.providers.offline.storytelling.words import capital, joined, tidy


def picture(action: str, mood: str, setting: Setting, seen: Sequence[str], dice: Dice) -> str:
    """Place, time of day and weather; who does what; what else is there; the mood."""
    region = "snow" if setting.weather == "snow" else setting.place.world
    around = [*dice.shuffled("details", _indoors(setting) or worlds()[region]["details"])[:2], *seen]
    return tidy(f"{_where(setting)}. {capital(action)}. Around them: {joined(around)}. The mood is {mood}.")


def alternative(action: str, setting: Setting) -> str:
    """One sentence."""
    where = "" if setting.place.name in action else f", {setting.place.at}"
    return tidy(f"{capital(action)}{where}, {_time(setting)}.")


def _where(setting: Setting) -> str:
    region = worlds()[setting.place.world]["setting"]
    place = setting.place.at if region.split()[-1] in setting.place.name else f"{setting.place.at} {region}"
    weather = f", {phrases()['weathers'][setting.weather]}" if setting.weather and not _indoors(setting) else ""
    return f"{capital(place)}, {_time(setting)}{weather}"


def _time(setting: Setting) -> str:
    indoors = worlds()[setting.place.world].get("indoors") or _indoors(setting)
    return phrases()["times_indoors" if indoors else "times"][setting.time]


def _indoors(setting: Setting) -> list[str]:
    """What there is inside a house that stands in a world of fields and streets."""
    return phrases()["inside"].get(setting.place.name.split()[-1], [])
