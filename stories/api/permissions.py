from __future__ import annotations

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from stories.access import may_write


class MayWrite(BasePermission):
    """Those who may write; `open_to_readers` lets anyone read a view."""

    def has_permission(self, request: Request, view: Any) -> bool:
        reads = request.method in SAFE_METHODS and getattr(view, "open_to_readers", False)
        return reads or may_write(request.user)
