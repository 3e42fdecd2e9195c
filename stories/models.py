"""What a story is made of, and the states it can be in.

    Story  PENDING → PROCESSING → COMPLETE | FAILED
           PENDING, PROCESSING → FAILED       a person cancels, or the text cannot be written; a whole book whose
                                              remake is cancelled is COMPLETE again
           FAILED, COMPLETE → PROCESSING      a person retries what is missing, or remakes an asset
    Asset  PENDING → RUNNING → READY | FAILED
           RUNNING → PENDING                  the machine retries
           any unfinished → CANCELLED

A status is moved, never assigned: see `Work.move`.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    PENDING = "PENDING", _("waiting")
    PROCESSING = "PROCESSING", _("being made")
    COMPLETE = "COMPLETE", _("ready")
    FAILED = "FAILED", _("stopped")


class AssetStatus(models.TextChoices):
    PENDING = "PENDING", _("waiting")
    RUNNING = "RUNNING", _("being made")
    READY = "READY", _("ready")
    FAILED = "FAILED", _("failed")
    CANCELLED = "CANCELLED", _("cancelled")


class Kind(models.TextChoices):
    IMAGE = "image", _("picture")
    AUDIO = "audio", _("narration")


UNFINISHED = (AssetStatus.PENDING, AssetStatus.RUNNING)

TRANSITIONS: dict[str, dict[str, tuple[str, ...]]] = {
    # model → target → the statuses it may come from. PROCESSING and RUNNING name themselves: work whose lease ran out
    # is claimed again.
    "Story": {
        Status.PROCESSING: (Status.PENDING, Status.PROCESSING, Status.COMPLETE, Status.FAILED),
        Status.COMPLETE: (Status.PROCESSING,),
        Status.FAILED: (Status.PENDING, Status.PROCESSING),
    },
    "Asset": {
        AssetStatus.RUNNING: UNFINISHED,
        AssetStatus.PENDING: (AssetStatus.RUNNING,),
        AssetStatus.READY: (AssetStatus.RUNNING,),
        AssetStatus.FAILED: UNFINISHED,
        AssetStatus.CANCELLED: UNFINISHED,
    },
}


def due() -> Q:
    """Nobody works on it and its back-off, if any, is over.

    A lease that ends later than any lease can was given by a clock that was wrong; it does not count.
    """
    longest = Now() + timedelta(seconds=2 * settings.LEASE_SECONDS)
    unleased = Q(lease_until=None) | Q(lease_until__lt=Now()) | Q(lease_until__gt=longest)
    return unleased & (Q(not_before=None) | Q(not_before__lte=Now()))


class Work(models.Model):
    """A row that is also a piece of work: a job makes it, under a lease, in as many attempts as it takes.

    `lease_token` and `lease_until` say who works on it and how long that is believed. `claims` counts how often it was
    begun without being ended in good order, `failures` for each vendor how often it failed at this. `not_before` ends a
    back-off; `enqueued_at` is when the queue was last told; `blocked_since` is when it began to wait for what no retry
    mends (a bad key, no credit, no storage, a vendor that throttles).
    """

    CLAIMED: ClassVar[str]  # the status while a worker has it
    WAITING: ClassVar[str]  # the status while it waits for its next attempt

    claims = models.PositiveIntegerField(default=0, editable=False)
    failures = models.JSONField(default=dict, editable=False)
    blocked_since = models.DateTimeField(null=True, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    not_before = models.DateTimeField(null=True, editable=False)
    enqueued_at = models.DateTimeField(null=True, editable=False)
    error_code = models.CharField(_("what went wrong"), max_length=64, blank=True, default="", editable=False)
    error = models.TextField(blank=True, default="", editable=False)

    class Meta:
        abstract = True

    def move(self, to: str, *conditions: Q, **fields: Any) -> bool:
        """Change the status in one conditional UPDATE; True if this caller won, False if the row was elsewhere by then.

        `fields` are set in the same statement; on success they are on this instance too (expressions excepted).
        """
        sources = TRANSITIONS[type(self).__name__].get(to, ())
        fields = {"status": to, "updated_at": timezone.now(), **fields}
        won = type(self).objects.filter(*conditions, pk=self.pk, status__in=sources).update(**fields)
        if won:
            for name in (name for name, value in fields.items() if not hasattr(value, "resolve_expression")):
                setattr(self, name, fields[name])
        return bool(won)

    @property
    def held(self) -> Q:
        """The condition that this instance's lease is still the row's."""
        return Q(lease_token=self.lease_token)


class Story(Work):
    CLAIMED = WAITING = Status.PROCESSING

    story_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.TextField(max_length=200)  # lengths hold in forms alone, as in stories.limits
    status = models.CharField(max_length=16, choices=Status, default=Status.PENDING, editable=False)
    user_id = models.UUIDField(_("asked for by"), null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(null=True, editable=False)

    prompt = models.TextField(editable=False)
    style = models.TextField(blank=True, default="", editable=False)
    language = models.CharField(max_length=16, default="en", editable=False)
    num_scenes = models.PositiveSmallIntegerField(_("scenes asked for"), editable=False)
    seed = models.PositiveIntegerField(editable=False, default=0)
    # The bible: what stays the same from the first scene to the last.
    characters = models.JSONField(default=list, blank=True, help_text=_("A list of {name, description}."))
    art_direction = models.TextField(blank=True, default="")
    written_at = models.DateTimeField(null=True, editable=False)
    completed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        db_table = "stories"
        verbose_name_plural = "stories"
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(condition=Q(status__in=Status.values), name="story_status_is_known")]
        indexes = [
            models.Index(fields=["-created_at"], name="stories_newest"),
            models.Index(
                fields=["enqueued_at"], name="stories_unfinished", condition=Q(status__in=["PENDING", "PROCESSING"])
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @staticmethod
    def claimable() -> Q:
        """Its text is not whole and nobody is writing it."""
        return Q(status__in=[Status.PENDING, Status.PROCESSING], written_at=None) & due()

    @property
    def owner(self) -> str:
        """Who shares a fair turn: the user, or the story itself when nobody is named."""
        return str(self.user_id or self.story_id)

    @property
    def sequence(self) -> int:
        """A story's text goes before any scene."""
        return 0

    @property
    def kind(self) -> str:
        return "text"


