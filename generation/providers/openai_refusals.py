"""How servers that speak OpenAI's API say no to pictures and speech, and whether they would work at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from . import http, refusals, shapes
from .base import Finding, MisconfiguredError, ProviderError, RefusedError
from .refusals import Failure, Refusal

NO_VOICE = Failure(
    MisconfiguredError, "no_voice", "{vendor} does not have the chosen voice; set OPENAI_AUDIO_VOICE to one it has."
)
NO_MODEL = Failure(
    MisconfiguredError, "no_model", "{vendor} does not have the chosen model; install it there, or set another one."
)
REFUSED = Failure(RefusedError, "refused", "{vendor} will not make this; change the scene's words and try again.")
NO_ROUTE = Failure(
    MisconfiguredError, "bad_address", "{vendor} does not offer this at its address; check the base URL (…/v1)."
)

# HTTP status (0: any), what the error's code, type or message holds, and what that is; read from the top. After it come
# the bare statuses, then the table all vendors share.
ERRORS: tuple[tuple[int, str, Failure], ...] = (
    (0, "insufficient_quota", refusals.NO_CREDIT),
    (0, "billing_hard_limit_reached", refusals.NO_CREDIT),
    (0, "invalid_api_key", refusals.BAD_KEY),
    (0, "content_policy_violation", REFUSED),
    (0, "moderation_blocked", REFUSED),
    (0, "safety system", REFUSED),
    (0, "rate_limit_exceeded", refusals.RATE_LIMITED),
    (0, "string_too_long", refusals.TOO_LONG),
    (0, "model_not_found", NO_MODEL),
    (0, "invalid_model", NO_MODEL),
    (0, "unsupported model", NO_MODEL),
    (404, "model", NO_MODEL),
    (400, "voice", NO_VOICE),
    (404, "voice", NO_VOICE),
    (422, "voice", NO_VOICE),
)
STATUSES: dict[int, Failure] = {404: NO_ROUTE, 405: NO_ROUTE, 501: NO_ROUTE}


def sort(refusal: Refusal) -> ProviderError | None:
    """Only a 4xx is read: what a server says of its own breakdown names models and voices too."""
    for field in _fields(refusal.body) if refusal.status < 500 else []:
        for status, words, failure in ERRORS:
            if status in (0, refusal.status) and words in field.lower():
                return failure.sort(refusal)
    return STATUSES[refusal.status].sort(refusal) if refusal.status in STATUSES else None


def _fields(body: Any) -> list[str]:
    """OpenAI says {"error": {…}} or {"error": "…"}, FastAPI's servers {"detail": …}: an object, a list or a string."""
    if not isinstance(body, dict):
        return []
    said = body.get("error") or body.get("detail")
    said = said[0] if isinstance(said, list) and said else said
    said = said if isinstance(said, dict) else {"message": said}
    fields = [said.get(name) for name in ("code", "type", "error", "message", "msg")]
    return [field for field in fields if isinstance(field, str)]


def check(
    name: str, base_url: str, headers: Mapping[str, str], timeouts: http.Timeouts, model: str
) -> Iterator[Finding]:
    """Whether the server answers and has the model; a server that does not list its models is taken at its word."""
    home = f"{name} at {urlsplit(base_url).netloc.rpartition('@')[2]}"
    try:
        answer = http.get(f"{base_url}/models", vendor=name, headers=headers, timeouts=timeouts, sort=sort).json()
    except ProviderError as error:
        if error.code != NO_ROUTE.code:
            yield Finding(home, ok=False, remedy=str(error))
            return
        answer = None
    yield Finding(home, ok=True)
    models = {str(row.get("id")).removesuffix(":latest") for row in shapes.rows(answer, "data")}
    if models and model:
        ok = model.removesuffix(":latest") in models
        yield Finding(f"{name}, model {model}", ok, "" if ok else f"Choose one it has: {', '.join(sorted(models))}.")
