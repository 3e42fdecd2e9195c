"""Whom to ask for a row: the providers of its kind in their order, but for those that failed at it for good."""

from __future__ import annotations

from typing import Any

from generation import lanes, providers
from generation.providers.base import PermanentError, Provider

# Seconds before the second, third … attempt with one provider, each ± a quarter. A vendor's Retry-After wins.
BACKOFF = (2, 5, 15, 45, 120)
FOR_GOOD = len(BACKOFF) + 1  # a provider that failed so often at a row is asked for it no more


def lane(kind: str, provider: Provider) -> lanes.Lane:
    return lanes.Lane(f"{kind}:{provider.vendor}", provider.concurrency)


def left(row: Any) -> tuple[Provider, ...]:
    """Those that may still be asked, first choice first."""
    speaking = providers.speaking(row.kind, row.language)
    return tuple(provider for provider in speaking if row.failures.get(provider.vendor, 0) < FOR_GOOD)


def choose(row: Any, chain: tuple[Provider, ...]) -> Provider:
    """The first provider whose lane is open; when all are closed, the first."""
    if len(chain) == 1:
        return chain[0]
    return next((one for one in chain if lanes.is_open(lane(row.kind, one), str(row.pk))), chain[0])


def nobody(row: Any) -> PermanentError:
    """Why there is nobody to ask."""
    if providers.speaking(row.kind, row.language):
        return PermanentError(row.error, code=row.error_code)  # who might have done it is not set up any more
    return PermanentError(
        f"Nothing set up here makes {row.kind} in the language “{row.language}”; set a provider that does.",
        code="language",
    )
