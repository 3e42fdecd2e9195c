"""A text longer than a vendor takes in one call: cut at sentences, and what was spoken joined without a click."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import soundfile

from generation import sound

from . import refusals, timing
from .base import AudioRequest, Media

SENTENCE = re.compile(r".+?(?:[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[」』）”’]*|\n|$)\s*", re.DOTALL)
CLAUSE = re.compile(r".+?(?:[,;:—、，；：]+\s*|\s+|$)", re.DOTALL)


def cut(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` characters that give the text when put together; cut between words if it must be."""
    pieces = [""]
    for part in _parts(text, limit):
        if len(pieces[-1]) + len(part) > limit:
            pieces.append("")
        pieces[-1] += part
    return [piece for piece in pieces if piece.strip()] or [text]


def pieces(request: AudioRequest, limit: int) -> list[AudioRequest]:
    """As many requests as the limit asks for (0: none is set); every piece knows its neighbours."""
    if not limit or len(request.text) <= limit:
        return [request]
    texts = cut(request.text, limit)
    before, after = [request.previous_text, *texts[:-1]], [*texts[1:], request.next_text]
    return [
        replace(request, text=text, previous_text=previous, next_text=following)
        for text, previous, following in zip(texts, before, after, strict=True)
    ]


def seconds(data: bytes, vendor: str) -> float:
    """How long a narration is. Raises TransientError where the vendor answered something that is no sound."""
    try:
        return soundfile.info(io.BytesIO(data)).duration
    except soundfile.LibsndfileError as error:
        raise refusals.UNREADABLE.of(vendor) from error


def joined(pieces: list[Media]) -> Media:
    """One narration of all, with the words where they are now."""
    whole = sound.join([piece.data for piece in pieces])
    words = [
        word for piece, offset in zip(pieces, whole.offsets, strict=True) for word in timing.shift(piece.words, offset)
    ]
    return Media(
        whole.data,
        whole.content_type,
        words=tuple(words),
        words_estimated=any(piece.words_estimated for piece in pieces),
        seconds=whole.seconds,
    )


def _parts(text: str, limit: int) -> Iterator[str]:
    for sentence in SENTENCE.findall(text):
        if len(sentence) <= limit:
            yield sentence
            continue
        for clause in CLAUSE.findall(sentence):
            yield from (clause[start : start + limit] for start in range(0, len(clause), limit))
