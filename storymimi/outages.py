"""While the database does not answer, pages say so at once and in plain words."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

SECONDS = 5  # after which it is worth asking again

logger = logging.getLogger(__name__)


class Outages:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError):
            return None
        note(request.path, exception)
        page = render_to_string("outage.html")  # without the request: who asks is a row of the database too
        return HttpResponse(page, status=503, headers={"Retry-After": str(SECONDS)})


def note(path: str, error: OperationalError) -> None:
    """One line for the operator: a traceback for each request would bury what the driver says."""
    logger.error("%s: the database does not answer (%s)", path, " ".join(str(error).split()))
