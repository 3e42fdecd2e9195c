"""Together's pictures: https://docs.together.ai/reference/post-images-generations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from . import addresses, http, image_bytes, refusals, shapes, together_models
from .base import (
    Finding,
    ImageProvider,
    ImageRequest,
    Media,
    MisconfiguredError,
    PermanentError,
    ProviderError,
    RefusedError,
    Usage,
)
from .refusals import Failure, Refusal

NAME = "Together"

NO_PRICE = (
    "The price of {model} is not known, so ${price} a picture is taken for estimates and budgets; "
    "set IMAGE_PRICES={model}=<US dollars>."
)

GATE = Failure(
    MisconfiguredError,
    "sharing_gate",
    "{vendor} holds this model back; in its Organization Settings under Privacy allow third-party data sharing.",
)
GATE_UNSEEN = (
    "Only a paid call can tell whether it may be used: in Together's Organization Settings under Privacy, "
    "third-party data sharing must be allowed."
)
NO_MODEL = Failure(
    MisconfiguredError,
    "no_model",
    "{vendor} no longer serves the chosen image model; set IMAGE_MODEL to one of its serverless image models.",
)
BAD_KEY = Failure(MisconfiguredError, "bad_key", "{vendor} does not accept the key; check TOGETHER_API_KEY.")
NO_CREDIT = Failure(
    MisconfiguredError,
    "no_credit",
    "{vendor} says the credit or the monthly spend limit is used up; top up or set another image provider.",
)
REFUSED = Failure(
    RefusedError, "refused", "{vendor} will not draw this picture; change what the scene's picture shows and try again."
)

# What the error's code, type or message holds, read from the top; then the HTTP status, then the table all share.
ERRORS: tuple[tuple[str, Failure], ...] = (
    ("third_party_data_sharing_blocked", GATE),
    ("third-party data sharing", GATE),
    ("model_not_available", NO_MODEL),
    ("non-serverless model", NO_MODEL),
    ("model_not_found", NO_MODEL),
    ("endpoint_not_ready", NO_MODEL),
    ("invalid_api_key", BAD_KEY),
    ("nsfw", REFUSED),
    ("content_policy_violation", REFUSED),
    ("content_filter", REFUSED),
    ("safety system", REFUSED),
    ("safety checker", REFUSED),
    ("moderation", REFUSED),
    ("dynamic_request_limited", refusals.RATE_LIMITED),
    ("dynamic_token_limited", refusals.RATE_LIMITED),
)
STATUSES: dict[int, Failure] = {401: BAD_KEY, 402: NO_CREDIT, 404: NO_MODEL}


def sort(refusal: Refusal) -> ProviderError | None:
    for field in _fields(refusal.body):
        for words, failure in ERRORS:
            if words in field.lower():
                return failure.sort(refusal)
    return STATUSES[refusal.status].sort(refusal) if refusal.status in STATUSES else None


def _fields(body: Any) -> list[str]:
    """What Together says of a failure, the exact things first."""
    if not isinstance(body, dict):
        return []
    error = body.get("error")
    said = error if isinstance(error, dict) else {"code": error}
    fields = [said.get("code"), said.get("type"), body.get("error_type"), said.get("message"), body.get("message")]
    return [field for field in fields if isinstance(field, str)]


class Together(ImageProvider):
    """`prices`: USD per model, per megapixel where the name ends in "/MP"; they replace those of together_models.

    `steps` is sent to the models that take it; 0 leaves it to them. The safety checker is never turned off.
    """

    vendor = "together"

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str = "https://api.together.ai/v1",
        model: str = "black-forest-labs/FLUX.2-dev",
        concurrency: int = 16,
        connect_timeout: float = 5,
        read_timeout: float = 120,
        total_timeout: float = 180,
        steps: int = 0,
        size: tuple[int, int] = (1184, 864),
        prices: Mapping[str, Decimal | float] | None = None,
    ) -> None:
        self.model, self.concurrency, self.steps, self.size = model, concurrency, steps, size
        self.takes = together_models.takes(model)
        self.prices = prices or {}
        if not together_models.is_priced(model, self.prices):
            self.price_hint = NO_PRICE.format(model=model, price=together_models.UNKNOWN_PRICE)
        self.base_url = addresses.trust(base_url)
        self.headers = {"Authorization": f"Bearer {api_key}", "x-together-debug": "1"}
        self.timeouts = http.Timeouts(connect_timeout, read_timeout, total_timeout)

    def generate(self, request: ImageRequest, usage: Usage) -> Media:
        usage.model = self.model
        match self._answer(self.body(request), usage, (request.width, request.height)):
            case {"data": [{"b64_json": str() as text}, *_], **rest}:
                usage.identify(str(rest.get("id") or ""))
                return image_bytes.from_base64(text, NAME)
        raise refusals.UNREADABLE.of(NAME)

    def _answer(self, body: dict[str, Any], usage: Usage, size: tuple[int, int]) -> Any:
        """An earlier picture that the vendor cannot fetch must not cost the scene its own: it is left out then.

        Asked again is only what the vendor turned down: an answer that we could not use is billed.
        """
        try:
            return self._post(body, usage, size)
        except PermanentError as error:
            if error.code != refusals.BAD_REQUEST.code or self.takes.reference not in body:
                raise
            return self._post({name: body[name] for name in body if name != self.takes.reference}, usage, size)

    def _post(self, body: dict[str, Any], usage: Usage, size: tuple[int, int]) -> Any:
        size = body.get("width", size[0]), body.get("height", size[1])
        return http.post(
            f"{self.base_url}/images/generations",
            vendor=NAME,
            json=body,
            headers=self.headers,
            timeouts=self.timeouts,
            limit=48 * http.MEGABYTE,
            sort=sort,
            on_headers=lambda headers: self._bill(usage, size, headers.get("x-request-id", "")),
        ).json()

    def estimate(self) -> Decimal:
        return together_models.price(self.model, self.prices, *self.size)

    def body(self, request: ImageRequest) -> dict[str, Any]:
        body: dict[str, Any] = {"model": self.model, "prompt": request.prompt, "response_format": "base64"}
        body |= together_models.size(self.takes.size, request.width, request.height)
        if self.takes.seed:
            body["seed"] = request.seed % 2**31
        if self.takes.steps and self.steps:
            body["steps"] = self.steps
        if self.takes.reference and addresses.is_public(request.reference_url):
            url = request.reference_url
            body[self.takes.reference] = [url] if self.takes.reference == "reference_images" else url
        return body

    def check(self) -> Iterator[Finding]:
        """The key and the model's name. Whether the sharing gate is open only a paid call can tell."""
        try:
            models = self._models()
        except ProviderError as error:
            yield Finding(f"{NAME} key", ok=False, remedy=str(error))
            return
        yield Finding(f"{NAME} key", ok=True)
        ok = self.model in models
        yield Finding(f"{NAME} model {self.model}", ok, remedy=str(NO_MODEL.of(NAME)), hint=GATE_UNSEEN)

    def _models(self) -> set[str]:
        answer = http.get(
            f"{self.base_url}/models",
            vendor=NAME,
            headers=self.headers,
            timeouts=self.timeouts,
            limit=16 * http.MEGABYTE,
            sort=sort,
        ).json()
        return {row.get("id", "") for row in shapes.rows(answer, "data")}

    def _bill(self, usage: Usage, size: tuple[int, int], request_id: str) -> None:
        """Together answers no price: a good answer's headers say that the picture is made, so it is counted here."""
        usage.units["images"] = 1
        usage.cost = together_models.price(self.model, self.prices, *size)
        usage.estimated = True
        usage.identify(request_id)
