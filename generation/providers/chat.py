"""Text models that speak POST /chat/completions with server-sent events: OpenRouter, and what people run at home."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from itertools import chain
from typing import Any, ClassVar

from . import addresses, http, refusals, shapes
from .base import ProviderError, TextProvider, TextRequest, TransientError, Usage
from .http import Timeouts
from .refusals import Failure, Refusal

MILLION = 1_000_000
PROMPT_TOKENS = 1_500  # our instructions, the schema and a long wish, measured with usual tokenizers
FRAME_TOKENS, SCENE_TOKENS = 400, 260
THINKING_ROOM = 4_000  # reasoning is billed as output, and counts against max_tokens

OUT_OF_ROOM = Failure(
    TransientError, "length", "{vendor}'s model stopped before the end; try again: the story goes on from there."
)
# What a choice's finish_reason means besides "stop"; servers at home have their own words for a good end.
ENDINGS: dict[str, Failure] = {
    "length": OUT_OF_ROOM,
    "content_filter": refusals.REFUSED,
    "error": refusals.UNAVAILABLE,
    "tool_calls": refusals.UNREADABLE,
}


class ChatProvider(TextProvider):
    """`name` is what editors call the vendor. Prices are USD for a million tokens, used where the vendor names no cost.

    The plan's schema is asked for; a model that cannot be held to one is asked in words, for `again_after` seconds.
    """

    name: ClassVar[str]
    shape_refused: ClassVar[frozenset[str]] = frozenset({"bad_request"})
    bill_delays: tuple[float, ...] = (0,)

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: str = "",
        concurrency: int = 8,
        connect_timeout: float = 5,
        read_timeout: float = 60,
        total_timeout: float = 600,
        input_price: Decimal | float = 0,
        output_price: Decimal | float = 0,
        again_after: float = 600,
    ) -> None:
        self.base_url, self.model, self.concurrency = addresses.trust(base_url), model, concurrency
        self.timeouts = Timeouts(connect_timeout, read_timeout, total_timeout)
        self.prices = Decimal(str(input_price)) / MILLION, Decimal(str(output_price)) / MILLION
        self.headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self.again_after, self.structured_from = again_after, 0.0

    def stream(self, request: TextRequest, usage: Usage) -> Iterator[str]:
        with ExitStack() as hung_up, self._opened(request) as answer:
            hung_up.callback(self._find_cost, usage)
            usage.identify(answer.headers.get("x-generation-id", ""), self.model)
            yield from self._written(answer, usage)

    def _find_cost(self, usage: Usage) -> None:
        for delay in self.bill_delays:
            if usage.cost is None:
                time.sleep(delay)
                self.reconcile(usage)

    def estimate(self, num_scenes: int) -> Decimal:
        return self._price(PROMPT_TOKENS, FRAME_TOKENS + SCENE_TOKENS * num_scenes)

    def reconcile(self, usage: Usage) -> None:
        """A server that names no cost is priced by its tokens; without them only what is free is known."""
        if usage.units or not any(self.prices):
            usage.cost = self._price(usage.units.get("input_tokens", 0), usage.units.get("output_tokens", 0))
            usage.estimated = True

    def _price(self, input_tokens: int, output_tokens: int) -> Decimal:
        return input_tokens * self.prices[0] + output_tokens * self.prices[1]

    def body(self, request: TextRequest, *, structured: bool) -> dict[str, Any]:
        raise NotImplementedError

    def sort(self, refusal: Refusal) -> ProviderError | None:
        raise NotImplementedError

    @contextmanager
    def _opened(self, request: TextRequest) -> Iterator[http.Stream]:
        with ExitStack() as calls:
            yield self._open(calls, request)

    def _open(self, calls: ExitStack, request: TextRequest) -> http.Stream:
        if time.monotonic() >= self.structured_from:
            try:
                return calls.enter_context(self._post(self.body(request, structured=True)))
            except ProviderError as error:
                if error.code not in self.shape_refused:
                    raise
        answer = calls.enter_context(self._post(self.body(request, structured=False)))
        self.structured_from = time.monotonic() + self.again_after
        return answer

    def _post(self, body: Mapping[str, Any]) -> Any:
        url = f"{self.base_url}/chat/completions"
        options = {"vendor": self.name, "timeouts": self.timeouts, "sort": self.sort}
        return http.stream(url, json=body, headers=self.headers, **options)

    def _written(self, answer: http.Stream, usage: Usage) -> Iterator[str]:
        reading = _Reading(self, usage)
        wrote = False
        for text in without_thoughts(reading.texts(answer)):
            wrote = wrote or bool(text)
            yield text
        reading.check_end()
        if not wrote:
            raise refusals.UNREADABLE.of(self.name)


class _Reading:
    """One answer while it is read: what its chunks say besides the text."""

    def __init__(self, provider: ChatProvider, usage: Usage) -> None:
        self.provider, self.usage = provider, usage
        self.ending = ""
        self.done = False

    def texts(self, answer: http.Stream) -> Iterator[str]:
        for chunk in self._chunks(answer):
            self._learn(chunk)
            choice = _first(chunk.get("choices"))
            self._raise_error(chunk.get("error") or choice.get("error"), answer.headers)
            part = shapes.fields(choice.get("delta")) or shapes.fields(choice.get("message"))
            self.ending = "content_filter" if part.get("refusal") else choice.get("finish_reason") or self.ending
            yield _content(part.get("content"))

    def _chunks(self, answer: http.Stream) -> Iterator[dict[str, Any]]:
        """The JSON after each `data:`. Comments keep the line open; a server may also answer in one piece."""
        if answer.headers.get("content-type", "").startswith("application/json"):
            yield self._parsed("".join(answer.lines()))
            return
        for line in answer.lines():
            if line.startswith("data:"):
                said = line.removeprefix("data:").strip()
                if said == "[DONE]":
                    self.done = True
                    return
                yield self._parsed(said)

    def _parsed(self, said: str) -> dict[str, Any]:
        try:
            return shapes.fields(json.loads(said))
        except ValueError as error:
            raise refusals.UNREADABLE.of(self.provider.name) from error

    def _learn(self, chunk: Mapping[str, Any]) -> None:
        usage, model = self.usage, str(chunk.get("model") or "")
        if not usage.request_id or (model and model != usage.model):
            usage.identify(usage.request_id or str(chunk.get("id") or ""), model)
        if billed := shapes.fields(chunk.get("usage")):
            usage.units["input_tokens"] = int(billed.get("prompt_tokens") or 0)
            usage.units["output_tokens"] = int(billed.get("completion_tokens") or 0)
            if isinstance(billed.get("cost"), int | float):
                usage.cost = Decimal(str(billed["cost"]))

    def _raise_error(self, error: Any, headers: Mapping[str, str]) -> None:
        if not error:
            return
        code = shapes.fields(error).get("code")
        status = code if isinstance(code, int) and 400 <= code <= 599 else 502
        raise refusals.sort(Refusal(status, headers, {"error": error}, self.provider.name), self.provider.sort)

    def check_end(self) -> None:
        """Raises ProviderError where the text is not whole."""
        if self.ending in ENDINGS:
            raise ENDINGS[self.ending].of(self.provider.name)
        if not self.ending and not self.done:
            raise refusals.CUT_OFF.of(self.provider.name)


def without_thoughts(texts: Iterable[str]) -> Iterator[str]:
    """Models run at home may think aloud first, between <think> and </think>; a brace in there begins no plan."""
    texts, head = iter(texts), ""
    for text in texts:
        head += text
        start = head.lstrip()
        if "</think>" in start:
            head = start.partition("</think>")[2]
            break
        if not start.startswith("<think>") and not "<think>".startswith(start):
            break
    else:
        head = "" if head.lstrip().startswith("<think>") else head
    yield from filter(None, chain((head,), texts))


def messages(request: TextRequest, *, schema_in_words: bool) -> list[dict[str, str]]:
    schema = json.dumps(request.schema)
    hint = f"\n\nAnswer with one JSON object of this schema and nothing else: {schema}"
    system = request.system + (hint if schema_in_words and schema not in request.system else "")
    return [{"role": "system", "content": system}, {"role": "user", "content": request.user}]


def room(request: TextRequest) -> int:
    """Tokens an answer may take: a bound on what a model that runs away can cost."""
    scenes = request.brief.num_scenes - request.brief.first + 1
    return THINKING_ROOM + FRAME_TOKENS + SCENE_TOKENS * 2 * scenes


def plan_format(request: TextRequest) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "plan", "strict": True, "schema": request.schema}}


def _first(choices: Any) -> dict[str, Any]:
    """The last chunk of a stream has no choices, only the bill."""
    return shapes.fields(choices[0]) if isinstance(choices, list) and choices else {}


def _content(content: Any) -> str:
    if isinstance(content, list):
        return "".join(str(shapes.fields(part).get("text") or "") for part in content)
    return content if isinstance(content, str) else ""
