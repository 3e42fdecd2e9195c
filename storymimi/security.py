"""What a browser may load and run on our pages: our own files, and the stories' media where they are kept."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

REPORT = "; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'"


class CarefulHeaders:
    """Sets each header on every answer that does not bring its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = policy(settings.S3["public_url"] or settings.S3["endpoint_url"])

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.DEBUG and response.status_code in (404, 500):  # Django's own report, for who develops
            response.headers.setdefault("Content-Security-Policy", self.policy + REPORT)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        # What a page shows depends on who looks, and changes: a browser may keep it, and asks before it shows it again.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def policy(media_url: str = "") -> str:
    """`media_url` is the address of a bucket's objects when they are not served by us."""
    parts = urlsplit(media_url)
    media = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return "; ".join(
        [
            "default-src 'self'",
            f"img-src 'self' data:{media}",
            f"media-src 'self'{media}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )
