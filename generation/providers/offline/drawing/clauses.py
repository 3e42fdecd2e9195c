"""Who does what: a description taken apart into clauses, each with those of the cast who are its subject."""

import re
from collections.abc import Iterator, Sequence

from .looks import words_of

_BREAK = re.compile(r"[,;:.!?]+|\b(?:and|but|while|until|as|when|where|because|before(?= (?:he|she|they)\b))\b")
_RELATIVE = re.compile(r"\b(?:who|which|that|whose)\b")
_ALL = frozenset(("everybody", "everyone", "they", "both", "all"))
_PRONOUNS = frozenset(("he", "she", "they", "his", "her", "their"))
_OTHERS = frozenset(
    ("a", "an", "the", "one", "around", "somebody", "someone", "others", "it", "another", "some", "other", "two")
)
_ARTICLES = frozenset(("a", "an", "the"))
_OWN = frozenset(("head", "face", "smile", "heart", "look", "eyes"))  # "and a drooping head" is somebody's own
_LEADING = frozenset(("in", "on", "at", "by", "under", "behind", "inside", "beside", "near", "now", "then", "here"))


def clauses_of(text: str, names: Sequence[str]) -> dict[str, list[list[str]]]:
    """{name: the words of each clause that says something of it}, in the text's order."""
    said: dict[str, list[list[str]]] = {name: [] for name in names}
    for subjects, words in _told(_marked(text, names), len(names)):
        for i in subjects:
            said[names[i]].append(words)
    return said


def mark(i: int) -> str:
    return "cast" + chr(ord("a") + i)


def _marked(text: str, names: Sequence[str]) -> str:
    """Each name as one word that means nothing else."""
    for i, name in enumerate(names):
        if words_of(name):
            text = re.sub(rf"\b{re.escape(name)}\b(?:[’']s)?", mark(i), text, flags=re.IGNORECASE)
    return text


def _told(text: str, count: int) -> Iterator[tuple[set[int], list[str]]]:
    marks = {mark(i): i for i in range(count)}
    main: set[int] = set()
    waiting: set[int] = set()
    last = ""
    for clause in _BREAK.split(text):
        first, *relative = _RELATIVE.split(clause)
        if words := words_of(first):
            named = {marks[word] for word in words if word in marks}
            if all(word in marks for word in words):
                waiting |= named
            else:
                main, now = _subjects(words, marks, main, waiting)
                waiting = set()
                yield now, words
            last = words[-1]
        for part in relative:
            words = words_of(part)
            keeps = words and words[0] in _PRONOUNS
            yield (main if keeps else {marks[last]} if last in marks else set()), words
            last = words[-1] if words else ""


def _subjects(words: list[str], marks: dict[str, int], main: set[int], waiting: set[int]) -> tuple[set[int], set[int]]:
    """(the subjects from here on, those of this clause alone)."""
    named = [marks[word] for word in words if word in marks]
    if words[0] in _ARTICLES and words[1:2] and words[1] in marks:
        words = words[1:]
    if words[0] in marks or (words[0] in _LEADING and named):
        main = {named[0]} | waiting
    elif words[0] == "with" and named:
        return main, {named[0]}
    elif waiting:
        main = waiting
    elif words[0] in _ALL:
        main = main if words[0] == "they" and main else set(marks.values())
    elif words[0] in _OTHERS and words[-1] not in _OWN:
        main = set()
    return main, main
