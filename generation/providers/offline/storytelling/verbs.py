"""What somebody may do: verbs in the forms a story needs, and the forms a prompt may have them in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from generation.providers.offline.storytelling.lexicon import listed, load, pairs

_DOUBLED = re.compile(r"[^aeiou]*(?:qu)?[aeiou][bdgklmnprt]$")  # “hop”, “hug”: one short syllable


@dataclass(frozen=True)
class Verb:
    """“steal”, “stole”; `bare` may stand without an object."""

    base: str
    past: str
    bare: bool

    @property
    def doing(self) -> str:
        return f"{_stem(self.base)}ing"

    @property
    def does(self) -> str:
        if re.search(r"(s|x|z|ch|sh)$", self.base):
            return f"{self.base}es"
        return f"{self.base[:-1]}ies" if re.search(r"[^aeiou]y$", self.base) else f"{self.base}s"


def _stem(base: str) -> str:
    """What “-ing” is put to."""
    if base.endswith("ie"):
        return f"{base[:-2]}y"
    if _DOUBLED.fullmatch(base) or base in ("begin", "forget"):
        return base + base[-1]
    return base[:-1] if re.search(r"[^eoy]e$", base) else base


def _past(base: str) -> str:
    if re.search(r"[^aeiou]y$", base):
        return f"{base[:-1]}ied"
    return f"{base}d" if base.endswith("e") else f"{_stem(base)}ed"


@cache
def verb_forms() -> dict[str, tuple[Verb, frozenset[str]]]:
    """By the word as it stands in a prompt: the verb, and which of “base”, “does”, “did”, “doing” the word may be."""
    forms: dict[str, tuple[Verb, frozenset[str]]] = {}
    for met, told in _verbs():
        for form, word in (("base", met.base), ("does", met.does), ("did", met.past), ("doing", met.doing)):
            _, known = forms.get(word, (told, frozenset()))
            forms[word] = told, known | {form}
    return forms


def _verbs() -> Iterator[tuple[Verb, Verb]]:
    """Each verb as a prompt has it, and as the story has it."""
    table = load("verbs.toml")
    for group in ("something", "alone"):
        for entry in listed(table[group]["words"]):
            base, _, past = entry.partition(" = ")
            verb = Verb(base, past or _past(base), group == "alone")
            yield verb, verb
    for met, told in pairs(table["gentle"]["words"]).items():
        base, past = met.split()
        yield Verb(base, past, bare=False), Verb(told, _past(told), bare=False)


@cache
def unplanned() -> frozenset[str]:
    return frozenset(listed(load("verbs.toml")["unplanned"]["words"]))


@cache
def leading(group: str) -> frozenset[str]:
    """What may stand before a verb: “keeps”, “always”."""
    return frozenset(listed(load("verbs.toml")["leading"][group]))


@cache
def said_of_deeds() -> frozenset[str]:
    """The verbs as a story has them, and plain words for with what, where and how."""
    told = (word for _, verb in _verbs() for word in (verb.base, verb.does, verb.past, verb.doing))
    return frozenset((*told, *load("verbs.toml")["plain"]["words"].split()))
