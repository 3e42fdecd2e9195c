"""The worker, as an operator meets it: the real command, a real Redis, real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue, Retry, Worker
from rq.command import send_stop_job_command
from rq.job import Job
from rq.suspension import resume, suspend

from generation.worker import threads
from storymimi import embedded_redis

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "manage.py", "rqworker", "--worker-class", "generation.worker.ThreadWorker")
ALL_QUEUES = ("text", "image", "audio")
SECONDS = 120  # only a failing test waits so long


class Workplace:
    """A Redis of its own, a folder for the files jobs leave, and workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = embedded_redis.url(folder)
        self.redis = Redis.from_url(self.url)

    def enqueue(self, job: str, *arguments: object, queue: str = "image", **options: object) -> Job:
        return self.queue(queue).enqueue(f"tests.worker_jobs.{job}", *arguments, **options)

    def queue(self, name: str) -> Queue:
        return Queue(name, connection=self.redis)

    @contextmanager
    def worker(self, *options: str, slots: int = 8) -> Iterator[subprocess.Popen]:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder}/worker.sqlite3",
            "REDIS_URL": self.url,
            "WORKER_JOBS_FOLDER": str(self.folder),
            "WORKER_SLOTS": str(slots),
            "DEBUG": "1",
        }
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen([*COMMAND, *options], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def wrote(self, name: str) -> int:
        """How often a job left this mark."""
        file = self.folder / name
        return len(file.read_text().splitlines()) if file.exists() else 0

    def go(self, *names: str) -> None:
        for name in names:
            (self.folder / f"{name}.go").touch()

    def rq_info(self) -> str:
        command = [str(Path(sys.executable).with_name("rq")), "info", "--url", self.url]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def log(self) -> str:
        return (self.folder / "worker.log").read_text()


def eventually(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """One worker for the tests that leave it as it was."""
    folder = tmp_path_factory.mktemp("shared")
    with embedded_redis.running(folder):
        place = Workplace(folder)
        with place.worker(*ALL_QUEUES, slots=24) as process:
            yield place
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=SECONDS)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with embedded_redis.running(tmp_path):
        yield Workplace(tmp_path)


def test_twenty_jobs_wait_at_the_same_time_in_one_process(shared):
    jobs = [shared.enqueue("meet", f"guest-{number}", 20) for number in range(20)]

    eventually(lambda: all(job.is_finished for job in jobs))

    assert len(list(shared.folder.glob("guest-*.here"))) == 20


def test_rq_info_shows_a_busy_worker_and_what_it_executes(shared):
    jobs = [shared.enqueue("hold", name) for name in ("seen-1", "seen-2")]
    eventually(lambda: shared.wrote("seen-1.started") and shared.wrote("seen-2.started"))

    eventually(lambda: "busy text, image, audio" in shared.rq_info())
    assert "2 executing" in shared.rq_info()
    [worker] = Worker.all(connection=shared.redis)
    assert {execution.job_id for execution in worker.get_current_executions()} == {job.id for job in jobs}

    shared.go("seen-1", "seen-2")
    eventually(lambda: "idle text, image, audio" in shared.rq_info())
    assert "0 executing" in shared.rq_info()


def test_a_failed_job_is_listed_as_failed_with_its_traceback(shared):
    job = shared.enqueue("fail", "once")

    eventually(lambda: job.is_failed)

    assert job.id in shared.queue("image").failed_job_registry
    assert "ValueError: no more ink" in job.latest_result().exc_string


def test_a_job_with_retries_left_is_run_again(shared):
    job = shared.enqueue("fail", "thrice", retry=Retry(max=2))

    eventually(lambda: job.is_failed)

    assert shared.wrote("thrice") == 3


def test_a_job_starts_after_the_one_it_depends_on(shared):
    first = shared.enqueue("hold", "first")
    second = shared.enqueue("remember", "second", depends_on=first)
    eventually(lambda: shared.wrote("first.started"))
    assert second.is_deferred

    shared.go("first")

    eventually(lambda: shared.wrote("second"))


def test_a_job_that_loops_past_its_timeout_is_ended_and_reported(shared):
    job = shared.enqueue("loop", job_timeout=1)

    eventually(lambda: job.is_failed)

    assert "its timeout of 1 seconds" in job.latest_result().exc_string


def test_a_job_that_nothing_can_end_is_reported_and_gives_its_slot_back(place):
    with place.worker("image", slots=1):
        stuck = place.enqueue("stuck", "door", job_timeout=1)
        behind = place.enqueue("remember", "behind")

        eventually(lambda: stuck.is_failed)
        eventually(lambda: behind.is_finished)
        (place.folder / "door").open("w").close()  # nothing is written: who came back has shut the door by then
        eventually(lambda: "came back after it was given up" in place.log())

        assert stuck.is_failed
        assert "did not end within its timeout of 1 seconds" in stuck.latest_result().exc_string


def test_a_person_can_stop_a_running_job(shared):
    job = shared.enqueue("hold", "stopped")
    eventually(lambda: shared.wrote("stopped.started"))

    send_stop_job_command(shared.redis, job.id)

    eventually(lambda: job.is_stopped)


def test_a_suspended_worker_takes_nothing_until_it_is_resumed(shared):
    suspend(shared.redis)
    eventually(lambda: "suspended text, image, audio" in shared.rq_info())
    jobs = [shared.enqueue("remember", "resumed") for _ in range(3)]
    time.sleep(1)  # a worker that takes no notice would have run them by now
    assert [job.is_queued for job in jobs[1:]] == [True, True], "the first may come to who was waiting for one"

    resume(shared.redis)

    eventually(lambda: all(job.is_finished for job in jobs))


def test_a_job_deleted_while_it_waited_is_passed_over_and_leaves_nothing(place):
    deleted = place.enqueue("remember", "deleted")
    place.redis.delete(deleted.key)
    after = place.enqueue("remember", "after", result_ttl=0)

    with place.worker("image", "--burst") as process:
        assert process.wait(timeout=SECONDS) == 0

    assert place.wrote("after") == 1
    assert not place.wrote("deleted")
    assert not list(place.redis.scan_iter(f"*{deleted.id}*"))
    assert not list(place.redis.scan_iter(f"*{after.id}*"))
    assert not place.redis.exists("rq:wip:image", "rq:queue:image:intermediate")


def test_pictures_never_take_the_slot_a_story_needs(place):
    with place.worker(*ALL_QUEUES, slots=4):
        for number in range(8):
            place.enqueue("hold", f"picture-{number}")
        eventually(lambda: len(list(place.folder.glob("picture-*.started"))) == 2)
        time.sleep(3)  # long enough for a thread that waits for a text to lose heart

        text = place.enqueue("remember", "text", queue="text")

        eventually(lambda: text.is_finished)
        assert len(list(place.folder.glob("picture-*.started"))) == 2
        assert not list(place.folder.glob("picture-*.done"))


def test_a_single_slot_serves_all_queues_one_after_the_other(place):
    jobs = [place.enqueue("remember", "turn", queue=queue) for queue in ALL_QUEUES * 2]

    with place.worker(*ALL_QUEUES, slots=1):
        eventually(lambda: all(job.is_finished for job in jobs))

    assert place.wrote("turn") == 6


def test_sigterm_finishes_what_runs_and_takes_nothing_new(place):
    with place.worker("image", slots=1) as process:
        running, waiting = place.enqueue("hold", "running"), place.enqueue("remember", "waiting")
        eventually(lambda: place.wrote("running.started"))

        process.send_signal(signal.SIGTERM)
        eventually(lambda: "warm shut down requested" in place.log())
        place.go("running")

        assert process.wait(timeout=SECONDS) == 0
        assert running.is_finished
        assert place.queue("image").job_ids == [waiting.id]
        assert not place.redis.exists("rq:queue:image:intermediate", "rq:wip:image")
        assert "0 workers" in place.rq_info()


def test_an_idle_worker_told_to_stop_leaves_the_next_job_on_the_queue(place):
    with place.worker(*ALL_QUEUES) as process:
        eventually(lambda: "idle" in place.rq_info())
        process.send_signal(signal.SIGTERM)
        eventually(lambda: "warm shut down requested" in place.log())
        late = place.enqueue("remember", "late")

        assert process.wait(timeout=SECONDS) == 0
        assert place.queue("image").job_ids == [late.id]


def test_a_second_sigterm_leaves_at_once(place):
    with place.worker("image") as process:
        job = place.enqueue("hold", "cut")
        eventually(lambda: place.wrote("cut.started"))

        process.send_signal(signal.SIGTERM)
        eventually(lambda: "warm shut down requested" in place.log())
        eventually(lambda: has_left_after_another(process))

        assert process.returncode != 0
        assert not place.wrote("cut.done")
        assert job.is_started


def has_left_after_another(process: subprocess.Popen) -> bool:
    time.sleep(1.2)  # RQ takes a second signal within one second for the same Ctrl-C
    process.send_signal(signal.SIGTERM)
    time.sleep(0.1)
    return process.poll() is not None


def test_burst_empties_the_queues_and_leaves(place):
    place.enqueue("enqueue_another", "added", queue="audio")
    for _ in range(10):
        place.enqueue("remember", "burst")

    with place.worker(*ALL_QUEUES, "--burst", slots=2) as process:
        assert process.wait(timeout=SECONDS) == 0

    assert place.wrote("burst") == 10
    assert place.wrote("added") == 1


def test_max_jobs_is_kept_to_the_job(place):
    for _ in range(9):
        place.enqueue("remember", "counted")

    with place.worker(*ALL_QUEUES, "--max-jobs", "5") as process:
        assert process.wait(timeout=SECONDS) == 0

    assert place.wrote("counted") == 5
    assert len(place.queue("image")) == 4


def test_a_worker_with_nothing_to_do_leaves_after_max_idle_time(place):
    place.enqueue("remember", "only")

    with place.worker(*ALL_QUEUES, "--max-idle-time", "1") as process:
        assert process.wait(timeout=SECONDS) == 0

    assert place.wrote("only") == 1


def test_after_redis_lost_its_memory_the_worker_and_its_job_are_seen_again(place):
    with place.worker(*ALL_QUEUES):
        job = place.enqueue("hold", "remembered")
        eventually(lambda: place.wrote("remembered.started"))

        place.redis.flushall()

        eventually(lambda: "busy text, image, audio" in place.rq_info())
        assert "1 executing" in place.rq_info()
        place.go("remembered")
        eventually(lambda: job.is_finished)
        assert place.enqueue("remember", "next").id
        eventually(lambda: place.wrote("next"))


def test_a_job_that_ends_while_redis_is_away_is_done_once_and_recorded(tmp_path):
    place = Workplace(tmp_path)
    with ExitStack() as worker:
        with embedded_redis.running(tmp_path):
            worker.enter_context(place.worker(*ALL_QUEUES))
            job = place.enqueue("hold", "away", retry=Retry(max=3))
            eventually(lambda: place.wrote("away.started"))
        place.go("away")
        eventually(lambda: "Redis does not answer" in place.log())

        with embedded_redis.running(tmp_path):
            eventually(lambda: job.is_finished)
            later = place.enqueue("remember", "later")
            eventually(lambda: later.is_finished)

    assert place.wrote("away.done") == 1


def test_periodic_work_goes_on_though_some_of_it_fails(shared):
    before = shared.wrote("tick"), shared.wrote("broken_tick")

    eventually(lambda: shared.wrote("tick") > before[0] + 2 and shared.wrote("broken_tick") > before[1] + 2)

    assert "RuntimeError: a sweep that fails" in shared.log()


def test_a_thread_between_two_jobs_keeps_no_database_connection(place):
    place.enqueue("leave_connection_open")
    place.enqueue("look_for_connection", "found")

    with place.worker("image", "--burst", slots=1) as process:
        process.wait(timeout=SECONDS)

    assert place.wrote("found.none") == 1


def test_where_the_system_gives_no_more_threads_a_job_runs_all_the_same():
    ran: list[str] = []
    usual = threading.stack_size(1 << 46)  # more than there is address space: no thread can start
    try:
        threads.Pool("job").run(ran.append, "here")
    finally:
        threading.stack_size(usual)

    assert ran == ["here"]
