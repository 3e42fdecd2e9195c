"""The things a prompt names, as the book will call them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generation.providers.offline.storytelling.kinds import Thing
from generation.providers.offline.storytelling.lexicon import words
from generation.providers.offline.storytelling.mentions import Mention
from generation.providers.offline.storytelling.naming import Name


def things_of(found: Sequence[Mention], given: Sequence[Name], worn: str) -> list[Thing]:
    owners = {name.owner.first for name in given if name.owner}
    things = [
        _qualified(mention)
        for mention in found
        if isinstance(mention.kind, Thing) and not mention.alive and mention.first not in owners
    ]
    longer = {thing.noun for thing in things if " of " in thing.noun}  # “a ball of wool” is no ball
    things = [thing for thing in things if not any(noun.startswith(f"{thing.noun} of ") for noun in longer)]
    return [thing for thing in things if not worn or thing.noun.split()[-1] not in worn]


def with_loss(things: list[Thing], told: dict[str, str]) -> tuple[list[Thing], dict[str, str]]:
    """Who has lost something is the hero, or a thing, which then comes before all others; what is lost is no thing."""
    if not told.get("gone"):
        return things, told
    owners = [thing for thing in things if thing.noun.split()[-1] == told["owner"]]
    others = [thing for thing in things if thing not in owners and thing.noun.split()[-1] not in told["loss"]]
    return [*owners, *others], {**told, "given_back" if owners else "gone_out": told["loss"]}


def fullest(things: Sequence[Thing]) -> tuple[Thing, ...]:
    """“The lantern” of the prompt is the title’s “moon lantern”: one thing, by its longest name."""
    return tuple(dict.fromkeys(max(_same(thing, things), key=lambda other: len(other.noun)) for thing in things))


def _same(thing: Thing, things: Sequence[Thing]) -> list[Thing]:
    """Those with the same noun and at least as many words before it."""
    *before, noun = thing.noun.split()
    return [other for other in things if other.noun.split()[-1] == noun and set(before) <= set(other.noun.split())]


def _qualified(mention: Mention) -> Thing:
    """The thing with at most two of its adjectives; what was lost or broken is for the plot to say."""
    known = words("thing_adjectives") - words("lost") - words("frightening")
    usual = [word for word in mention.adjectives if word in known]
    if mention.kind.unique:
        return mention.kind
    return replace(mention.kind, noun=" ".join(dict.fromkeys([*usual[-2:], *mention.kind.noun.split()])))
