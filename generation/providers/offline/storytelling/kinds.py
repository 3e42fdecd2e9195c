"""What the words of a prompt may stand for: somebody, something, somewhere."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Body:
    """How somebody goes: `ran` are verbs in the past, `steps` is “paw by paw”."""

    ran: tuple[str, ...]
    steps: str
    flies: bool = False


@dataclass(frozen=True)
class Being:
    """A kind of somebody. `looks` are "colour|feature" pairs, empty for children, whose looks are thrown."""

    noun: str
    plural: str
    body: str
    world: str = ""
    looks: tuple[str, ...] = ()
    gender: str = ""
    person: bool = False
    child: bool = False
    adult: bool = False
    called: str = ""
    manner: str = ""


@dataclass(frozen=True)
class Thing:
    """Something a story is about. `kind` says what can be done with it.

    Of a `unique` thing there is only one; a `proper` one has a name.
    """

    noun: str
    kind: str = "small"
    unique: bool = False
    proper: bool = False

    @property
    def a(self) -> str:
        return self.the if self.unique or self.proper else f"a {self.noun}"

    @property
    def the(self) -> str:
        return self.noun if self.proper else f"the {self.noun}"


@dataclass(frozen=True)
class Place:
    """Where: `at` is “in the hollow oak”, `name` is “the hollow oak”; `world` names a table of worlds.toml."""

    preposition: str
    name: str
    world: str = ""

    @property
    def at(self) -> str:
        return f"{self.preposition} {self.name}"
