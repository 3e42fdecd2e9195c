"""Which of the things that a prompt mentions are somebodies after all, and which are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from generation.providers.offline.storytelling.kinds import Being
from generation.providers.offline.storytelling.lexicon import words
from generation.providers.offline.storytelling.mentions import Mention
from generation.providers.offline.storytelling.prompts import Token


def enlivened(found: Sequence[Mention], tokens: Sequence[Token]) -> list[Mention]:
    return list(_alive_together(list(_without_idle(found, tokens)), tokens))


def _without_idle(found: Sequence[Mention], tokens: Sequence[Token]) -> Iterator[Mention]:
    """“A yellow scarf was lost, and a mouse …”: to whom something only happens is nobody if there is somebody else."""
    others = any(isinstance(mention.kind, Being) for mention in found)
    for mention in found:
        following = [token.word for token in tokens[mention.last + 1 : mention.last + 3]]
        is_idle = len(following) == 2 and following[0] in words("happens_to") and following[1] in words("lost")
        yield replace(mention, alive=mention.alive and not (others and is_idle and not mention.is_personal))


def _alive_together(found: Sequence[Mention], tokens: Sequence[Token]) -> Iterator[Mention]:
    """“A spoon and a fork fall in love”: two things that do something are somebodies."""
    pairs = [pair for pair in pairwise(found) if _do_something(*pair, tokens)]
    for mention in found:
        yield replace(mention, alive=True) if any(mention in pair for pair in pairs) else mention


def _do_something(left: Mention, right: Mention, tokens: Sequence[Token]) -> bool:
    between = {token.word for token in tokens[left.last + 1 : right.first]}
    after = tokens[right.last + 1].word if right.last + 1 < len(tokens) else ""
    said = {token.word for token in tokens[: left.first]}
    together = after in words("do_together") or not (after or words("heroes").isdisjoint(said))
    return together and between <= {"and", "a", "an", "the"} and "and" in between
