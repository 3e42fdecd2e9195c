"""Fills the phrases of a plot with a cast: {slots}, [this|or that], and right English at the end."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generation.providers.offline.storytelling.casting import Cast, Role
from generation.providers.offline.storytelling.dice import Dice
from generation.providers.offline.storytelling.words import capital, english, tidy, title_case

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SLOT = re.compile(r"\{([^{}]+)\}")
_PRONOUNS = {
    "he": {"he": "he", "him": "him", "his": "his", "himself": "himself"},
    "she": {"he": "she", "him": "her", "his": "her", "himself": "herself"},
    "they": {"he": "they", "him": "them", "his": "their", "himself": "themself"},
}
_AGREES = {"was": "were", "is": "are", "has": "have", "does": "do", "says": "say", "looks": "look"}
_THEY = re.compile(rf"\b([Tt]hey) ({'|'.join(_AGREES)})\b")


class Telling:
    """One book's voice. It remembers who has been introduced, so its phrases are said in the book's order."""

    def __init__(self, cast: Cast, slots: Mapping[str, str], dice: Dice) -> None:
        self._cast, self._dice = cast, dice
        self._slots = {**_of_cast(cast), **slots}
        self._introduced: set[str] = set()

    def say(self, phrase: str, subject: str, **here: str) -> str:
        """`here` are slots of this scene only; `subject` is what the dice are thrown for."""
        filled = self._filled(self._chosen(phrase, subject), {**self._slots, **here}, introduce=True)
        return tidy(_THEY.sub(lambda found: f"{found[1]} {_AGREES[found[2]]}", filled))

    def show(self, phrase: str, subject: str, **here: str) -> str:
        """As `say`, for a part of a picture's sentence: nobody is introduced there, nothing begins with a capital."""
        return english(self._filled(self._chosen(phrase, subject), {**self._slots, **here}, introduce=False))

    def title(self, phrase: str) -> str:
        return title_case(self._filled(phrase, self._slots, introduce=False))

    def _chosen(self, phrase: str, subject: str) -> str:
        while found := _CHOICE.search(phrase):
            option = self._dice.pick(f"{subject} {found.start()}", found[1].split("|"))
            phrase = phrase[: found.start()] + option + phrase[found.end() :]
        return phrase

    def _filled(self, phrase: str, slots: Mapping[str, str], *, introduce: bool) -> str:
        while _SLOT.search(phrase):
            phrase = _SLOT.sub(lambda found: self._value(found[1], slots, introduce=introduce), phrase)
        return phrase

    def _value(self, slot: str, slots: Mapping[str, str], *, introduce: bool) -> str:
        if introduce and slot in ("friend", "elder") and slot not in self._introduced:
            self._introduced.add(slot)
            role: Role = getattr(self._cast, slot)
            return role.intro
        if slot in ("Goal", "Skill", "Make", "Wish"):
            return title_case(slots[slot.lower()])
        value = slots[slot.lower().replace("_", " ")]
        return value if slot == slot.lower() else capital(value)


def _of_cast(cast: Cast) -> dict[str, str]:
    hero, friend, elder = cast.roles
    return {
        "hero": hero.name,
        "friend": friend.name,
        "elder": elder.name,
        **_PRONOUNS[hero.pronoun],
        **{f"f{slot}": word for slot, word in _PRONOUNS[friend.pronoun].items()},
        **{f"e{slot}": word for slot, word in _PRONOUNS[elder.pronoun].items()},
        "kind": hero.being.noun,
        "steps": hero.body.steps,
        "home": cast.home.name,
        "at home": cast.home.at,
    }
