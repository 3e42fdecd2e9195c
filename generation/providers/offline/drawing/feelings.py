"""What everybody feels: read clause by clause, for who was sad in one clause may be glad in the next."""

from .looks import singular, words_of
from .setting import first
from .species import NAMES
from .vocabulary import FEELING, MOODS, NEGATED, STRONG_MOODS


def mood_of(clauses: list[list[str]], picture: str, everything: list[str]) -> str:
    """What the clauses about somebody say last, else the mood of the whole scene, else what the text lets on."""
    told = [mood for mood in map(_felt, clauses) if mood]
    return told[-1] if told else mood_of_all(picture) or first(everything, MOODS)


def mood_of_all(picture: str) -> str:
    feeling = FEELING.search(" ".join(words_of(picture)))
    return MOODS.get(feeling[1], "") if feeling else ""


def _felt(words: list[str]) -> str:
    words = NEGATED.sub(" ", " ".join(words)).split()
    own = [word for i, word in enumerate(words) if not _is_of_another(words[i + 1 : i + 3])]
    return first(own, STRONG_MOODS)


def _is_of_another(following: list[str]) -> bool:
    """In 'meets a crying mouse' the mouse is sad."""
    return any(word in NAMES or singular(word) in NAMES for word in following)
