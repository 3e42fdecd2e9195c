"""Reads a JSON body, and never more of it than a story can need."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.conf import settings
from django.http import UnreadablePostError
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.parsers import BaseParser

from stories.api.errors import TooLarge


def refuse_large(request: Any) -> None:
    """Before anything else may read the body."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal():
        raise ParseError
    if len(length) > 10 or int(length) > settings.MAX_BODY_BYTES:
        raise TooLarge


class BoundedJSONParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        try:
            body = stream.read(settings.MAX_BODY_BYTES + 1)
        except UnreadablePostError as exc:
            raise ParseError from exc
        if len(body) > settings.MAX_BODY_BYTES:
            raise TooLarge
        return _object(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as exc:  # ValueError is also what undecodable bytes and endless numbers raise
        raise ParseError from exc
    if not isinstance(parsed, dict):
        raise ParseError
    return parsed


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are not JSON


class JSONOnly(BaseContentNegotiation):
    """Answers JSON whatever the Accept header says; a browser's `text/html` or an EventSource is served like anyone."""

    def select_parser(self, request: Any, parsers: list[BaseParser]) -> BaseParser | None:
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            return None  # 415: a few compressed bytes may become any number
        return DefaultContentNegotiation().select_parser(request, parsers)

    def select_renderer(self, request: Any, renderers: list[Any], format_suffix: str | None = None) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type
