"""Every error the API answers with: a status, a code for programs and one sentence for people. Never exception text."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from stories import services
from stories.access import sees_everything
from stories.models import Asset, Scene, Story
from storymimi import outages

logger = logging.getLogger(__name__)

GONE = (Story.DoesNotExist, Scene.DoesNotExist, Asset.DoesNotExist)  # deleted between our look and our call

Errors = list[dict[str, str | None]]

SENTENCES = {
    400: ("malformed", "Send one JSON object; this body cannot be read as one."),
    401: ("unauthenticated", "Sign in first."),
    403: ("forbidden", "Sign in as a member of staff who may do this."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method; the Allow header lists those it takes."),
    413: ("too_large", "Send at most 64 KiB."),
    415: ("unsupported_media_type", "Send JSON, not compressed, with the header Content-Type: application/json."),
    429: ("throttled", "Too many requests; wait as long as the Retry-After header says."),
    503: ("busy", "Too many readers follow stories just now; ask for the status instead, or come back later."),
}
NO_TOKEN = (
    "csrf",
    "Send the csrftoken cookie's value in the header X-CSRFToken too, and this site's address in the header Referer.",
)
OUTAGE = ("unavailable", "StoryMimi's database does not answer just now; try again in a moment.")
BUG = ("server_error", "Something went wrong on our side. It has been noted; please try again later.")


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class Busy(exceptions.APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    wait = 10


class Unavailable(exceptions.APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    wait = outages.SECONDS


def handle(exc: Exception, context: dict[str, Any]) -> Response:
    if isinstance(exc, OperationalError):
        outages.note(context["request"].path, exc)
        exc = Unavailable()
    code, kind, errors = _sorted(exc, context["request"])
    if code >= status.HTTP_500_INTERNAL_SERVER_ERROR and not isinstance(exc, exceptions.APIException):
        logger.error("%s failed", context["request"].path, exc_info=exc)
    body = getattr(context["view"], "error_body", error_body)
    return Response(body(kind, errors), status=code, headers=_headers(exc))


def error_body(kind: str, errors: Errors) -> dict[str, Any]:
    return {"type": kind, "errors": errors}


def error(code: str, detail: str, attr: str | None = None) -> dict[str, str | None]:
    return {"code": code, "detail": detail, "attr": attr}


def _sorted(exc: Exception, request: Request) -> tuple[int, str, Errors]:
    """(HTTP status, type, errors)."""
    if isinstance(exc, Unavailable):
        return exc.status_code, OUTAGE[0], [error(*OUTAGE)]
    if isinstance(exc, services.Conflict):
        return status.HTTP_409_CONFLICT, "conflict", [error("conflict", str(exc))]
    if isinstance(exc, services.Invalid):
        return status.HTTP_400_BAD_REQUEST, "invalid", [error("invalid", str(exc), exc.field)]
    if isinstance(exc, exceptions.ValidationError):
        return status.HTTP_400_BAD_REQUEST, "invalid", list(_flat(exc.detail))
    code = _status(exc)
    unknown = code == status.HTTP_403_FORBIDDEN and not request.user.is_authenticated
    if unknown and sees_everything(get_user(request._request)):
        return code, "forbidden", [error(*NO_TOKEN)]  # whoever the session names may: only its token is missing
    kind, sentence = SENTENCES.get(code, BUG)
    return code, kind, [error(kind, sentence)]


def _status(exc: Exception) -> int:
    if isinstance(exc, (Http404, *GONE)):
        return status.HTTP_404_NOT_FOUND
    if isinstance(exc, PermissionDenied):
        return status.HTTP_403_FORBIDDEN
    return getattr(exc, "status_code", status.HTTP_500_INTERNAL_SERVER_ERROR)


def _flat(detail: Any, attr: str | None = None) -> Iterator[dict[str, str | None]]:
    """A serializer's nested errors as a flat list; `attr` names the field, None the whole body."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _flat(inner, None if name == "non_field_errors" else name)
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flat(inner, attr)
    else:
        yield error(detail.code, str(detail), attr)


def _headers(exc: Exception) -> dict[str, str]:
    wait = getattr(exc, "wait", None)
    return {"Retry-After": str(int(wait))} if wait else {}
