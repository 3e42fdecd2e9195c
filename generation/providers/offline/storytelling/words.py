"""English as it is written: articles, plurals, capitals, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable

_VOWEL_SOUND = re.compile(r"hour|hono|honest|heir|[aeiou]", re.IGNORECASE)
_CONSONANT_SOUND = re.compile(r"uni[cfoqtv]|use|usu|uku|eu|one\b|one-|once", re.IGNORECASE)
_ARTICLE = re.compile(r"\b([Aa])n?(?= ([“‘]?)([A-Za-zÀ-ÿ][\w-]*))")
_SENTENCE_END = re.compile(r"[.!?…]+[”’]?(?=\s+[“A-Z0-9]|$)")
_SMALL_WORDS = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with", "who"}


def article(word: str) -> str:
    return "an" if _VOWEL_SOUND.match(word) and not _CONSONANT_SOUND.match(word) else "a"


def with_article(phrase: str) -> str:
    return f"{article(phrase)} {phrase}"


def right_articles(text: str) -> str:
    """Make every “a” and “an” fit the word after it."""
    return _ARTICLE.sub(lambda found: _like(found[1], article(found[3])), text)


def _like(letter: str, word: str) -> str:
    return word.capitalize() if letter.isupper() else word


def capital(text: str) -> str:
    """The first letter large, an opening quotation mark skipped."""
    return re.sub(r"^([“‘]?)(\w)", lambda found: found[1] + found[2].upper(), text, count=1)


def english(text: str) -> str:
    """One space between words, right articles."""
    return right_articles(re.sub(r"\s+", " ", text).strip())


def tidy(text: str) -> str:
    """The same with capitals where sentences start."""
    text = english(text)
    return re.sub(r"((?:^|[.!?]”? )“?)([a-zà-ÿ])", _capital_unless_tag, text)


def _capital_unless_tag(found: re.Match[str]) -> str:
    # “Oh!” said the owl: after a quotation that ends in ! or ? the sentence goes on
    goes_on = "”" in found[1] and not found[1].endswith("“")
    return found[0] if goes_on else found[1] + found[2].upper()


def sentences(text: str) -> int:
    return len(_SENTENCE_END.findall(text))


def title_case(text: str) -> str:
    words = text.split()
    return " ".join(word if place and word in _SMALL_WORDS else capital(word) for place, word in enumerate(words))


def joined(parts: Iterable[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def plural(noun: str) -> str:
    if re.search(r"(s|x|z|ch|sh|(potat|tomat|her|ech|mang|volcan)o)$", noun):
        return noun + "es"
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + "s"


def singulars(word: str) -> Iterable[str]:
    """What `word` may be the plural of, the likeliest first."""
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("ves"):
        yield word[:-3] + "f"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s"):
        yield word[:-1]
