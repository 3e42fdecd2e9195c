"""Live progress. Events are hints that a row changed; a reader is right even if every one of them was lost."""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import transaction
from redis import RedisError

from generation.broker import connection

logger = logging.getLogger(__name__)


def _channel(story_id: uuid.UUID) -> str:
    return f"storymimi:events:{story_id}"


def publish(story_id: uuid.UUID, name: str, **values: Any) -> None:
    """Tell whoever follows this story that something changed. `name` is story or scene; `values` say which.

    Within a transaction they are told once it is committed: who reads the row before finds it as it was.
    """
    send = partial(_send, story_id, {"event": name, **values})
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(send)
    else:
        send()


def _send(story_id: uuid.UUID, event: dict[str, Any]) -> None:
    try:
        connection().publish(_channel(story_id), json.dumps(event))
    except RedisError:
        logger.warning("an event was not published: Redis does not answer")


def follow(story_id: uuid.UUID, *, seconds: float, heartbeat: float = 10) -> Iterator[dict[str, Any] | None]:
    """Yield events of this story for so many seconds; None once the subscription stands, and at every heartbeat."""
    deadline = time.monotonic() + seconds
    with connection().pubsub(ignore_subscribe_messages=True) as subscription:
        subscription.subscribe(_channel(story_id))
        subscription.get_message(timeout=seconds)  # Redis says that it stands
        yield None
        while (remaining := deadline - time.monotonic()) > 0:
            message = subscription.get_message(timeout=min(heartbeat, remaining))
            yield json.loads(message["data"]) if message else None
