"""What text models take at OpenRouter, autumn 2026: for estimates before a call. What it did cost OpenRouter says."""

from __future__ import annotations

from decimal import Decimal

Price = tuple[Decimal, Decimal]

# USD for a million tokens, read and written
PRICES = {
    "anthropic/claude-haiku-4.5": ("1", "5"),
    "anthropic/claude-opus-4.5": ("5", "25"),
    "anthropic/claude-sonnet-4.5": ("3", "15"),
    "google/gemini-2.5-flash": ("0.30", "2.50"),
    "google/gemini-2.5-flash-lite": ("0.10", "0.40"),
    "google/gemini-2.5-pro": ("1.25", "10"),
    "google/gemini-3.5-flash-lite": ("0.30", "2.50"),
    "openai/gpt-4o-mini": ("0.15", "0.60"),
    "openai/gpt-5": ("1.25", "10"),
    "openai/gpt-5-mini": ("0.25", "2"),
    "openai/gpt-5-nano": ("0.05", "0.40"),
}
UNKNOWN = Decimal(5), Decimal(25)  # as much as a dear one, so that a budget still holds


def of(model: str) -> Price | None:
    """None for a model nobody priced. `:free` costs nothing; other endings choose who answers, at about the price."""
    name, _, variant = model.partition(":")
    if variant == "free":
        return Decimal(0), Decimal(0)
    found = PRICES.get(name)
    return (Decimal(found[0]), Decimal(found[1])) if found else None
