"""The ledger's rows: every call to a provider, written before it is made and closed after it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories.models import Asset, Story


class Outcome(models.TextChoices):
    UNKNOWN = "unknown", _("unknown")  # under way, or its worker died: nobody knows whether the vendor was paid
    OK = "ok", _("ok")
    REFUSED = "refused", _("refused")
    FAILED = "failed", _("failed")


class Call(models.Model):
    """One call to a provider. It outlives its story: money was spent."""

    kind = models.CharField(max_length=8)
    vendor = models.CharField(max_length=32, db_index=True)
    model = models.CharField(max_length=128, blank=True)
    story = models.ForeignKey(Story, null=True, on_delete=models.SET_NULL, related_name="calls")
    asset = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="calls")
    user_id = models.UUIDField(null=True)
    request_id = models.CharField(max_length=255, blank=True)
    units = models.JSONField(default=dict, help_text=_("What the vendor counts: tokens, images, characters."))
    expected_cost = models.DecimalField(
        max_digits=12, decimal_places=6, default=0, help_text=_("USD, before the call.")
    )
    cost = models.DecimalField(max_digits=12, decimal_places=6, null=True, help_text=_("USD, once it is known."))
    cost_estimated = models.BooleanField(default=False, help_text=_("Priced by us: the vendor reports none."))
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.UNKNOWN)
    error_code = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField(auto_now_add=True, db_index=True)
    ended_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)
    ask_after = models.DateTimeField(null=True, help_text=_("When the vendor is asked again what it cost."))

    class Meta:
        db_table = "calls"
        ordering = ["-started_at"]
        indexes = [
            models.Index(fields=["user_id", "started_at"], name="calls_by_user"),
            models.Index(fields=["started_at"], condition=models.Q(cost=None), name="calls_without_a_bill"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="outcome_is_known")]

    def __str__(self) -> str:
        return f"{self.vendor} {self.kind} {self.outcome}"


class Removal(models.Model):
    """A deleted story whose files are still to be deleted. The row goes once a listing of them is empty."""

    story_id = models.UUIDField(primary_key=True)
    requested_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="", help_text=_("Why the last attempt failed."))

    class Meta:
        db_table = "removals"
        ordering = ["requested_at"]

    def __str__(self) -> str:
        return str(self.story_id)
