"""Who rides on whom, or on what: read from clauses, and where one sits then."""

from collections.abc import Sequence

from .looks import Looks, singular
from .species import NAMES
from .things import Thing, thing_for

RIDING = frozenset(("ride", "rides", "riding", "rode", "perches", "perched", "pedals", "pedalled"))
SITTING = frozenset(("sit", "sits", "sitting", "sat", "travels", "carried"))
RIDER, CARRIED = 0.45, 0.6
"""How much smaller a rider is, on one of the cast and on an animal that only carries it."""
MOUNTS = {
    "bicycle": (82, 27), "bike": (82, 27), "scooter": (76, 8), "skateboard": (46, 10), "sledge": (46, 17),
    "sled": (46, 17), "toboggan": (46, 17),
}  # fmt: skip
"""How high each is beside somebody of 100, and how high one sits on it."""


def _after_riding(words: Sequence[str]) -> Sequence[str]:
    """What stands behind 'rides on', 'sits on … back of'."""
    for i, word in enumerate(words):
        near = words[i + 1 : i + 7]
        if word in RIDING or (word in SITTING and "on" in near[:2] and "back" in near):
            return near
    return ()


def mount_in(clauses: Sequence[Sequence[str]]) -> Thing | None:
    """The vehicle somebody is on."""
    named = (thing_for(word) for clause in clauses for word in _after_riding(clause))
    return next((thing for thing in named if thing and thing.noun in MOUNTS), None)


def steed_in(clauses: Sequence[Sequence[str]], nouns: Sequence[str], marks: Sequence[str], own: int) -> int | None:
    """Which of the cast somebody is on: named, or by the word for what it is."""
    for clause in clauses:
        for word in _after_riding(clause):
            for i, (mark, noun) in enumerate(zip(marks, nouns, strict=True)):
                if i != own and (word == mark or (noun and noun in (word, singular(word)))):
                    return i
    return None


def beast_in(clauses: Sequence[Sequence[str]]) -> str:
    """What an animal somebody rides on is called, with the words that say what it looks like."""
    for clause in clauses:
        words = _after_riding(clause)
        for i, word in enumerate(words):
            if NAMES.get(singular(word), "child") not in ("child", "robot"):
                return " ".join([*words[:i], singular(word)])
    return ""


def seat_on(looks: Looks) -> tuple[float, float]:
    """(to the side, up): where a rider sits on somebody who stands on (0, 0) and faces right."""
    extras, build = looks.species.extras, looks.species.build
    if build == "bug":
        return next((seat for extra, seat in BUGS.items() if extra in extras), (0, 74))
    high = 26 if "longneck" in extras else 0
    return {"swimmer": (-8, 56), "seahorse": (-2, 88), "bird": (0, 93), "octopus": (0, 88)}.get(build, (0, 90 + high))


BUGS = {"house": (-14, 58), "row": (-36, 30), "claws": (0, 48)}
