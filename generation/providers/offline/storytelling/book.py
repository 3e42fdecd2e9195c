"""Writes the whole book for a brief: the plan's fields, the same for the same brief."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generation.providers.base import Brief
from generation.providers.offline.storytelling.art import art_direction
from generation.providers.offline.storytelling.dice import Dice
from generation.providers.offline.storytelling.extras import Extras
from generation.providers.offline.storytelling.layout import Part, lay_out
from generation.providers.offline.storytelling.lexicon import phrases, worlds
from generation.providers.offline.storytelling.outline import Outline, outline
from generation.providers.offline.storytelling.pictures import alternative, picture
from generation.providers.offline.storytelling.scenery import Setting, settings
from generation.providers.offline.storytelling.slots import slots
from generation.providers.offline.storytelling.telling import Telling

_MANY_WORDS = 45  # from here on a scene is not told what the light does as well


def write_book(brief: Brief) -> dict[str, Any]:
    """{"title", "characters", "art_direction", "scenes"} with all scenes from the first."""
    dice = Dice(brief.seed, brief.title, brief.prompt)
    return tell(brief, outline(brief, dice), dice)


def tell(brief: Brief, chosen: Outline, dice: Dice) -> dict[str, Any]:
    return _Book(brief, chosen, dice).written()


class _Book:
    def __init__(self, brief: Brief, chosen: Outline, dice: Dice) -> None:
        self._brief, self._chosen, self._dice = brief, chosen, dice
        has_elder = len(chosen.reading.people) > 2
        self._refrain_at = -1
        self._telling = Telling(chosen.cast, slots(chosen, dice), dice)
        self._parts = lay_out(chosen.plot, brief.num_scenes, early="asking" if has_elder else "", dice=dice)
        self._settings = settings(chosen, self._parts, dice)
        self._extras = Extras(chosen, self._parts, has_elder=has_elder, dice=dice)

    def written(self) -> dict[str, Any]:
        title = " ".join(self._brief.title.split()) or self._telling.title(
            self._dice.pick("title", self._chosen.plot.titles)
        )
        scenes = [self._scene(number) for number in range(len(self._parts))]
        played = {name for scene in scenes for name in scene["characters"]}
        people = [role.character for role in self._chosen.cast.roles if role.name in played]
        return {
            "title": title,
            "characters": [{"name": who.name, "description": who.description} for who in people],
            "art_direction": art_direction(self._brief.style, self._chosen.cast.world, self._dice),
            "scenes": scenes,
        }

    def _scene(self, number: int) -> dict[str, Any]:
        part, setting = self._parts[number], self._settings[number]
        here = {"place": setting.place.name, "at place": setting.place.at, "to place": f"to {setting.place.name}"}
        here["passer"] = self._extras.passer(number)
        here["stranger"] = here["passer"].split()[-1]
        told = self._told(part, number, here)
        before = self._change(setting, part, len(told.split())) if number else ""
        text = f"{before} {told}".strip()
        action = self._telling.show(part.main.picture, f"picture {number}", **here)
        seen = [self._telling.show(noun, "seen", **here) for noun in self._extras.seen(number)]
        return {
            "text": text,
            "picture": picture(action, part.main.mood, setting, seen, self._dice.of(f"picture {number}")),
            "alt": alternative(action, setting),
            "characters": [
                role.name for role in self._chosen.cast.roles if re.search(rf"\b{role.name}\b", f"{text} {action}")
            ],
        }

    def _told(self, part: Part, number: int, here: dict[str, str]) -> str:
        """What the beats say, and what else there is to see, which never comes after the end."""
        told = list(self._sentences(part, number, here))
        seen = [self._telling.say(sight, f"sight {number}", **here) for sight in self._extras.sights(number)]
        ends = len(told) > 1 and part.beats[-1][0].name == "end"
        return " ".join([*told[:-1], *seen, told[-1]] if ends else [*told, *seen])

    def _sentences(self, part: Part, number: int, here: dict[str, str]) -> Iterator[str]:
        for beat, at_length in part.beats:
            variants = beat.full if at_length or not beat.short else beat.short
            phrase = self._paced(self._dice.pick(f"variant {beat.name}", variants), number)
            yield self._telling.say(phrase, f"{number} {beat.name}", **here)

    def _paced(self, phrase: str, number: int) -> str:
        """The refrain is not said in two scenes running."""
        if "{refrain}" in phrase and number and self._refrain_at == number - 1:
            return phrase.replace(" {refrain}", "")
        self._refrain_at = number if "{refrain}" in phrase else self._refrain_at
        return phrase

    def _change(self, setting: Setting, part: Part, length: int) -> str:
        """A sentence on the weather or the light."""
        if setting.begins:
            return self._phrase("weather_begins", setting.begins)
        if setting.ends and not part.main.still and length < _MANY_WORDS + 5:
            return self._phrase("weather_ends", setting.ends)
        if setting.new_time and not part.main.still and length < _MANY_WORDS:
            indoors = worlds()[self._chosen.cast.world].get("indoors")
            return self._phrase("clock_indoors" if indoors else "clock", setting.time)
        return ""

    def _phrase(self, table: str, kind: str) -> str:
        """One that names neither what the hero is looking for nor the hero, if that is the moon."""
        about = {self._chosen.goal.noun.split()[-1], self._chosen.cast.hero.being.noun}
        known = [text for text in phrases()[table][kind] if not any(noun in text for noun in about)]
        return self._dice.pick(f"{table} {kind}", known or [""])
