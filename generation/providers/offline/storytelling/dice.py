"""Choices that look like chance and are not: the same question gets the same answer, in any order, on any machine."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Option = TypeVar("Option")


class Dice:
    """Throws belong to a subject ("hero's name"), so that one choice more does not move all later ones."""

    def __init__(self, *key: object) -> None:
        self._key = "\x1f".join(map(str, key))

    def of(self, part: str) -> Dice:
        """Dice of their own for one part of the book."""
        return Dice(self._key, part)

    def number(self, subject: str) -> int:
        text = f"{self._key}\x1e{subject}".encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(text, digest_size=8).digest())

    def pick(self, subject: str, options: Sequence[Option]) -> Option:
        return options[self.number(subject) % len(options)]

    def shuffled(self, subject: str, options: Sequence[Option]) -> list[Option]:
        order = sorted(range(len(options)), key=lambda place: self.number(f"{subject}\x1e{place}"))
        return [options[place] for place in order]

    def chance(self, subject: str, percent: int) -> bool:
        return self.number(subject) % 100 < percent
