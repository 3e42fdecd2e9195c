"""What the prompt names beyond the plot's needs, and who comes by: nobody named is forgotten, nobody comes twice."""

from __future__ import annotations

from collections.abc import Sequence

from generation.providers.offline.storytelling.casting import Cast
from generation.providers.offline.storytelling.dice import Dice
from generation.providers.offline.storytelling.kinds import Thing
from generation.providers.offline.storytelling.layout import Part
from generation.providers.offline.storytelling.lexicon import beings, listed, phrases, vocabulary, worlds
from generation.providers.offline.storytelling.outline import Outline
from generation.providers.offline.storytelling.slots import creature

_MOST = 6


class Extras:
    """`has_elder`: the prompt names a third somebody, who must at least be seen."""

    def __init__(self, chosen: Outline, parts: Sequence[Part], *, has_elder: bool, dice: Dice) -> None:
        cast, things = chosen.cast, chosen.left_over
        self._come_by = _saying("{passer}", parts)
        self._passers = [*cast.others, *_strangers(cast, dice)]
        waiting = list(cast.others[len(self._come_by) :])
        if has_elder and not _saying("{elder}", parts):
            waiting.insert(0, "{elder}")
        sights = [*_phrases_on_beings(waiting, dice), *_phrases_on_things(things, dice)][:_MOST]
        self._sights = _spread(sights, len(parts))
        self._seen = _spread([*(f"a {noun}" for noun in waiting), *(thing.a for thing in things)][:_MOST], len(parts))

    def passer(self, number: int) -> str:
        """Who comes by in this scene: a noun with its adjective."""
        place = self._come_by.index(number) if number in self._come_by else 0
        return self._passers[place % len(self._passers)]

    def sights(self, number: int) -> list[str]:
        """Phrases on what else there is in this scene."""
        return self._sights[number]

    def seen(self, number: int) -> list[str]:
        """The same as nouns, for the picture."""
        return [noun.replace("a {elder}", "{elder}") for noun in self._seen[number]]


def _saying(slot: str, parts: Sequence[Part]) -> list[int]:
    """The scenes of which some telling has this slot."""
    return [
        number
        for number, part in enumerate(parts)
        if any(slot in text.lower() for beat, _ in part.beats for text in (beat.picture, *beat.full))
    ]


def _strangers(cast: Cast, dice: Dice) -> list[str]:
    world = worlds()[cast.world]
    taken = {*(role.being.noun for role in cast.roles), creature(cast, dice)}
    animals = [noun for noun in (*world["friends"], *world["elders"]) if noun in beings() and not beings()[noun].person]
    adjectives = dice.shuffled("passers' adjectives", listed(vocabulary()["passers"]["adjectives"]))
    more = [f"{adjective} {noun}" for adjective, noun in zip(adjectives, dict.fromkeys(animals), strict=False)]
    strangers = [text for text in (*world["crowd"], *more) if text.split(maxsplit=1)[-1] not in taken]
    return dice.shuffled("passers", strangers)


def _phrases_on_beings(nouns: Sequence[str], dice: Dice) -> list[str]:
    phrases_on = dice.shuffled("being", phrases()["sights"]["being"])
    return [_on_being(phrases_on[number % len(phrases_on)], noun) for number, noun in enumerate(nouns)]


def _on_being(phrase: str, noun: str) -> str:
    if noun == "{elder}":
        return phrase.replace("A {being}", noun).replace("a {being}", noun)
    return phrase.replace("{being}", noun)


def _phrases_on_things(things: Sequence[Thing], dice: Dice) -> list[str]:
    told: dict[str, int] = {}
    found = []
    for thing in things:
        phrases_on = dice.shuffled(thing.kind, phrases()["sights"][thing.kind])
        turn = told[thing.kind] = told.get(thing.kind, -1) + 1
        found.append(phrases_on[turn % len(phrases_on)].replace("{a thing}", thing.a).replace("{A thing}", thing.a))
    return found


def _spread(items: Sequence[str], scenes: int) -> list[list[str]]:
    """One list a scene; in a book of some length neither the first nor the last scene has any."""
    stops = range(1, scenes - 1) if scenes > 3 else range(scenes)
    spread: list[list[str]] = [[] for _ in range(scenes)]
    for number, item in enumerate(items[: 2 * len(stops)]):
        spread[stops[number * len(stops) // len(items)]].append(item)
    return spread
