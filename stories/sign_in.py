"""Signing in, with patience for people who mistype and none for programs that guess."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from redis import RedisError

from generation import broker

ATTEMPTS = 10
SECONDS = 15 * 60


class SignIn(AdminAuthenticationForm):
    """After ten failures an address waits a quarter of an hour, whichever process answers it."""

    def clean(self) -> dict[str, Any]:
        key = f"storymimi:sign-in:{address(self.request)}"
        if _failures(key) >= ATTEMPTS:
            raise ValidationError(_("Too many attempts. Wait a quarter of an hour and try again."), code="throttled")
        try:
            return super().clean()
        except ValidationError:
            _count(key)
            raise


def _failures(key: str) -> int:
    try:
        return int(broker.connection().get(key) or 0)
    except RedisError:
        return cache.get(key, 0)


def _count(key: str) -> None:
    """All web processes count together; while Redis is down, each by itself."""
    try:
        broker.connection().pipeline().incr(key).expire(key, SECONDS).execute()
    except RedisError:
        cache.set(key, cache.get(key, 0) + 1, SECONDS)


def address(request: HttpRequest) -> str:
    """Where the request comes from; behind a proxy, what that proxy saw."""
    seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() if settings.BEHIND_PROXY else ""
    return seen or request.META["REMOTE_ADDR"]
