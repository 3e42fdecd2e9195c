"""The vendors, chosen in settings.PROVIDERS: for each kind a list, first choice first.

To add a provider:
1. Write `generation/providers/<vendor>.py`: one class that inherits TextProvider, ImageProvider or AudioProvider from
   `base`, takes its options as keyword arguments, talks through `http` and sorts the vendor's errors in one table.
2. Write `tests/test_<vendor>.py` against a stand-in server in `tests/vendors/` that refuses what the vendor refuses.
3. Let one call in storymimi/settings.py put it into PROVIDERS where it is set up: `_vendor` for what has a key,
   `_own_server` for what has an address. Its variables get a line in .env.example, what it is sent one in
   docs/vendors.md.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from generation.providers.base import Provider


def get(kind: str) -> tuple[Provider, ...]:
    """The providers of a kind in the order they are tried; one instance each, shared by all threads."""
    return _built(kind, repr(settings.PROVIDERS[kind]))


@cache
def _built(kind: str, written: str) -> tuple[Provider, ...]:
    """`written` is what settings say: with other words there, others are built. A list cannot be a cache's key."""
    return tuple(import_string(entry["BACKEND"])(**entry.get("OPTIONS", {})) for entry in settings.PROVIDERS[kind])


def speaking(kind: str, language: str) -> tuple[Provider, ...]:
    """The providers of a kind that know this language."""
    primary = language.partition("-")[0].lower()
    return tuple(p for p in get(kind) if not p.languages or primary in p.languages)
