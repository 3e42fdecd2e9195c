"""Deleting a story's files: asked for in the transaction that deletes the story, done by workers beside the sweep."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from generation import storage
from generation.chain import BACKOFF
from generation.models import Removal
from generation.providers.base import ProviderError

logger = logging.getLogger(__name__)

ONE_TURN = 60  # seconds a sweeper has a removal to itself


def request(story_id: uuid.UUID) -> None:
    """For the transaction that deletes the story, and for whoever stored a file after that."""
    Removal.objects.update_or_create(
        story_id=story_id, defaults={"requested_at": timezone.now(), "not_before": None, "attempts": 0}
    )


def sweep_removals(limit: int = 500) -> int:
    """Delete the files of so many deleted stories; returns how many of these have no file left."""
    due = Q(not_before=None) | Q(not_before__lte=timezone.now())
    removed = sum(remove(removal) for removal in Removal.objects.filter(due)[:limit])
    if removed:
        logger.info("the files of %d deleted stories are gone", removed)
    return removed


def remove(removal: Removal) -> bool:
    """Whether nothing is left of the story and its row is gone; False also while another sweeper is at it."""
    this_request = Removal.objects.filter(pk=removal.pk, requested_at=removal.requested_at)
    attempt = removal.attempts + 1
    if not this_request.filter(attempts=removal.attempts).update(attempts=attempt, not_before=_in(ONE_TURN)):
        return False
    try:
        is_gone = all(_is_emptied(kind, f"{removal.story_id}/") for kind in settings.BUCKETS)
    except ProviderError as error:
        logger.warning("the files of the deleted story %s could not be deleted: %s", removal.story_id, error)
        this_request.update(error=str(error), not_before=_in(BACKOFF[min(attempt, len(BACKOFF)) - 1]))
        return False
    return is_gone and bool(this_request.delete()[0])


def _in(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)


def _is_emptied(kind: str, folder: str) -> bool:
    storage.delete_prefix(kind, folder)
    return next(storage.keys(kind, folder), None) is None
