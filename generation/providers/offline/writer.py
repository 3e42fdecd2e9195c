"""The writer that needs no key: a story grammar that tells a small children's story about what the prompt names."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from decimal import Decimal
from hashlib import blake2b

from generation.providers.base import Brief, PermanentError, TextProvider, TextRequest, Usage
from generation.providers.offline.storytelling.book import write_book

_PIECE = re.compile(r"\s*\S{1,6}|\s+")  # about a model's token


class Writer(TextProvider):
    """`pace` is how many pieces a second are streamed, so that scenes appear one after another; 0 does not wait."""

    vendor = "offline"
    model = "storyteller"
    concurrency = 16
    languages = frozenset({"en"})

    def __init__(self, *, pace: float = 80) -> None:
        self.pace = pace

    def stream(self, request: TextRequest, usage: Usage) -> Iterator[str]:
        brief = request.brief
        if brief.language.lower().partition("-")[0] not in self.languages:
            raise PermanentError(
                "The offline writer knows English only. Set OPENROUTER_API_KEY to have stories in other languages.",
                code="language",
            )
        usage.identify(_id(brief), self.model)
        usage.cost = Decimal(0)
        usage.units = {"input_tokens": _tokens(request.system + request.user), "output_tokens": 0}
        for piece in _PIECE.findall(_written(brief)):
            usage.units["output_tokens"] += 1
            yield piece
            if self.pace:
                time.sleep(1 / self.pace)


def _written(brief: Brief) -> str:
    """The plan as JSON; of its scenes only those that are still to be written."""
    book = write_book(brief)
    return json.dumps({**book, "scenes": book["scenes"][brief.first - 1 :]}, ensure_ascii=False)


def _id(brief: Brief) -> str:
    return f"offline-{blake2b(repr(brief).encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def _tokens(text: str) -> int:
    return len(text) // 4
