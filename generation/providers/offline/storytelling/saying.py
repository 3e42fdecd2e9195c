"""Which of a prompt's words may be said again in a book for children, and how."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from generation.providers.offline.storytelling import lexicon
from generation.providers.offline.storytelling.lexicon import words

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
    others = " ".join((*(table["words"][group] for group in groups), *table["weather"].values()))
    skills = table["skills"]["verbs"].replace(",", " ")
    return frozenset(f"{nouns} {others} {skills}".split()) - words("frightening") - lexicon.made_gentle()
