"""Answers of look-ups, taken as what they should be; of anything else nothing is left, instead of a crash."""

from __future__ import annotations

from typing import Any


def fields(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}


def rows(answer: Any, name: str = "") -> list[dict[str, Any]]:
    """The objects of a list, or of the list that stands under a name."""
    listed = answer.get(name) if isinstance(answer, dict) else answer
    return [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
