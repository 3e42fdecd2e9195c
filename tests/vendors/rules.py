"""What a field may hold, as rows of a table: a field's name and its rule, which says whether a value will do."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

Rule = Callable[[Any], bool]


def wrong(body: Mapping[str, Any], rules: Mapping[str, Rule]) -> str:
    """The first field whose value will not do, or nothing. A null is as good as no field."""
    return next((name for name, rule in rules.items() if body.get(name) is not None and not rule(body[name])), "")


def number(least: float = -math.inf, most: float = math.inf) -> Rule:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def whole(least: float = -math.inf, most: float = math.inf) -> Rule:
    in_range = number(least, most)
    return lambda value: isinstance(value, int) and in_range(value)


def string(most: float = math.inf) -> Rule:
    return lambda value: isinstance(value, str) and len(value) <= most


def one_of(*choices: Any) -> Rule:
    return lambda value: isinstance(value, str) and value in choices


def anything(value: Any) -> bool:
    return True


def boolean(value: Any) -> bool:
    return isinstance(value, bool)


def several(rule: Rule, most: float = math.inf) -> Rule:
    """A list of at most so many that will do."""
    return lambda value: isinstance(value, list) and len(value) <= most and all(map(rule, value))


def pairs(rule: Rule, most: float = math.inf) -> Rule:
    """An object of any names, at most so many."""
    return lambda value: isinstance(value, dict) and len(value) <= most and all(map(rule, value.values()))


def fields(rules: Mapping[str, Rule], *, closed: bool = False) -> Rule:
    """An object with rules of its own; where it is closed it takes no other names."""
    return lambda value: (
        isinstance(value, dict) and not wrong(value, rules) and not (closed and set(value) - set(rules))
    )


def either(*rules: Rule) -> Rule:
    return lambda value: any(rule(value) for rule in rules)


def public_address(value: Any) -> bool:
    """What a vendor somewhere else can fetch."""
    parts = urlsplit(value) if isinstance(value, str) else None
    if not parts or parts.scheme not in ("http", "https") or not parts.hostname or parts.hostname == "localhost":
        return False
    try:
        return ipaddress.ip_address(parts.hostname).is_global
    except ValueError:
        return "." in parts.hostname
