"""Whom a prompt mentions without telling of them: whom the book is for, and who only comes along."""

from __future__ import annotations

from collections.abc import Sequence

from generation.providers.offline.storytelling.kinds import Being
from generation.providers.offline.storytelling.lexicon import words
from generation.providers.offline.storytelling.mentions import Mention
from generation.providers.offline.storytelling.prompts import Token


def is_audience(mention: Mention, typed: Sequence[Token]) -> bool:
    """“for my little son”, “for children”: the book is for them, not about them."""
    if not isinstance(mention.kind, Being) or not mention.kind.person:
        return False
    before = [token.word for token in typed[max(0, mention.first - 5) : mention.first]]
    if "for" not in before:
        return _owns(mention, typed) and not mention.kind.called
    place = len(before) - before[::-1].index("for") - 1
    starts = place == 0 or before[place - 1] in words("telling")
    return starts or (mention.kind.child and not {"my", "our"}.isdisjoint(before[place:]))


def is_company(found: Sequence[Mention], typed: Sequence[Token]) -> bool:
    """“A rainy day with grandma”, “a cake for papa”: she is not alone; a child is with her."""
    people = [mention for mention in found if isinstance(mention.kind, Being)]
    if len(people) != 1 or not (people[0].kind.adult and people[0].kind.called):
        return False
    before = [token.word for token in typed[max(0, people[0].first - 3) : people[0].first]]
    return _owns(people[0], typed) or not {"with", "for", "visits", "visiting"}.isdisjoint(before)


def _owns(mention: Mention, typed: Sequence[Token]) -> bool:
    """“Grandma’s secret”."""
    return typed[mention.last].text.endswith(("'s", "’s"))
