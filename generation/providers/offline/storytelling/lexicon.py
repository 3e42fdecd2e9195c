"""The words the storyteller knows, read once from the lists beside this file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from generation.providers.offline.storytelling.kinds import Being, Body, Place, Thing
from generation.providers.offline.storytelling.words import plural, singulars

_FOLDER = Path(__file__).parent


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


def listed(text: str) -> list[str]:
    return [word.strip() for word in text.replace("\n", " ").split(",") if word.strip()]


def pairs(text: str) -> dict[str, str]:
    return dict(part.split(" = ") for part in listed(text))


@cache
def vocabulary() -> dict[str, Any]:
    return load("vocabulary.toml")


@cache
def words(group: str) -> frozenset[str]:
    return frozenset(vocabulary()["words"][group].split())


@cache
def names(group: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(vocabulary()["names"][group].split()))


@cache
def known_names() -> frozenset[str]:
    """Names that are plainly a she’s or a he’s."""
    return frozenset(names("known_she") + names("known_he"))


@cache
def superlatives() -> dict[str, str]:
    """“The smallest penguin” is a tiny one."""
    return pairs(vocabulary()["superlatives"]["words"])


@cache
def bodies() -> dict[str, Body]:
    table = load("beings.toml")["bodies"]
    return {name: Body(tuple(row["ran"]), row["steps"], row.get("flies", False)) for name, row in table.items()}


@cache
def beings() -> dict[str, Being]:
    table = load("beings.toml")["beings"]
    known = {key: _being(key, row) for key, row in table.items() if "like" not in row}
    for key, row in table.items():
        if "like" in row:
            known[key] = replace(known[row["like"]], **_changes(key, row))
    return {being.noun if key == "cub" else key.replace("_", " "): being for key, being in known.items()}


def _being(key: str, row: dict[str, Any]) -> Being:
    return Being(**{"body": row["body"], **_changes(key, row)})


def _changes(key: str, row: dict[str, Any]) -> dict[str, Any]:
    noun = row.get("noun", key.replace("_", " "))
    changes = {name: value for name, value in row.items() if name not in ("like", "noun")}
    if "looks" in row:
        changes["looks"] = tuple(row["looks"])
    return {**changes, "noun": noun, "plural": row.get("plural", plural(noun))}


@cache
def being_words() -> dict[str, tuple[Being, bool]]:
    """Every singular and plural, with whether it is a plural; the frightening ones point at gentle ones."""
    found = {being.plural: (being, True) for being in beings().values()}
    found |= {key: (being, False) for key, being in beings().items()}
    found["cub"] = (beings()["bear cub"], False)
    for word, noun in pairs(load("things.toml")["gentle"]["beings"]).items():
        found[word] = (beings()[noun], word.endswith("s"))
    return found


@cache
def thing_words() -> dict[str, Thing]:
    """Every word and plural for a thing; the frightening ones point at gentle ones."""
    table = load("things.toml")
    unique = set(listed(table["unique"]["words"]))
    plain = {word: Thing(word, kind, word in unique) for kind, row in table["kinds"].items() for word in listed(row)}
    found = {plural(word): thing for word, thing in plain.items()} | plain
    said = pairs(table["said"]["words"]) | pairs(table["gentle"]["words"])
    return found | {word: _said(phrase, word, plain, unique) for word, phrase in said.items()}


def _said(phrase: str, word: str, plain: dict[str, Thing], unique: set[str]) -> Thing:
    nouns = (phrase, word, *singulars(word), phrase.rsplit(maxsplit=1)[-1])
    kind = next((plain[noun].kind for noun in nouns if noun in plain), "")
    eaten = " of " in phrase and phrase.split(maxsplit=1)[0] not in words("not_eaten")
    return Thing(phrase, kind or ("food" if eaten else "small"), phrase in unique)


@cache
def ambiguous() -> frozenset[str]:
    return frozenset(listed(load("things.toml")["ambiguous"]["words"]))


@cache
def places() -> dict[str, Place]:
    cities = {name.lower(): Place("in", name, "town") for name in listed(vocabulary()["cities"]["names"])}
    return {word: _place(row) for word, row in vocabulary()["places"].items()} | cities


def _place(row: str) -> Place:
    world, where = row.split("|", 1)
    return place(where, world)


def place(text: str, world: str) -> Place:
    """A place written as “in|the hollow oak”."""
    preposition, name = text.split("|")
    return Place(preposition, name, world)


@cache
def occasions() -> tuple[tuple[re.Pattern[str], Place], ...]:
    """What one does for the first time, and where: patterns of a prompt’s text."""
    return tuple((re.compile(pattern), place(where, "")) for pattern, where in vocabulary()["occasions"].items())


@cache
def made_gentle() -> frozenset[str]:
    """The frightening words that stand for something gentle."""
    table = load("things.toml")["gentle"]
    return frozenset(pairs(table["words"])) | frozenset(pairs(table["beings"]))


@cache
def foreign() -> dict[str, str]:
    return pairs(load("foreign.toml")["words"])


@cache
def misspelt() -> dict[str, str]:
    return pairs(vocabulary()["misspelt"]["words"])


@cache
def worlds() -> dict[str, dict[str, Any]]:
    return load("worlds.toml")


@cache
def phrases() -> dict[str, Any]:
    return load("phrases.toml")


@cache
def plots() -> dict[str, dict[str, Any]]:
    return {path.stem: load(f"plots/{path.name}") for path in sorted((_FOLDER / "plots").glob("*.toml"))}


def every_word() -> Iterator[str]:
    """All words that are no names."""
    yield from (*being_words(), *thing_words(), *places(), *listed(vocabulary()["topics"]["of"]))
    for group in ("words", "cues", "weather"):
        for row in vocabulary()[group].values():
            yield from row.split()
