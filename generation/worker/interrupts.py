"""Ends a job that runs in a thread: at RQ's timeout, or because a person stops it.

Python can raise an exception in another thread, but the thread sees it only when it runs Python again: a loop ends at
once, a call that waits inside C (a socket, time.sleep) ends only after it returns. The deadlines of the HTTP calls are
therefore what ends a hanging vendor. A thread that does not come back within GRACE seconds is given up: its job is
reported as failed, its slot is free again, and whatever it still returns counts for nothing.
"""

from __future__ import annotations

import ctypes
import math
import threading
import time
from typing import Any, ClassVar

from rq.callbacks import execute_stopped_callback
from rq.command import handle_command, parse_payload
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue
from rq.timeouts import BaseDeathPenalty, JobTimeoutException
from rq.worker import BaseWorker

GRACE = 5.0


class JobStopped(Exception):
    """A person stopped this job from the dashboard."""


class GivenUp(Exception):
    """The thread came back after its job had been reported as failed."""


class Interrupt(BaseDeathPenalty):
    """RQ's timeout of the job (or callback) that runs in this thread. `check` is what makes it happen."""

    running: ClassVar[dict[int, Interrupt]] = {}
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, timeout: float, exception: type[Exception] = JobTimeoutException, job_id: str = "") -> None:
        super().__init__(timeout, exception)
        self.job_id = job_id
        self.given_up = False
        self._thread_id = threading.get_ident()
        self._due = time.monotonic() + timeout if timeout > 0 else math.inf
        self._raised_at = math.inf

    def setup_death_penalty(self) -> None:
        with self._lock:
            self.running[self._thread_id] = self

    def cancel_death_penalty(self) -> None:
        with self._lock:  # from here on nobody raises anything in this thread
            self.running.pop(self._thread_id, None)
        if self._raised_at < math.inf:
            _raise_in(self._thread_id, None)
        if self.given_up:
            raise GivenUp

    def __exit__(self, kind, error, traceback) -> bool:  # type: ignore[override]
        super().__exit__(kind, error, traceback)
        if isinstance(error, self._exception) and not error.args:
            error.args = (f"The job ran longer than its timeout of {self._timeout} seconds",)
        return False

    @classmethod
    def check(cls) -> list[str]:
        """Interrupt what is overdue. Returns the ids of the jobs whose threads have to be given up."""
        now = time.monotonic()
        with cls._lock:
            overdue = [interrupt for interrupt in cls.running.values() if interrupt._due <= now]
            for interrupt in overdue:
                interrupt._fire(interrupt._exception)
            lost = [each for each in overdue if each._raised_at + GRACE <= now and not each.given_up]
            for interrupt in lost:
                interrupt.given_up = True
        return [interrupt.job_id for interrupt in lost]

    @classmethod
    def stop(cls, job_id: str) -> None:
        with cls._lock:
            for interrupt in cls.running.values():
                if interrupt.job_id == job_id:
                    interrupt._fire(JobStopped)

    def _fire(self, exception: type[Exception]) -> None:
        if self._raised_at == math.inf:
            self._raised_at = time.monotonic()
            _raise_in(self._thread_id, exception)


def _raise_in(thread_id: int, exception: type[BaseException] | None) -> None:
    """Raise this class in a thread, or take back what it has not seen yet (None)."""
    target = None if exception is None else ctypes.py_object(exception)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread_id), target)


class InterruptibleJobs(BaseWorker):
    """The part of a worker that ends jobs early and reports them as RQ does."""

    death_penalty_class = Interrupt

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._stopping = threading.Lock()

    def subscribe(self) -> None:
        """To RQ's commands. `obey` reads them, so they need no thread of their own."""
        self.pubsub = self.connection.pubsub()
        self.pubsub.subscribe(self.pubsub_channel_name)

    def unsubscribe(self) -> None:
        self.pubsub.close()

    def obey(self) -> None:
        """Do what `rq` or the dashboard has sent since the last call."""
        while message := self.pubsub.get_message(ignore_subscribe_messages=True):
            command = parse_payload(message)
            if command["command"] in ("stop-job", "stop-execution"):
                Interrupt.stop(command["job_id"])
            else:
                handle_command(self, command)

    def fail_for_its_thread(self, job: Job, queue: Queue, execution: Execution) -> None:
        """Report a job whose thread is given up."""
        self.log.error("Worker %s: the thread of job %s does not come back, giving it up", self.name, job.id)
        error = JobTimeoutException(f"The job did not end within its timeout of {job.timeout} seconds")
        self._finalize_failure(job, queue, execution, (JobTimeoutException, error, None))

    def _finalize_failure(self, job: Job, queue: Queue, execution: Execution, exc_info: tuple) -> None:
        if isinstance(exc_info[1], GivenUp):
            self.log.warning("Worker %s: job %s came back after it was given up", self.name, job.id)
        elif isinstance(exc_info[1], JobStopped):
            self._finalize_stopped(job, queue, execution)
        else:
            super()._finalize_failure(job, queue, execution, exc_info)

    def _finalize_stopped(self, job: Job, queue: Queue, execution: Execution) -> None:
        self.log.warning("Worker %s: job %s was stopped by a person", self.name, job.id)
        self.handle_execution_ended(job, queue, 0)
        with self._stopping:  # RQ keeps one id of a stopped job, and takes it away again
            self._stopped_job_id = job.id
            self.handle_job_failure(job, queue, exc_string="Job stopped by user.", execution=execution)
        execute_stopped_callback(job, self.death_penalty_class)
