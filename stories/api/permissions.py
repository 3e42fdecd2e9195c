from __future__ import annotations

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from stories.access import may, sees_everything

VERBS = {"POST": "add", "PATCH": "change", "DELETE": "delete"}


class MayWrite(BasePermission):
    """Those who may write; `open_to_readers` lets anyone read a view, `verb` says what its POST does to a story."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method in SAFE_METHODS:
            return getattr(view, "open_to_readers", False) or sees_everything(request.user)
        return may(request.user, getattr(view, "verb", VERBS.get(request.method or "", "change")))
