"""When each word of a narration is spoken, whatever a vendor tells of it: times per character, per token or nothing.

A word is what stands between two spaces, with its punctuation; scripts written without spaces (Chinese, Japanese)
count by character. Read in order, the words are exact pieces of the text, so a page can find each one in turn.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from generation.providers.base import Word

SPACELESS = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
LEANING = "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮー々\u3099\u309a"  # belongs to the character before it
OPENING = "「『（〈《【“‘("
WORD = re.compile(
    rf"[{OPENING}]{{0,3}}[{SPACELESS}][{LEANING}]*(?:(?![{OPENING}])[^\w\s])*"
    rf"|(?:(?![{OPENING}]{{0,3}}[{SPACELESS}])\S)+"
)
TAG = re.compile(r"\[[A-Za-z][A-Za-z ,'’-]{1,38}\]")  # a direction to the voice: [whispers], [laughs softly]
PAUSES = {",": 4, ";": 5, ":": 5, "—": 5, "–": 4, "…": 7, ".": 8, "!": 8, "?": 8, "。": 3, "！": 3, "？": 3, "、": 1}


def split(text: str, *, tags: bool = False) -> list[str]:
    """The words of the text in order. With `tags`, directions in square brackets are not words."""
    return [text[start:end] for start, end in _spans(text, tags)]


def from_characters(
    text: str, characters: Sequence[str], starts: Sequence[float], ends: Sequence[float], *, tags: bool = False
) -> tuple[Word, ...]:
    """Words from times per character; the characters need not be the text's (numbers read out, tags, lost spaces)."""
    timed = [
        (point, start, end)
        for character, start, end in zip(characters, starts, ends, strict=False)
        for point in character
    ]
    spoken = "".join(point for point, _, _ in timed)
    heard = [_heard(timed[start:end]) for start, end in _spans(spoken, tags)]
    return from_tokens(text, heard, tags=tags)


def from_tokens(text: str, heard: Sequence[Word], *, tags: bool = False) -> tuple[Word, ...]:
    """The text's own words with the times of what was heard; a word nobody heard shares the gap it stands in."""
    words = split(text, tags=tags)
    matcher = SequenceMatcher(None, [_bare(w) for w in words], [_bare(h.text) for h in heard], autojunk=False)
    timed: list[Word] = []
    for same, i1, i2, j1, j2 in matcher.get_opcodes():
        if same == "equal":
            timed += [Word(word, h.start, h.end) for word, h in zip(words[i1:i2], heard[j1:j2], strict=True)]
        else:
            timed += _spread(words[i1:i2], *_gap(heard, j1, j2))
    return tuple(_in_order(timed))


def estimate(text: str, seconds: float, *, tags: bool = False) -> tuple[Word, ...]:
    """A guess from the words' lengths and the pauses their punctuation asks for. Mark it as `words_estimated`."""
    return tuple(_in_order(_spread(split(text, tags=tags), 0.0, seconds)))


def shift(words: Sequence[Word], seconds: float) -> list[Word]:
    """The same words in a narration that stands `seconds` later."""
    return [Word(word.text, round(word.start + seconds, 3), round(word.end + seconds, 3)) for word in words]


def within(words: Sequence[Word], seconds: float) -> tuple[Word, ...]:
    """The same words, none of them after the sound's end."""
    return tuple(Word(word.text, min(word.start, seconds), min(word.end, seconds)) for word in words)


def _spans(text: str, tags: bool) -> list[tuple[int, int]]:
    spoken = TAG.sub(lambda tag: " " * len(tag[0]), text) if tags else text
    return [match.span() for match in WORD.finditer(spoken)]


def _bare(word: str) -> str:
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", word)).casefold() or word


def _heard(timed: Sequence[tuple[str, float, float]]) -> Word:
    """One word of the spoken characters; the pause a comma or a full stop holds is not part of it."""
    voiced = [times for times in timed if times[0].isalnum()] or timed
    return Word("".join(point for point, _, _ in timed), voiced[0][1], voiced[-1][2])


def _gap(heard: Sequence[Word], first: int, last: int) -> tuple[float, float]:
    """From when to when `heard[first:last]` was spoken; of nothing, the silence between its neighbours."""
    if first < last:
        return heard[first].start, heard[last - 1].end
    start = heard[first - 1].end if first else 0.0
    return start, (heard[last].start if last < len(heard) else start)


def _spread(words: Sequence[str], start: float, end: float) -> list[Word]:
    weights = [(sum(c.isalnum() for c in word) + 1.5, PAUSES.get(word.rstrip("”’\"')»」』")[-1:], 0)) for word in words]
    if weights:
        weights[-1] = (weights[-1][0], 0)
    unit = (end - start) / (sum(map(sum, weights)) or 1)
    timed, at = [], start
    for word, (voiced, pause) in zip(words, weights, strict=True):
        timed.append(Word(word, at, at + voiced * unit))
        at += (voiced + pause) * unit
    return timed


def _in_order(words: Sequence[Word]) -> Iterator[Word]:
    """Times that never run backwards, in milliseconds, whatever a vendor answered."""
    at = 0.0
    for word in words:
        start = max(at, word.start)
        at = max(start, word.end)
        yield Word(word.text, round(start, 3), round(at, 3))
