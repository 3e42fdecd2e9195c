"""The ledger, to read: every call, and what a day, a vendor and a model cost."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from generation.models import Call

MOST_TOTALS = 60


@admin.register(Call)
class CallAdmin(admin.ModelAdmin):
    list_display = ("started_at", "kind", "vendor", "model", "outcome", "error_code", "price", "seconds", "story")
    list_filter = ("outcome", "kind", "vendor", "model", "started_at")
    search_fields = ("request_id", "story__title", "story__story_id")
    date_hierarchy = "started_at"
    list_select_related = ("story",)
    change_list_template = "admin/generation/call/change_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Call | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Call | None = None) -> bool:
        return False

    @admin.display(description="cost (USD)", ordering="cost")
    def price(self, call: Call) -> str:
        if call.cost is None:
            return "?"
        return f"{call.cost:.4f}{' (our price)' if call.cost_estimated else ''}"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and "cl" in (response.context_data or {}):
            response.context_data["totals"] = totals(response.context_data["cl"].queryset)
        return response


def totals(calls: QuerySet[Call]) -> QuerySet:
    """Of the calls shown: calls and USD by day, vendor and model, the newest day first."""
    return (
        calls.order_by()
        .annotate(day=TruncDate("started_at"))
        .values("day", "vendor", "model")
        .annotate(calls=Count("pk"), cost=Sum(Coalesce("cost", "expected_cost")))
        .order_by("-day", "vendor", "model")[:MOST_TOTALS]
    )
