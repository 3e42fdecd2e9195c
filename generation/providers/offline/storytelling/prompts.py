"""What a person typed as plain words: no markup, no emoji, no shouting, other languages' nouns in English."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from generation.providers.offline.storytelling.lexicon import (
    being_words,
    every_word,
    foreign,
    known_names,
    misspelt,
    places,
    thing_words,
    words,
)
from generation.providers.offline.storytelling.verbs import verb_forms

_LONGEST = 4000
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# “Write a short story about”: the words around the wish are not the wish
_ASKING = re.compile(
    r"\b(?:write|tell|create|make|generate|give|read)(?: (?:me|us|my \w+))?(?: (?:a|an|the))?(?: [\w’'-]+){0,4}? "
    r"(?:story|tale|book|poem|fable|fairy ?tale)\b"
    r"|\b(?:an?|the|this)(?: [\w’'-]+){0,3} (?:story|tale|book|fable|fairy ?tale) "
    r"(?=about|of|where|in which|for|featuring|with)"
    r"|^\W*(?:[\w’'-]+ ){0,3}(?:story|tale|book|fable) (?=about|of|where|in which|for|featuring)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Token:
    """One word as it was typed, and as the lexicon spells it."""

    text: str
    start: int
    sentence: int

    @property
    def word(self) -> str:
        return re.sub(r"['’]s$", "", self.text.lower().replace("’", "'"))


def plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", html.unescape(text[:_LONGEST]))
    text = re.sub(r"<[^<>]*>|https?://\S+|\{[^{}]*\}", " . ", text)
    text = re.sub(r"\b\d+[- ](?:years?|yrs?|months?)[- ]olds?\b", " ", text, flags=re.IGNORECASE)
    text = "".join(_spelled(sign) for sign in text)
    if sum(map(str.isupper, text)) > 0.6 * sum(map(str.isalpha, text)):
        text = text.lower()
    text = _WORD.sub(lambda found: misspelt().get(found[0].lower(), found[0]), text)
    return _ASKING.sub(" . ", _in_english(text if any(map(str.isupper, text)) else _with_names(text)))


def _with_names(text: str) -> str:
    """“leo and mia” where nothing is written with a capital."""
    return _WORD.sub(lambda found: found[0].title() if found[0].title() in _plain_names() else found[0], text)


@cache
def _plain_names() -> frozenset[str]:
    """Names that are no words as well."""
    usual = words("words_too") | {word.lower() for word in every_word()}
    return frozenset(name for name in known_names() if name.lower() not in usual and name.lower() not in verb_forms())


def _spelled(sign: str) -> str:
    """An emoji by its name: “the fox face”."""
    if unicodedata.category(sign) != "So":
        return sign
    name = unicodedata.name(sign, "").lower()
    known = [word for word in name.split() if word in being_words() or word in thing_words() or word in places()]
    return f" the {name if name in thing_words() else ' '.join(known)} ; " if known else " "


def _in_english(text: str) -> str:
    if not words("english").isdisjoint(_WORD.findall(text.lower())):
        return text
    text = _WORD.sub(lambda found: _noun(found, text), text)
    for word, noun in foreign().items():
        # scripts without spaces between words
        if not word.isascii() and word in text and unicodedata.category(word[0]) == "Lo":
            text = text.replace(word, f" the {noun} ; ")
    return text


def _noun(found: re.Match[str], text: str) -> str:
    """The English noun, unless the word is a name: “un gato llamado Luna”."""
    before = text[: found.start()].lower().rsplit(maxsplit=1)[-1:]
    word = found[0].lower()
    if (
        word in words("false_friends")
        and word not in foreign()
        and words("elsewhere").intersection(_WORD.findall(text))
    ):
        return ","
    noun = foreign().get(word)
    if found[0].istitle() and found[0] in known_names() and words("elsewhere").isdisjoint(_WORD.findall(text.lower())):
        return found[0]
    return found[0] if not noun or words("called").intersection(before) else f"the {noun}"


def tokens(text: str) -> list[Token]:
    ends = [found.start() for found in re.finditer(r"[.!?;:\n]", text)]
    return [Token(found[0], found.start(), sum(end < found.start() for end in ends)) for found in _WORD.finditer(text)]
