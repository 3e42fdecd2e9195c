"""English words as a picture book spells them, put the way a dictionary has them: "Shhh! SO cold… Nooooo, Zoë!"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
ROMAN_NUMBER = re.compile("[IVXLC]+")
DRAWN_OUT = re.compile(r"([a-z])\1{2,}", re.IGNORECASE)
NOISES = (
    (re.compile("sh{2,}"), "shush"),
    (re.compile("z{2,}"), "zuzz"),
    (re.compile("b+r{2,}"), "burr"),
    (re.compile("g+r{2,}"), "gurr"),
    (re.compile("ps+t+"), "pist"),
    (re.compile("t+s+k+"), "tisk"),
    (re.compile("pf+t*"), "puff"),
    (re.compile("h*m{2,}"), "hmm"),
)


def respelled(word: str, known: Callable[[str], bool]) -> str:
    """`word`, punctuation and all, with what no dictionary knows made into the nearest that `known` does."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
    return LETTERS.sub(lambda letters: _respelled(letters[0], known), plain)


def _respelled(letters: str, known: Callable[[str], bool]) -> str:
    if known(letters) or ROMAN_NUMBER.fullmatch(letters):
        return letters
    lower = letters.lower()
    noise = next((word for noise, word in NOISES if noise.fullmatch(lower)), "")
    if noise:
        return noise
    shouted = lower if letters.isupper() and known(lower) else ""
    shorter = [DRAWN_OUT.sub(r"\1\1", letters), DRAWN_OUT.sub(r"\1", letters)] if DRAWN_OUT.search(letters) else []
    return shouted or next((each for each in (*shorter, *map(str.lower, shorter)) if known(each)), letters)
