"""Whoever runs StoryMimi asks how it is by address, from inside: there is no host name to be checked."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import resolve


class Probes:
    """Answers /healthz and /readyz before anything below looks at the Host header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.is_probe = re.compile(settings.PROBES).match

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.is_probe(request.path_info.removeprefix("/")):
            return self.get_response(request)
        view, _, _ = resolve(request.path_info)
        return view(request).render()
