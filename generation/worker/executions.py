"""What Redis is told when a job starts and ends. The dashboard and registries stay right with three round trips a job.

RQ's own worker takes nineteen, with about fifty commands. What is left out here is what nobody reads, or what one
heartbeat a second can say for all jobs at once (heartbeat.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from redis.client import Pipeline
from redis.exceptions import ConnectionError, TimeoutError
from rq.exceptions import NoSuchJobError
from rq.executions import Execution, ExecutionRegistry
from rq.job import Job, JobStatus
from rq.queue import Queue
from rq.results import Result
from rq.utils import now, utcformat
from rq.worker import BaseWorker

LOST_SECONDS = 90  # an execution that was not renewed for so long belongs to a dead worker

UNREACHABLE = (ConnectionError, TimeoutError)
Answer = TypeVar("Answer")


class Executions(BaseWorker):
    """The part of a worker that takes jobs and writes down how they end."""

    def patiently(self, call: Callable[[], Answer]) -> Answer:
        """Call again until Redis answers: what a job did is written down even if Redis was away when it ended."""
        while True:
            try:
                return call()
            except UNREACHABLE as error:
                if self._stop_requested:
                    raise
                self.log.warning("Worker %s: Redis does not answer (%s), trying again", self.name, error)
                time.sleep(1)

    # --- A job starts and ends ---------------------------------------------------------------------------------------
    def take(self, queue: Queue, timeout: float | None) -> tuple[Job, Execution] | None:
        """The queue's next job, started. Waits for one for `timeout` seconds; None does not wait."""
        while job_id := self.patiently(lambda: self._move(queue, timeout)):
            if self._stop_requested:
                self._put_back(queue, job_id)
                break
            if taken := self._begin(self.job_class(job_id.decode(), self.connection, self.serializer), queue):
                return taken
        return None

    def _move(self, queue: Queue, timeout: float | None) -> bytes | None:
        if timeout is None:
            return self.connection.lmove(queue.key, queue.intermediate_queue_key)
        return self.connection.blmove(queue.key, queue.intermediate_queue_key, timeout)

    def _put_back(self, queue: Queue, job_id: bytes) -> None:
        with self.connection.pipeline() as pipe:
            pipe.lrem(queue.intermediate_queue_key, 1, job_id)
            pipe.lpush(queue.key, job_id)
            pipe.execute()

    def _begin(self, job: Job, queue: Queue) -> tuple[Job, Execution] | None:
        """Write that the job has started, and read what it is, in one round trip."""
        job.origin = queue.name
        execution = Execution(uuid4().hex, job.id, self.connection, self.name)
        execution._job = job
        stored = self.patiently(lambda: self._write_start(job, queue, execution))
        try:
            job.restore(stored)
        except NoSuchJobError:  # it was deleted or has expired while it waited
            self.patiently(lambda: self._unwrite_start(job, execution))
            return None
        self.executions[execution.id] = execution
        return job, execution

    def _write_start(self, job: Job, queue: Queue, execution: Execution) -> dict[bytes, bytes]:
        with self.connection.pipeline(transaction=False) as pipe:
            self.list_execution(execution, job, pipe)
            job.prepare_for_execution(self.name, pipeline=pipe)
            pipe.persist(job.key)
            pipe.lrem(queue.intermediate_queue_key, 1, job.id)
            pipe.hgetall(job.key)
            return pipe.execute()[-1]

    def _unwrite_start(self, job: Job, execution: Execution) -> None:
        with self.connection.pipeline(transaction=False) as pipe:
            execution.delete(job, pipe)
            pipe.delete(job.key)
            pipe.execute()

    def list_execution(self, execution: Execution, job: Job, pipe: Pipeline) -> None:
        execution.save(LOST_SECONDS, pipeline=pipe)
        job.started_job_registry.add_execution(execution, pipeline=pipe, ttl=LOST_SECONDS)
        ExecutionRegistry(job.id, self.connection).add(execution, LOST_SECONDS, pipeline=pipe)
        pipe.sadd(self.executions_key, execution.composite_key)

    def prepare_job_execution(self, job: Job, remove_from_intermediate_queue: bool = False) -> None:
        """Nothing: `take` has written it all."""

    def handle_execution_ended(self, job: Job, queue: Queue, heartbeat_ttl: int) -> None:
        job.ended_at = now()

    def handle_job_success(self, job: Job, queue: Queue, started_job_registry: Any, execution: Execution) -> None:
        """One round trip for a plain job; RQ's own way for one that repeats or belongs to a group or a rate limit."""
        if job.repeats_left or job.group_id or job.has_rate_limit:
            super().handle_job_success(job, queue, started_job_registry, execution)
            return
        dependents = self.patiently(lambda: self._write_success(job, execution))
        self.executions.pop(execution.id, None)
        self.increment_successful_job_count()
        self.increment_total_working_time(job.ended_at - job.started_at)
        if dependents:
            queue.enqueue_dependents(job)

    def handle_job_failure(self, *args: Any, **options: Any) -> None:
        self.patiently(self.connection.ping)  # RQ only logs a failure that it cannot write down
        super().handle_job_failure(*args, **options)

    def _write_success(self, job: Job, execution: Execution) -> set[bytes]:
        """Returns the ids of the jobs that depend on this one."""
        ttl = job.get_result_ttl(self.default_result_ttl)
        with self.connection.pipeline(transaction=False) as pipe:
            if ttl == 0:
                pipe.delete(job.key, job.dependencies_key, Result.get_key(job.id))
            else:
                self._keep_result(job, execution, ttl, pipe)
            execution.delete(job, pipe)
            pipe.smembers(job.dependents_key)
            return pipe.execute()[-1]

    def _keep_result(self, job: Job, execution: Execution, ttl: int, pipe: Pipeline) -> None:
        pipe.hset(job.key, mapping={"status": JobStatus.FINISHED, "ended_at": utcformat(job.ended_at)})
        if ttl > 0:
            pipe.expire(job.key, ttl)
        job.finished_job_registry.add(job, ttl, pipe)
        Result.create(
            job,
            Result.Type.SUCCESSFUL,
            ttl,
            return_value=job._result,
            worker_name=self.name,
            pipeline=pipe,
            execution_id=execution.id,
            execution_started_at=execution.created_at,
            execution_ended_at=job.ended_at,
        )
