"""Text from OpenRouter: one key for the models of many makers, which tells what each call cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from . import chat, http, openrouter_prices, shapes
from .base import Finding, ProviderError, TextRequest, Usage
from .http import Timeouts
from .openrouter_refusals import NO_CREDIT, sort

MOST_MODELS = 3  # OpenRouter refuses a longer `models` list
QUICK = Timeouts(connect=3, read=5, total=8)

NO_PRICE = (
    "The price of {model} is not known, so that of a dear model is taken for estimates and budgets; "
    "set TEXT_INPUT_PRICE and TEXT_OUTPUT_PRICE (US dollars for a million tokens)."
)
TOO_MANY = "OpenRouter takes two fallback models; TEXT_FALLBACK_MODELS names more, and these are never asked: {models}."


class OpenRouter(chat.ChatProvider):
    """`fallbacks`: models asked in turn where the first cannot answer, at most two. `routing`: more of OpenRouter's
    `provider` preferences, such as {"data_collection": "deny"}. Prices are for estimates only, USD a million tokens;
    they stand before those of openrouter_prices.
    `bill_delays`: the bill of a call that broke off is written a moment later; seconds to wait before each question.
    """

    vendor = "openrouter"
    name = "OpenRouter"
    shape_refused = frozenset({"bad_request", "no_endpoint"})

    def __init__(
        self,
        *,
        api_key: str = "",
        base_url: str = "https://openrouter.ai/api/v1",
        model: str = "google/gemini-3.5-flash-lite",
        fallbacks: Iterable[str] = (),
        routing: Mapping[str, Any] | None = None,
        app_url: str = "",
        bill_delays: Iterable[float] = (0.5, 1.5, 3),
        concurrency: int = 16,
        input_price: Decimal | float | None = None,
        output_price: Decimal | float | None = None,
        **options: Any,
    ) -> None:
        known = openrouter_prices.of(model)
        usual = known or openrouter_prices.UNKNOWN
        super().__init__(
            api_key=api_key,
            base_url=base_url,
            model=model,
            concurrency=concurrency,
            input_price=usual[0] if input_price is None else input_price,
            output_price=usual[1] if output_price is None else output_price,
            **options,
        )
        if known is None and None in (input_price, output_price):
            self.price_hint = NO_PRICE.format(model=model)
        self.models = [model, *fallbacks][:MOST_MODELS]
        self.left_out = [model, *fallbacks][MOST_MODELS:]
        self.routing = dict(routing or {})
        self.bill_delays = tuple(bill_delays)
        self.headers |= {"X-OpenRouter-Title": "StoryMimi", "X-OpenRouter-Categories": "creative-writing"}
        if app_url:
            self.headers["HTTP-Referer"] = app_url

    sort = staticmethod(sort)

    def body(self, request: TextRequest, *, structured: bool) -> dict[str, Any]:
        """With `require_parameters` a model must know every field, so no seed and no temperature is sent."""
        body: dict[str, Any] = {
            "messages": chat.messages(request, schema_in_words=not structured),
            "stream": True,
            "max_tokens": chat.room(request),
            **({"models": self.models} if len(self.models) > 1 else {"model": self.model}),
        }
        if structured:
            body["response_format"] = chat.plan_format(request)
        if structured or self.routing:
            body["provider"] = self.routing | ({"require_parameters": True} if structured else {})
        return body

    def reconcile(self, usage: Usage) -> None:
        """Ask for the bill of a call whose answer broke off before it came."""
        with suppress(ProviderError):
            answer = self._get("/generation", {"id": usage.request_id}) if usage.request_id else None
            bill = shapes.fields(shapes.fields(answer).get("data"))
            if isinstance(bill.get("total_cost"), int | float):
                usage.cost = Decimal(str(bill["total_cost"]))
                usage.units["input_tokens"] = int(bill.get("tokens_prompt") or 0)
                usage.units["output_tokens"] = int(bill.get("tokens_completion") or 0)

    def check(self) -> Iterator[Finding]:
        try:
            key = shapes.fields(shapes.fields(self._get("/key")).get("data"))
        except ProviderError as error:
            yield Finding("OpenRouter key", ok=False, remedy=str(error))
            return
        left = key.get("limit_remaining")
        spent = isinstance(left, int | float) and left <= 0
        yield Finding(
            "OpenRouter key", ok=not spent, remedy=NO_CREDIT.sentence.format(vendor=self.name) if spent else ""
        )
        yield from map(self._check_model, self.models)

    def remarks(self) -> Iterator[str]:
        yield from super().remarks()
        if self.left_out:
            yield TOO_MANY.format(models=", ".join(self.left_out))

    def _check_model(self, model: str) -> Finding:
        try:
            answer = self._get(f"/model/{model}")
        except ProviderError as error:
            return Finding(f"OpenRouter model {model}", ok=False, remedy=str(error))
        pricing = shapes.fields(shapes.fields(shapes.fields(answer).get("data")).get("pricing"))
        return Finding(f"OpenRouter model {model}", ok=True, hint=self._new_price(model, pricing))

    def _new_price(self, model: str, pricing: Mapping[str, Any]) -> str:
        """What to set where OpenRouter's own price is not the one estimates and budgets reckon with."""
        try:
            told = [Decimal(pricing[side]) for side in ("prompt", "completion")]
        except (KeyError, TypeError, ArithmeticError):
            return ""
        if model != self.model or tuple(told) == self.prices:
            return ""
        reading, writing = (f"{(price * chat.MILLION).normalize():f}" for price in told)
        return f"Estimates take another price: set TEXT_INPUT_PRICE={reading} and TEXT_OUTPUT_PRICE={writing}."

    def _get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        options = {"vendor": self.name, "headers": self.headers, "timeouts": QUICK, "sort": sort}
        return http.get(f"{self.base_url}{path}", params=params, **options).json()
