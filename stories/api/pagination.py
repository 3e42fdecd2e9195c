from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.pagination import CursorPagination

CURSOR_WANTED = "Follow the addresses in next and previous, or leave this out to begin with the newest."


class NewestFirst(CursorPagination):
    """Pages that neither skip nor repeat a story when new ones arrive meanwhile."""

    ordering = "-created_at"
    page_size = 20
    max_page_size = 100
    page_size_query_param = "limit"

    def decode_cursor(self, request: Any) -> Any:
        try:
            cursor = super().decode_cursor(request)
        except NotFound as exc:
            raise _unknown() from exc
        if cursor and cursor.position is not None and not _is_moment(cursor.position):
            raise _unknown()
        return cursor


def _unknown() -> ValidationError:
    return ValidationError({"cursor": [ErrorDetail(CURSOR_WANTED, code="invalid")]})


def _is_moment(text: str) -> bool:
    try:
        return parse_datetime(text) is not None
    except ValueError:
        return False