class Scene(models.Model):
    scene_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="scenes")
    sequence = models.PositiveIntegerField(editable=False)
    text = models.TextField(max_length=5000)
    image_url = models.TextField(null=True, editable=False)
    audio_url = models.TextField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    picture = models.TextField(blank=True, default="", max_length=2000, help_text=_("What the picture shows."))
    alt = models.TextField(
        blank=True, default="", max_length=1000, help_text=_("What the picture shows, for readers who cannot see it.")
    )
    characters = models.JSONField(default=list, blank=True, help_text=_("The names of who is in the picture."))
    image = models.ForeignKey("Asset", null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    audio = models.ForeignKey("Asset", null=True, on_delete=models.SET_NULL, related_name="+", editable=False)

    class Meta:
        db_table = "scenes"
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["story", "sequence"], name="one_scene_per_sequence")]

    def __str__(self) -> str:
        return f"Scene {self.sequence}"

    def cast(self) -> list[dict[str, str]]:
        """The story's characters that are in this scene; all of them when the scene names none."""
        named = [character for character in self.story.characters if character["name"] in self.characters]
        return named or self.story.characters

    def input_digest(self, kind: str) -> str:
        """Identifies what an asset of this kind is made from; another digest means the asset is stale."""
        story = self.story
        if kind == Kind.AUDIO:
            parts = [self.text, story.language]
        else:
            parts = [self.picture or self.text, story.style, story.art_direction, repr(self.cast())]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    @property
    def stale_kinds(self) -> list[str]:
        """The kinds whose current asset was made from other words than the scene has now."""
        current = {Kind.IMAGE: self.image, Kind.AUDIO: self.audio}
        return [str(kind) for kind, asset in current.items() if asset and asset.input_digest != self.input_digest(kind)]


class Asset(Work):
    """One generated file of a scene and its state. A remake is a new row; the scene points at the current one."""

    CLAIMED, WAITING = AssetStatus.RUNNING, AssetStatus.PENDING

    asset_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scene = models.ForeignKey(Scene, on_delete=models.CASCADE, related_name="assets")
    kind = models.CharField(max_length=8, choices=Kind)
    status = models.CharField(max_length=16, choices=AssetStatus, default=AssetStatus.PENDING)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(null=True)

    input_digest = models.CharField(max_length=64)
    vendor = models.CharField(max_length=32, blank=True, default="")
    model = models.CharField(max_length=128, blank=True, default="")
    key = models.CharField(max_length=255, blank=True, default="", help_text=_("Object key in the kind's bucket."))
    original_key = models.CharField(max_length=255, blank=True, default="")
    content_type = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveIntegerField(null=True, help_text=_("Bytes."))
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    sizes = models.JSONField(default=list, help_text=_("Smaller versions of a picture: {width, key, size}."))
    placeholder = models.TextField(blank=True, default="", help_text=_("A tiny blurred picture as a data: address."))
    colour = models.CharField(max_length=7, blank=True, default="")
    seconds = models.FloatField(null=True)
    loudness = models.FloatField(null=True, help_text=_("LUFS; nothing for silence."))
    words = models.JSONField(default=list, help_text=_("Spoken words: [text, start, end] in seconds."))
    words_estimated = models.BooleanField(default=False)

    class Meta:
        db_table = "assets"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=AssetStatus.values), name="asset_status_is_known"),
            models.UniqueConstraint(
                fields=["scene", "kind"],
                condition=Q(status__in=["PENDING", "RUNNING"]),
                name="one_unfinished_asset_per_kind",
            ),
        ]
        indexes = [
            models.Index(
                fields=["enqueued_at"], name="assets_unfinished", condition=Q(status__in=["PENDING", "RUNNING"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of scene {self.scene_id}"

    @staticmethod
    def claimable() -> Q:
        """It is unfinished, nobody works on it, and its story has not been stopped.

        The story is asked in a subquery: a join would move the whole condition into one, and PostgreSQL does not
        look at a subquery again after waiting for another claim, so that two could win.
        """
        return Q(status__in=UNFINISHED, scene__in=Scene.objects.filter(story__status=Status.PROCESSING)) & due()

    @property
    def story(self) -> Story:
        return self.scene.story

    @property
    def language(self) -> str:
        return self.story.language

    @property
    def owner(self) -> str:
        return self.story.owner

    @property
    def sequence(self) -> int:
        return self.scene.sequence
