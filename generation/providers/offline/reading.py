"""A text as a storyteller takes it in: sentence by sentence, without what cannot be spoken, with pauses to breathe."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from generation.providers import timing

SENTENCE_PAUSE = 0.4  # seconds
PARAGRAPH_PAUSE = 0.9
LONGEST = 260  # characters read in one breath
MOST_WORDS = 40  # and words: Pico never comes back from a sentence with more than 61 tags
LONGEST_WORD = 60  # characters; no voice gets to the end of a longer one

TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
UNSPOKEN = frozenset("*_`~|\\<>{}[]#^\N{COMBINING ENCLOSING KEYCAP}\N{VARIATION SELECTOR-16}")
UNSPOKEN_KINDS = frozenset({"So", "Sk", "Cc", "Cf", "Cs", "Co", "Cn"})  # emoji, their joiners, control characters
CLOSING = "\"'”’“»›)]"
ABBREVIATIONS = frozenset(
    "Mr Mrs Ms Dr St Prof Jr Sr Mt vs No Hr Fr Nr bzw Mme Mlle Sra Srta Dña Sig Dott".split()  # noqa: SIM905
)

Said = tuple[str, str]  # a word and what a voice may say of it


@dataclass(frozen=True)
class Sentence:
    """`words` as they stand in the text; `spoken`, one for each, is what a voice may say of it ("" for nothing)."""

    words: tuple[str, ...]
    spoken: tuple[str, ...]
    pause: float


def sentences(text: str) -> Iterator[Sentence]:
    """The text's words in order, each in one sentence; `pause` is the silence after it, in seconds."""
    spoken_text = TAG.sub(lambda tag: " " * len(tag[0]), text)
    start = 0
    words: list[Said] = []
    for word in timing.split(text):
        at = text.index(word, start)
        if words and "\n" in text[start:at]:
            yield from _parted(words, PARAGRAPH_PAUSE)
            words = []
        start = at + len(word)
        words.append((word, _spoken(spoken_text[at:start])))
    yield from _parted(words, 0)


def _parted(words: list[Said], pause: float) -> Iterator[Sentence]:
    """One paragraph's sentences."""
    begin = 0
    for end in range(1, len(words) + 1):
        if end == len(words) or _ends_sentence(words[begin:end], words[end][1]):
            *breaths, last = _breaths(words[begin:end])
            yield from (_sentence(breath, 0) for breath in breaths)
            yield _sentence(last, pause if end == len(words) else SENTENCE_PAUSE)
            begin = end


def _breaths(words: list[Said]) -> list[list[Said]]:
    """The sentence, parted at the comma nearest its middle while it is too long for one breath."""
    if len(words) <= MOST_WORDS and sum(len(spoken) + 1 for _, spoken in words) <= LONGEST:
        return [words]
    cut = min(range(1, len(words)), key=lambda at: (not _is_comma(words[at - 1][1]), abs(at - len(words) / 2)))
    return _breaths(words[:cut]) + _breaths(words[cut:])


def _is_comma(spoken: str) -> bool:
    return spoken.rstrip(CLOSING).endswith((",", ";", ":", "—", "–"))


def _sentence(piece: list[Said], pause: float) -> Sentence:
    return Sentence(words=tuple(word for word, _ in piece), spoken=tuple(spoken for _, spoken in piece), pause=pause)


def _ends_sentence(words: list[Said], following: str) -> bool:
    """A full stop after a title, an initial or a number is none, and "Stop!" cried the fox is one sentence."""
    last = next((spoken for _, spoken in reversed(words) if spoken.strip(CLOSING)), "").rstrip(CLOSING)
    if not last.endswith((".", "!", "?", "…")) or not is_voiced(following):
        return False
    if re.sub(r"\W", "", following)[:1].islower():
        return False
    bare = last.rstrip(".").lstrip("\"'“„«‹(")
    return not (last.endswith(".") and (bare in ABBREVIATIONS or bare.isdigit() or (len(bare) == 1 and bare.isupper())))


def is_voiced(spoken: str) -> bool:
    return any(character.isalnum() for character in spoken)


def _spoken(word: str) -> str:
    word = unicodedata.normalize("NFC", html.unescape(word))
    audible = "".join(_audible(character) for character in word)
    return "-".join(audible.split())[:LONGEST_WORD]


def _audible(character: str) -> str:
    if character == "\N{SOFT HYPHEN}" or unicodedata.category(character) == "Mn":
        return ""
    unspoken = character in UNSPOKEN or unicodedata.category(character) in UNSPOKEN_KINDS
    return " " if unspoken and character != "°" else character
