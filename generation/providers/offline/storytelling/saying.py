"""Which of a prompt's words may be said again in a book for children, and how."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import takewhile

from generation.providers.offline.storytelling import lexicon
from generation.providers.offline.storytelling.lexicon import words
from generation.providers.offline.storytelling.verbs import said_of_deeds

_LONGEST, _LONGEST_QUESTION = 7, 11
END = re.compile(
    r"[^\w\s'’-]|\b(?:and|but|because|so|who|when|until|while|if|before|after|nor|or|just|like every\w+|more than)\b"
)
_OWN = re.compile(r"\b(?:his|her|its|their|my|our)\b(?= \w)")
_SELF = re.compile(r"\b(?:him|her|it|them|my|our)sel(?:f|ves)\b")


def said(clause: str, *, own: bool = True) -> str:
    """The clause up to its end, if it is short and each of its words may be said aloud."""
    told = (END.split(clause, maxsplit=1)[0] if own else clause).split()
    if (
        not 1 <= len(told) <= (_LONGEST if own else _LONGEST_QUESTION)
        or not _sayable().issuperset(told)
        or told[-1] in words("never_last")
        or _is_rough(told)
    ):
        return ""
    return _SELF.sub("{himself}", _OWN.sub("{his}", " ".join(told))) if own else " ".join(told)


def said_so_far(told: Sequence[str], *, of: str) -> str:
    """As many of these words as may be said one after another of the verb `of`; none if that would be rough."""
    kept = list(takewhile(lambda word: word.removesuffix("'s") in _sayable(), told))
    unfinished = words("never_last") | (_describing() if len(kept) < len(told) else frozenset())
    while kept and kept[-1] in unfinished:
        kept.pop()
    return "" if _is_rough([of, *kept]) else _OWN.sub("{his}", " ".join(kept))


def printed(phrase: str) -> str:
    """“Mondays” and “the king’s”, however they were typed."""
    phrase = re.sub(r"[a-z]+", lambda found: found[0].title() if found[0] in _proper() else found[0], phrase)
    return phrase.replace("'", "’")


@cache
def _proper() -> frozenset[str]:
    cities = lexicon.listed(lexicon.vocabulary()["cities"]["names"])
    return words("proper") | {city.lower() for city in cities}


def _describing() -> frozenset[str]:
    return words("colours") | words("sizes") | words("traits") | words("thing_adjectives")


def _is_rough(told: Sequence[str]) -> bool:
    """“Eat the children”: what is harmless with a sandwich is not so with somebody."""
    somebody = lexicon.being_words().keys() | words("somebody")
    return not words("rough").isdisjoint(told) and not somebody.isdisjoint(told)


def topics() -> list[str]:
    return lexicon.listed(lexicon.vocabulary()["topics"]["of"])


@cache
def _sayable() -> frozenset[str]:
    """Every word of these lists that is neither frightening nor a command to a machine."""
    table = lexicon.vocabulary()
    nouns = " ".join((*lexicon.being_words(), *lexicon.thing_words(), *lexicon.places(), *topics()))
    groups = (
        "plain",
        "traits",
        "sizes",
        "colours",
        "thing_adjectives",
        "determiners",
        "where",
        "auxiliaries",
        "body_parts",
    )
    others = " ".join(
        (*(table["words"][group] for group in groups), *table["weather"].values(), *said_of_deeds(), *_proper())
    )
    skills = table["skills"]["verbs"].replace(",", " ")
    return frozenset(f"{nouns} {others} {skills}".split()) - words("frightening") - lexicon.made_gentle()
