"""The door to RQ: one queue a kind, jobs that carry a row's id, and what is known of both."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

from django.utils import timezone
from redis import RedisError
from rq import Queue, Worker

from generation import broker

logger = logging.getLogger(__name__)
TIMEOUT = 900  # seconds; the calls inside have deadlines of their own
FAILURE_TTL = 86400  # seconds a bug's traceback stays on the dashboard
SIGN_OF_LIFE = timedelta(seconds=30)


def queue(kind: str) -> Queue:
    return Queue(kind, connection=broker.connection())


def push(path: str, kind: str, pks: list[str]) -> bool:
    """Enqueue the function at `path` for these rows, in one round trip. False if Redis does not answer."""
    jobs = [
        Queue.prepare_data(
            path,
            args=(kind, pk),
            job_id=f"{pk}-{uuid.uuid4().hex[:8]}",
            timeout=TIMEOUT,
            result_ttl=0,
            failure_ttl=FAILURE_TTL,
            description=f"{path.rpartition('.')[2]} {pk}",
        )
        for pk in pks
    ]
    try:
        queue(kind).enqueue_many(jobs)
    except RedisError:
        logger.warning("%d %s jobs are left to the sweep: Redis does not answer", len(pks), kind)
        return False
    return True


def queued_ids(kind: str) -> set[str]:
    """The row ids on a queue; a job's id is the row's and a nonce."""
    return {job_id.rpartition("-")[0] for job_id in queue(kind).get_job_ids()}


def listeners(kind: str) -> int:
    """How many workers that take this kind's jobs gave a sign of life lately."""
    since = timezone.now() - SIGN_OF_LIFE
    heartbeats = [worker.last_heartbeat for worker in Worker.all(queue=queue(kind))]
    return sum(heartbeat is not None and heartbeat > since for heartbeat in heartbeats)
