"""How OpenRouter says no: four tables, since it does so in four ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import refusals, shapes
from .base import MisconfiguredError, ProviderError
from .refusals import Failure, Refusal

NO_ENDPOINT = Failure(
    MisconfiguredError,
    "no_endpoint",
    "Nobody behind {vendor} serves the chosen model so; set another model or relax its privacy settings.",
)
NO_CREDIT = Failure(
    MisconfiguredError,
    "no_credit",
    "{vendor} says the credit or the key's limit is used up; top up or set another text provider.",
)
BAD_KEY = Failure(
    MisconfiguredError, "bad_key", "{vendor} does not accept the key; set OPENROUTER_API_KEY to a valid one."
)
NO_MODEL = Failure(
    MisconfiguredError, "no_model", "{vendor} does not serve the chosen model; set TEXT_MODEL to one it has."
)

# error.availability.code, which says why nobody could be found to answer
AVAILABILITY = {
    "model_not_found": NO_MODEL,
    "wrong_endpoint": NO_MODEL,
    "model_deprecated": NO_MODEL,
    "free_variant_ended": NO_MODEL,
    "no_endpoints": NO_ENDPOINT,
    "region_restricted": NO_ENDPOINT,
    "privacy_restricted": NO_ENDPOINT,
    "constraint_filtered": NO_ENDPOINT,
    "model_unavailable_upstream": refusals.UNAVAILABLE,
    "temporarily_unavailable": refusals.UNAVAILABLE,
    "capacity_exhausted": refusals.BUSY,
}
# What only the message tells: HTTP status, words in it
MESSAGES = (
    (403, "limit exceeded", NO_CREDIT),
    (404, "requested parameters", NO_ENDPOINT),
    (404, "data policy", NO_ENDPOINT),
    (404, "guardrail", NO_ENDPOINT),
    (400, "not a valid model", NO_MODEL),
)
# error.metadata.error_type
ERROR_TYPES = {
    "context_length_exceeded": refusals.TOO_LONG,
    "max_tokens_exceeded": refusals.TOO_LONG,
    "token_limit_exceeded": refusals.TOO_LONG,
    "string_too_long": refusals.TOO_LONG,
    "payload_too_large": refusals.TOO_LONG,
    "authentication": BAD_KEY,
    "permission_denied": refusals.NO_PERMISSION,
    "payment_required": NO_CREDIT,
    "rate_limit_exceeded": refusals.RATE_LIMITED,
    "provider_overloaded": refusals.BUSY,
    "provider_unavailable": refusals.UNAVAILABLE,
    "server": refusals.UNAVAILABLE,
    "timeout": refusals.TIMED_OUT,
    "invalid_request": refusals.BAD_REQUEST,
    "precondition_failed": refusals.BAD_REQUEST,
    "unprocessable": refusals.BAD_REQUEST,
    "not_found": NO_MODEL,
    "content_policy_violation": refusals.REFUSED,
    "refusal": refusals.REFUSED,
    "invalid_prompt": refusals.REFUSED,
}
STATUSES = {
    401: BAD_KEY,
    402: NO_CREDIT,
    404: NO_MODEL,
    409: refusals.UNAVAILABLE,
    410: NO_MODEL,
    499: refusals.CUT_OFF,
}
MODERATED = ("reasons", "flagged_input", "patterns")  # keys in a 403's metadata


def sort(refusal: Refusal) -> ProviderError | None:
    error = shapes.fields(shapes.fields(refusal.body).get("error"))
    availability = shapes.fields(error.get("availability"))
    failure = _failure(refusal.status, error, shapes.fields(error.get("metadata")), availability)
    wait = refusals.retry_after(refusal.headers) or availability.get("retry_after")
    return failure.of(refusal.vendor, float(wait) if isinstance(wait, int | float) else None) if failure else None


def _failure(
    status: int, error: Mapping[str, Any], metadata: Mapping[str, Any], availability: Mapping[str, Any]
) -> Failure | None:
    if availability.get("code") in AVAILABILITY:
        return AVAILABILITY[availability["code"]]
    if availability.get("retryable") is True:
        return refusals.UNAVAILABLE
    if status == 403 and any(key in metadata for key in MODERATED):
        return refusals.REFUSED
    message = str(error.get("message")).lower()
    said = (failure for code, words, failure in MESSAGES if code == status and words in message)
    return next(said, None) or ERROR_TYPES.get(str(metadata.get("error_type"))) or STATUSES.get(status)
