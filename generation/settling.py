"""How a story ends: complete once its last asset has settled, perhaps with gaps, or stopped."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from generation import events
from generation.leases import CLEAN, UNLEASED
from stories.models import UNFINISHED, Asset, AssetStatus, Scene, Status, Story


def complete(story: Story) -> bool:
    """Close a story whose text is whole and whose assets all reached an end. Exactly one caller wins."""
    unfinished = Asset.objects.filter(scene__story=OuterRef("pk"), status__in=UNFINISHED)
    whole = Q(written_at__isnull=False, status=Status.PROCESSING) & ~Exists(unfinished)
    with transaction.atomic():
        # Locked before it is looked at again: PostgreSQL does not look at a subquery again after waiting for a remake.
        candidate = Story.objects.select_for_update().filter(whole, pk=story.pk).first()
        won = candidate is not None and story.move(Status.COMPLETE, whole, completed_at=Now(), **UNLEASED, **CLEAN)
        if won:
            Story.objects.filter(pk=story.pk).update(**_gaps(story))
    if won:
        events.publish(story.pk, "story", status=Status.COMPLETE)
    return won


def _gaps(story: Story) -> dict[str, str]:
    """What a complete story lacks, in one sentence, and why."""
    scenes = story.scenes.values_list("image_url", "audio_url")
    counts = {"picture": sum(not image for image, _ in scenes), "narration": sum(not audio for _, audio in scenes)}
    missing = [f"{count} {noun}{'s' * (count > 1)}" for noun, count in counts.items() if count]
    if not missing:
        return {"error": "", "error_code": ""}
    failed = Asset.objects.filter(scene__story=story, status=AssetStatus.FAILED).order_by("-updated_at").first()
    because = f" {failed.error}" if failed else ""
    return {"error": f"Missing: {' and '.join(missing)}.{because}", "error_code": "gaps"}


def stop(story: Story, *, code: str, message: str) -> bool:
    """Nothing new starts for this story; calls under way end by themselves and their result is kept."""
    stopped = story.move(Status.FAILED, **UNLEASED, error_code=code, error=message)
    if stopped:
        cancel_waiting(story)
    return stopped


def call_off(story: Story) -> bool:
    """Of a book that is whole and being remade: what waits is cancelled. It is ready once no call is under way."""
    gaps = Scene.objects.filter(Q(image_url=None) | Q(audio_url=None), story=OuterRef("pk"))
    with transaction.atomic():
        whole = Q(status=Status.PROCESSING, completed_at__isnull=False) & ~Exists(gaps)
        remade = Story.objects.select_for_update().filter(whole, pk=story.pk).first()
        if remade:
            _cancel_abandoned(remade)
    if remade:
        complete(story)
    return remade is not None


def abandoned() -> Q:
    """Of a story that was stopped: what nobody is making now."""
    return Q(status=AssetStatus.PENDING) | Q(status=AssetStatus.RUNNING, lease_until__lt=Now())


def cancel_waiting(story: Story) -> None:
    """Of a story that is stopped. Who retried it meanwhile counts on what waits, and keeps it."""
    with transaction.atomic():
        # Locked before its assets are looked at: a retry begins after this, and makes anew what was cancelled.
        stopped = Story.objects.select_for_update().filter(pk=story.pk, status=Status.FAILED).first()
        if stopped:
            _cancel_abandoned(stopped)
    if stopped:
        events.publish(story.pk, "story", status=Status.FAILED)


def _cancel_abandoned(story: Story) -> None:
    for asset in Asset.objects.filter(abandoned(), scene__story=story):
        asset.move(AssetStatus.CANCELLED, abandoned(), **UNLEASED)


def settle_text(story: Story) -> None:
    if story.status == Status.FAILED:
        cancel_waiting(story)
    else:
        complete(story)
