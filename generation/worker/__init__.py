"""An RQ worker that runs many jobs at once in one process.

    python manage.py rqworker text image audio --worker-class generation.worker.ThreadWorker

One thread a queue takes jobs, because RQ's blocking move loses nothing but waits at one queue only. It takes a slot
before it takes a job. Every queue has one of its own, and a flood of pictures never holds up a story's text. The jobs
run in a pool of threads. The main thread does the rest once a second: heartbeat, timeouts, commands, maintenance.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from redis import Redis
from redis.exceptions import RedisError
from rq.defaults import DEFAULT_LOGGING_DATE_FORMAT, DEFAULT_LOGGING_FORMAT
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue
from rq.worker import DequeueStrategy

from generation.worker.heartbeat import Heartbeat
from generation.worker.interrupts import Interrupt, InterruptibleJobs
from generation.worker.threads import Pool, Slots, repeat, start

TICK_SECONDS = 1.0
TAKE_SECONDS = 1.0  # how long a queue's thread waits in Redis before it looks whether the worker should stop
SCARCE_TAKE_SECONDS = 0.1  # the same where the queues have to share too few slots
MAINTENANCE_SECONDS = 300  # RQ's own search for what dead workers left behind


class ThreadWorker(InterruptibleJobs, Heartbeat):
    """settings.WORKER_SLOTS jobs at once; calls settings.WORKER_PERIODIC = {dotted path: seconds} beside them."""

    log_result_lifespan = False

    def __init__(self, *args: Any, **options: Any) -> None:
        self.slot_count = settings.WORKER_SLOTS
        options.setdefault("maintenance_interval", MAINTENANCE_SECONDS)
        super().__init__(*args, **options)
        self._pool = Pool("job")
        self._bell: SimpleQueue[None] = SimpleQueue()  # wakes the main thread; put() is safe inside a signal handler
        self._suspended = False
        self._found_empty: set[str] = set()  # the queues that were looked at in vain

    @property
    def dequeue_timeout(self) -> int:
        return math.ceil(TAKE_SECONDS)

    @property
    def connection_timeout(self) -> int:
        return self.dequeue_timeout + 10

    def _set_connection(self, connection: Redis) -> Redis:
        connection = super()._set_connection(connection)
        connection.connection_pool.max_connections = 2 * self.slot_count + 32  # redis-py's 100 would raise
        return connection

    # --- The worker's life -------------------------------------------------------------------------------------------
    def work(  # noqa: PLR0917 - RQ's signature
        self,
        burst: bool = False,
        logging_level: str | None = None,
        date_format: str = DEFAULT_LOGGING_DATE_FORMAT,
        log_format: str = DEFAULT_LOGGING_FORMAT,
        max_jobs: int | None = None,
        max_idle_time: int | None = None,
        with_scheduler: bool = False,
        dequeue_strategy: DequeueStrategy = DequeueStrategy.DEFAULT,
    ) -> bool:
        """Work until told to stop. Returns whether any job was run. Queues have equal rights: no dequeue strategy."""
        self._slots: Slots[tuple[Job, Queue, Execution]] = Slots(
            self.slot_count, max_jobs or math.inf, self.queue_names()
        )
        self.bootstrap(logging_level, date_format, log_format)
        if with_scheduler:
            self._start_scheduler(burst, logging_level, date_format, log_format)
        self._install_signal_handlers()
        try:
            self._tick()
            self._empty_queues() if burst else self._listen(max_idle_time or math.inf)
        except SystemExit:
            self._leave_at_once()
        finally:
            self.teardown()
        return self._slots.started > 0

    def _listen(self, max_idle_time: float) -> None:
        drained = threading.Event()
        calls = {import_string(path): seconds for path, seconds in settings.WORKER_PERIODIC.items()}
        repeaters = [start(repeat, "periodic", call, seconds, drained) for call, seconds in calls.items()]
        takers = [start(self._serve, f"queue-{queue.name}", queue) for queue in self.queues]
        self._tend(lambda: self._stop_requested or self._has_done_enough(max_idle_time))
        self._shutdown()
        self._tend(lambda: not self._slots.held() and not any(taker.is_alive() for taker in takers))
        drained.set()
        for repeater in repeaters:
            repeater.join(timeout=5)

    def _has_done_enough(self, max_idle_time: float) -> bool:
        has_looked = len(self._found_empty) == len(self.queues)
        return self._slots.are_used_up() or (has_looked and self._slots.idle_seconds() >= max_idle_time)

    def _empty_queues(self) -> None:
        """Burst: leave once nothing waits and nothing runs that could add more. No periodic work."""
        is_empty = False
        while not (is_empty or self._stop_requested or self._suspended or self._has_done_enough(math.inf)):
            is_empty = not self._slots.held()
            for queue in self.queues:
                while not self._stop_requested and self._start_next(queue, None):
                    is_empty = False
            self._tick()
            time.sleep(0 if is_empty else 0.05)
        self._shutdown()
        self._tend(lambda: not self._slots.held())

    def handle_warm_shutdown_request(self) -> None:
        self._stop_requested = True  # before it is said
        super().handle_warm_shutdown_request()

    def _shutdown(self) -> None:
        """RQ's first signal lands here: take nothing new, finish what runs. The second raises SystemExit."""
        self._stop_requested = True
        self._bell.put(None)

    def _leave_at_once(self) -> None:
        try:
            self.teardown()
        finally:
            os._exit(1)  # the interpreter's own end might wait for what the threads are in

    # --- The main thread ---------------------------------------------------------------------------------------------
    def _tend(self, until: Callable[[], bool]) -> None:
        while not until():
            self._tick()
            try:
                self._bell.get(timeout=TICK_SECONDS)
            except Empty:
                continue

    def _tick(self) -> None:
        self._give_up(Interrupt.check())
        try:
            self._suspended = self.beat(suspended=self._suspended)
            self.obey()
            if self.should_run_maintenance_tasks:
                self.run_maintenance_tasks()
        except RedisError as error:
            self.log.warning("Worker %s: no heartbeat: %s", self.name, error)

    def _give_up(self, job_ids: list[str]) -> None:
        for job, queue, execution in self._slots.held():
            if job.id in job_ids and self._slots.free(execution.id):
                self.fail_for_its_thread(job, queue, execution)

    # --- A queue's thread --------------------------------------------------------------------------------------------
    def _serve(self, queue: Queue) -> None:
        patience = TAKE_SECONDS if self.slot_count > len(self.queues) else SCARCE_TAKE_SECONDS
        try:
            while not self._stop_requested:
                if self._suspended or not self._start_next(queue, patience):
                    time.sleep(0.01)  # let another queue have the slot
        finally:
            self._shutdown()

    def _start_next(self, queue: Queue, timeout: float | None) -> bool:
        """False: there was no slot, or no job."""
        if not self._slots.take(queue.name, timeout=TICK_SECONDS):
            return False
        taken = self.take(queue, timeout)
        if taken is None:
            self._found_empty.add(queue.name)
            self._slots.give_back(queue.name)
            return False
        job, execution = taken
        self._slots.hold(execution.id, (job, queue, execution), queue.name)
        self._pool.run(self._run, job, queue, execution)
        return True

    # --- A job's thread ----------------------------------------------------------------------------------------------
    def _run(self, job: Job, queue: Queue, execution: Execution) -> None:
        try:
            self.perform_job(job, queue, execution)
        except RedisError:
            self.log.exception("Worker %s: how job %s ended could not be written down", self.name, job.id)
        finally:
            self.executions.pop(execution.id, None)
            self._slots.free(execution.id)
            if self._stop_requested:
                self._bell.put(None)
