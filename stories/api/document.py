"""The document at /schema and the page at /docs that shows it: what drf-spectacular cannot see by itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from stories.api.serializers import Change, Strict

METHODS = ["get", "head"]


class ClosedBody(OpenApiSerializerExtension):
    """A body has no fields but its own, a change at least one of them, and texts only characters that can be read."""

    target_class = Strict
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        body = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        for name, field in self.target.fields.items():
            if hasattr(field, "pattern"):
                body["properties"][name]["pattern"] = field.pattern
        least = {"minProperties": 1} if isinstance(self.target, Change) else {}
        return {**body, "additionalProperties": False, **least}


def require_bodies(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A call that takes a body takes none without one, also where none of its fields has to be there."""
    for methods in result["paths"].values():
        for call in methods.values():
            if "requestBody" in call:
                call["requestBody"]["required"] = True
    return result


class OptionalSession(SessionScheme):
    """Where StoryMimi is open to all, nobody has to sign in."""

    priority = 1

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list]]:
        return [{self.name: []}, *([{}] if settings.OPEN_TO_ALL else [])]


class WhatThereIs(DefaultContentNegotiation):
    """Where no form we have suits the Accept header, the first one is answered all the same."""

    def select_renderer(self, request: Request, renderers: list[Any], format_suffix: str | None = None) -> tuple:
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            return renderers[0], renderers[0].media_type


class Schema(SpectacularAPIView):
    content_negotiation_class = WhatThereIs
    http_method_names = METHODS


class Docs(SpectacularSwaggerSplitView):
    content_negotiation_class = WhatThereIs
    http_method_names = METHODS
