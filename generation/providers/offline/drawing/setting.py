"""Where and when a scene plays, and from how near it is seen: looked up in its words."""

import re
from itertools import pairwise
from random import Random

from .looks import words_of
from .things import is_frequent, thing_for
from .vocabulary import (
    ABSENT,
    AFLOAT,
    CLOSE,
    FEATURES,
    HOUR_SAID,
    HOURS,
    IN_BED,
    INDOORS,
    PHRASES,
    PLACES,
    ROOMS,
    WEAK_PLACES,
    WEATHERS,
    WIDE,
)

WITHOUT_LAND = ("underwater", "cave", *ROOMS)
OWN_FEATURES = {"garden": ("hedge",), "jungle": ("trees",)}
"""What a place shows anyway."""
DRY = ("underwater", "space", "sky", "cave")
"""Places where nobody sails."""


def first(words: list[str], table: dict[str, str], otherwise: str = "") -> str:
    return next((table[word] for word in words if word in table), otherwise)


def present(words: list[str]) -> list[str]:
    """Without what is only spoken of: dreamed of, looked for, seen far away."""
    return ABSENT.sub(" ", " ".join(words)).split()


def place_in(words: list[str]) -> str:
    joined = " ".join(words)
    if INDOORS.search(joined):
        return next((PLACES[word] for word in words if PLACES.get(word) in ROOMS), "room")
    for place, phrase in PHRASES:
        if phrase.search(joined):
            return place
    return first([word for word in words if word not in WEAK_PLACES], PLACES) or first(words, PLACES)


def hour_in(words: list[str]) -> str:
    """'at night' says more than the sunrise cloud it happens on."""
    said = HOUR_SAID.search(" ".join(words))
    return HOURS[said[1]] if said else first(words, HOURS)


def _describes(word: str, following: str) -> bool:
    """A rainbow feather is no rainbow, and a snow globe no snow; a foggy street is in fog."""
    thing = None if word.endswith("y") else thing_for(following)
    return bool(thing and is_frequent(thing))


def weather_in(text: str) -> str:
    said = []
    for clause in re.split(r"[.,;:!?]", text):
        pairs = pairwise([*present(words_of(clause)), ""])
        said += [word for word, following in pairs if not _describes(word, following)]
    return first(said, WEATHERS)


def is_afloat(place: str, words: list[str]) -> bool:
    return place not in DRY and (place in ("sea", "lake") or bool(AFLOAT.search(" ".join(words))))


def is_abed(place: str, words: list[str]) -> bool:
    """On a cloud and under water nobody has a bed of wood."""
    return place not in ("sky", "underwater") and bool(IN_BED.search(" ".join(words)))


def features_in(place: str, words: list[str]) -> tuple[str, ...]:
    """Hedges, gates, puddles: at most two, the first named first."""
    if place in WITHOUT_LAND:
        return ()
    joined = " ".join(words)
    found = {name: named.start() for name, phrase in FEATURES if (named := phrase.search(joined))}
    return tuple(sorted(found.keys() - set(OWN_FEATURES.get(place, ())), key=lambda name: found[name]))[:2]


def camera_for(words: list[str], cast: int, rng: Random) -> str:
    """How near we stand changes from page to page; the words only lean the choice."""
    near = 0 if cast > 2 or not cast else 1.5 if CLOSE & set(words) else 0.7
    far = 1.5 if WIDE & set(words) else 0.7
    return rng.choices(("wide", "medium", "close"), (far, 1.0, near))[0]
