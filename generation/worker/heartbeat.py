"""What a worker says of itself once a second, in one round trip, for all its jobs at once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from redis.client import Pipeline
from rq import worker_registration
from rq.suspension import WORKERS_SUSPENDED
from rq.worker import WorkerStatus

from generation.worker.executions import LOST_SECONDS, Executions

RENEW_SECONDS = 30  # how often a running job's executions are renewed, as RQ's own worker does


class Heartbeat(Executions):
    """The part of a worker that counts, and tells Redis that it and its jobs are alive."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._unsaid: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._renewed = time.monotonic()

    def increment_successful_job_count(self, pipeline: Pipeline | None = None) -> None:
        self._count("successful_job_count", 1)

    def increment_failed_job_count(self, pipeline: Pipeline | None = None) -> None:
        self._count("failed_job_count", 1)

    def increment_total_working_time(self, job_execution_time: timedelta, pipeline: Pipeline | None = None) -> None:
        self._count("total_working_time", job_execution_time.total_seconds())

    def _count(self, field: str, amount: float) -> None:
        with self._counting:
            self._unsaid[field] += amount

    def beat(self, *, suspended: bool) -> bool:
        """One round trip that says all there is to say. Returns whether `rq suspend` has been called."""
        with self._counting:
            counted = {field: amount for field, amount in self._unsaid.items() if amount}
        with self.connection.pipeline(transaction=False) as pipe:
            pipe.exists(self.key)
            self.heartbeat(self.job_monitoring_interval + 60, pipe)
            self.set_state(self._state_now(suspended), pipe)
            for field, amount in counted.items():
                pipe.hincrbyfloat(self.key, field, amount)
            self._renew(pipe)
            pipe.exists(WORKERS_SUSPENDED)
            known, *_, suspended = pipe.execute()
        with self._counting:
            self._unsaid.subtract(counted)
        if not known:
            self._register_again()
        return bool(suspended)

    def _state_now(self, suspended: bool) -> WorkerStatus:
        if suspended:
            return WorkerStatus.SUSPENDED
        return WorkerStatus.BUSY if self.executions else WorkerStatus.IDLE

    def _renew(self, pipe: Pipeline) -> None:
        if time.monotonic() - self._renewed < RENEW_SECONDS:
            return
        self._renewed = time.monotonic()
        for execution in list(self.executions.values()):
            execution.heartbeat(execution.job.started_job_registry, LOST_SECONDS, pipe)

    def _register_again(self) -> None:
        """Redis has lost its memory: tell it again who we are and what is running."""
        self.log.warning("Worker %s: Redis does not know this worker any more, registering again", self.name)
        with self.connection.pipeline(transaction=False) as pipe:
            pipe.hset(self.key, mapping=self.serialize())
            worker_registration.register(self, pipe)
            pipe.sadd(self.queue_class.redis_queues_keys, *self.queue_keys())
            for execution in list(self.executions.values()):
                execution.job.save(pipeline=pipe)
                self.list_execution(execution, execution.job, pipe)
            pipe.execute()
