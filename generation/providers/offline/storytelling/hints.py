"""What a prompt says besides who and what: a garment, the weather, and which plot it asks for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from generation.providers.offline.storytelling import lexicon
from generation.providers.offline.storytelling.lexicon import words

_PRONOUNS = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she"}
_THEIRS = frozenset(("they", "their", "themself", "they're", "they've"))


def pronoun(said: Sequence[str], *, is_one: bool) -> str:
    """“They” counts only where there is nobody else whom it could mean."""
    told = next((_PRONOUNS[word] for word in said if word in _PRONOUNS), "")
    return told or ("they" if is_one and not _THEIRS.isdisjoint(said) else "")


@cache
def _garment_pattern() -> re.Pattern[str]:
    garments = "|".join(sorted(lexicon.listed(lexicon.vocabulary()["words"]["garments"]), key=len, reverse=True))
    colours = "|".join(words("colours"))
    return re.compile(
        r"\b(?:with|wears|wearing|wore|in|has) (?:an? |his |her |its |their )?"
        rf"((?:{colours}) )(?:\w+ )?({garments})\b",
        re.IGNORECASE,
    )


def worn(text: str) -> str:
    found = _garment_pattern().search(text)
    return f"{found[1]}{found[2]}".lower() if found else ""


def weather(said: Sequence[str]) -> str:
    kinds = lexicon.vocabulary()["weather"]
    return next((kind for word in said for kind, names in kinds.items() if word in names.split()), "")


def cues(said: Sequence[str], *, somebody_lost: bool, things: Sequence[str]) -> Counter[str]:
    """A cue is a word, or two in a row: “give_up”."""
    cues = lexicon.vocabulary()["cues"]
    heard = [*said, *map("_".join, pairwise(said))]
    found = Counter(plot for plot, row in cues.items() for word in heard if word in row.split())
    if somebody_lost:  # who is called for in the night, and found
        found["brave_night"] += found.pop("lost_and_found", 0) + 1
    if not {f"{thing}_is" for thing in things}.isdisjoint(heard):  # “the scarf is lost”
        del found["long_way_home"]
    elif words("astray").intersection(heard):
        found["long_way_home"] += found.pop("lost_and_found", 0)
    return found
