"""Text from any server that speaks OpenAI's chat API: Ollama, vLLM, LM Studio, LocalAI, or OpenAI itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import chat, openai_refusals, refusals
from .base import Finding, ProviderError, TextRequest
from .refusals import Refusal

# Words in a 4xx's body that only a text model says; the rest is as with pictures and speech.
TEXT_ERRORS = {
    "context_length_exceeded": refusals.TOO_LONG,
    "maximum context length": refusals.TOO_LONG,
    "context window": refusals.TOO_LONG,
    "content_filter": refusals.REFUSED,
}


def sort(refusal: Refusal) -> ProviderError | None:
    said = str(refusal.body).lower()
    found = (failure.sort(refusal) for words, failure in TEXT_ERRORS.items() if words in said)
    return next(found, None) or openai_refusals.sort(refusal)


class OpenAIText(chat.ChatProvider):
    """A base URL and a model are all it takes; a key only where the server wants one."""

    vendor = "openai_text"
    name = "The text server"

    def __init__(
        self,
        *,
        base_url: str = "http://localhost:11434/v1",
        model: str = "llama3.1",
        concurrency: int = 2,
        **options: Any,
    ) -> None:
        super().__init__(base_url=base_url, model=model, concurrency=concurrency, **options)

    sort = staticmethod(sort)

    def body(self, request: TextRequest, *, structured: bool) -> dict[str, Any]:
        """The schema in words as well: a server that does not know `response_format` ignores it without a word."""
        body = {"model": self.model, "messages": chat.messages(request, schema_in_words=True), "stream": True}
        if structured:
            body |= {
                "response_format": chat.plan_format(request),
                "stream_options": {"include_usage": True},
                "max_tokens": chat.room(request),
            }
        return body

    def check(self) -> Iterator[Finding]:
        return openai_refusals.check(self.name, self.base_url, self.headers, self.timeouts, self.model)
