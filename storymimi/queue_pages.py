"""The pages about the queues, which django-rq brings into the admin, held to our rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis import RedisError

from storymimi import security

POLICY = f"{security.policy()}; style-src 'self' 'unsafe-inline'"  # their style sheet stands in the page


class QueuePages:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_about_queues(request):
            response.headers["Content-Security-Policy"] = POLICY
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """django-rq lets every member of staff in; like any other part of the desk it takes the right to be there."""
        if _is_about_queues(request) and request.user.is_staff and not request.user.has_module_perms("django_rq"):
            raise PermissionDenied

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if _is_about_queues(request) and isinstance(exception, RedisError):
            return render(request, "503.html", status=503)
        return None


def _is_about_queues(request: HttpRequest) -> bool:
    asked = request.resolver_match
    return bool(asked and asked.url_name and asked.url_name.startswith("django_rq_"))
