"""How much waiting fits into one worker, and what a job costs: our threads beside Celery's and RQ's own worker.

`python -m bench.engine` needs PostgreSQL (BENCH_DATABASE_URL, default postgres://postgres@127.0.0.1:5432/postgres; it
makes a database of its own and drops it) and `pip install -r requirements-bench.txt`. It takes about three minutes.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import requests
from redis import Redis

from bench import processes
from bench.contestants import CELERY, RQ_DEFAULT, THREADS, Contestant
from tests.ports import free_ports

ADMIN_URL = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
PATIENCE = 120.0
ROUNDS = (THREADS, CELERY, THREADS, CELERY, RQ_DEFAULT)


@dataclass
class Course:
    """The servers every contestant runs against."""

    folder: Path
    redis: Redis
    vendor: str
    database: str
    environment: dict[str, str]


@dataclass
class Result:
    """One entry a round."""

    calls: int
    cpu_ms: list[float] = field(default_factory=list)
    start_ms: list[float] = field(default_factory=list)
    call_cpu_ms: list[float] = field(default_factory=list)
    idle_mib: list[float] = field(default_factory=list)
    waiting_mib: list[float] = field(default_factory=list)
    peak_mib: list[float] = field(default_factory=list)

    def calls_per_gb(self) -> float:
        return self.calls / statistics.median(self.peak_mib) * 1024

    def line(self, name: str) -> str:
        idle, waiting, peak = map(statistics.median, (self.idle_mib, self.waiting_mib, self.peak_mib))
        cpu, start, call = map(statistics.median, (self.cpu_ms, self.start_ms, self.call_cpu_ms))
        memory = f"{idle:.0f} MiB idle, {waiting:.0f} with {self.calls} calls waiting, {peak:.0f} at most"
        return f"{name:14}  {memory:55}  {cpu:6.2f} ms CPU a job  {call:5.1f} a call  {start:6.2f} ms to start"


def main() -> None:
    print(__doc__)
    results = {contestant: Result(contestant.calls) for contestant in ROUNDS}
    with course() as ground:
        for contestant in ROUNDS:
            try:
                run(contestant, ground, results[contestant])
            except TimeoutError:
                print((ground.folder / "worker.log").read_text()[-4000:])
                raise
            print(results[contestant].line(contestant.name), flush=True)
    print()
    print(json.dumps(summary(results[THREADS], results[CELERY], results[RQ_DEFAULT])))


def summary(threads: Result, celery: Result, rq_default: Result) -> dict[str, float]:
    figures = {
        "waiting_jobs_per_gb": threads.calls_per_gb(),
        "cpu_ms_per_job": statistics.median(threads.cpu_ms),
        "cpu_ms_per_call": statistics.median(threads.call_cpu_ms),
        "start_p50_ms": statistics.median(threads.start_ms),
        "celery_waiting_jobs_per_gb": celery.calls_per_gb(),
        "celery_cpu_ms_per_job": statistics.median(celery.cpu_ms),
        "celery_cpu_ms_per_call": statistics.median(celery.call_cpu_ms),
        "celery_start_p50_ms": statistics.median(celery.start_ms),
        "rq_default_waiting_jobs_per_gb": rq_default.calls_per_gb(),
        "rq_default_cpu_ms_per_job": statistics.median(rq_default.cpu_ms),
        "rq_default_start_p50_ms": statistics.median(rq_default.start_ms),
    }
    return {name: round(figure, 2) for name, figure in figures.items()}


# --- One contestant, once --------------------------------------------------------------------------------------------
def run(contestant: Contestant, ground: Course, result: Result) -> None:
    ground.redis.flushall()
    environment = ground.environment | {"BENCH_VENDOR_URL": f"{ground.vendor}/{contestant.calls}"}
    with processes.running(contestant.command, ground.folder / "worker.log", **environment) as worker:
        measure_starts(contestant, ground, 10)  # it is up, and has imported what it needs
        result.idle_mib.append(processes.pss_mib(worker.pid))
        result.cpu_ms.append(measure_cpu(contestant, ground, worker.pid))
        result.start_ms.append(measure_starts(contestant, ground, contestant.starts))
        before = processes.cpu_seconds(worker.pid)
        waiting, peak = measure_waiting(contestant, ground, worker.pid)
        result.call_cpu_ms.append((processes.cpu_seconds(worker.pid) - before) / contestant.calls * 1000)
        result.waiting_mib.append(waiting)
        result.peak_mib.append(peak)


def measure_cpu(contestant: Contestant, ground: Course, pid: int) -> float:
    """CPU milliseconds of the worker's processes for a job that does nothing."""
    before = processes.cpu_seconds(pid)
    contestant.send(ground.redis, "nothing", count=contestant.jobs)
    until(lambda: not contestant.unfinished(ground.redis), "the jobs to be done")
    return (processes.cpu_seconds(pid) - before) / contestant.jobs * 1000


def measure_starts(contestant: Contestant, ground: Course, count: int) -> float:
    """Median milliseconds from before a job is enqueued to its first line, on an idle worker."""
    ground.redis.delete("bench:starts")
    for _ in range(count):
        contestant.send(ground.redis, "note_start", time.time())
        time.sleep(contestant.pause)
    until(lambda: ground.redis.llen("bench:starts") == count, "the jobs to start")
    return statistics.median(map(float, ground.redis.lrange("bench:starts", 0, -1))) * 1000


def measure_waiting(contestant: Contestant, ground: Course, pid: int) -> tuple[float, float]:
    """MiB while all calls wait at the vendor, and the most there was until all rows were written."""
    seen: list[float] = []

    def sample_until(condition: Callable[[], bool], what: str) -> None:
        until(lambda: seen.append(processes.pss_mib(pid)) or condition(), what)

    contestant.send(ground.redis, "call_vendor", count=contestant.calls)
    sample_until(lambda: _waiting_at(ground) == contestant.calls, "all calls to wait at the vendor")
    while_waiting = processes.pss_mib(pid)
    sample_until(lambda: _take_rows(ground, contestant.calls), "all rows to be written")
    return while_waiting, max(seen)


def _waiting_at(ground: Course) -> int:
    return int(requests.get(ground.vendor, timeout=10, verify=ground.environment.get("REQUESTS_CA_BUNDLE")).text)


def _take_rows(ground: Course, expected: int) -> bool:
    with psycopg.connect(ground.database, autocommit=True) as connection:
        rows = connection.execute("SELECT count(*) FROM bench_call").fetchone()[0]
        if rows == expected:
            connection.execute("TRUNCATE bench_call")
        return rows == expected


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {PATIENCE:.0f} s for {what}")
        time.sleep(0.1)


# --- The servers -----------------------------------------------------------------------------------------------------
@contextmanager
def course() -> Iterator[Course]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="storymimi-bench-")))
        port, vendor_port = free_ports(2)
        certificate = processes.certificate(folder)
        stack.enter_context(processes.running(processes.redis_command(port, folder), folder / "redis.log"))
        vendor = processes.python("-m", "bench.vendor", str(vendor_port), *certificate)
        stack.enter_context(processes.running(vendor, folder / "vendor.log"))
        database = stack.enter_context(_database())
        environment = {
            "REDIS_URL": f"redis://127.0.0.1:{port}/0",
            "DATABASE_URL": database,
            "DATA_DIR": str(folder),
            "DEBUG": "1",
            "WORKER_SLOTS": "514",  # 512, and one each for the two queues that stay empty
        }
        if certificate:
            environment["REQUESTS_CA_BUNDLE"] = certificate[0]
        address = f"{'https' if certificate else 'http'}://127.0.0.1:{vendor_port}"
        yield Course(folder, Redis(port=port), address, database, environment)


@contextmanager
def _database() -> Iterator[str]:
    name = f"storymimi_bench_{uuid.uuid4().hex[:8]}"
    url = urlunsplit(urlsplit(ADMIN_URL)._replace(path=f"/{name}"))
    with psycopg.connect(ADMIN_URL, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            with psycopg.connect(url) as connection:
                connection.execute("CREATE TABLE bench_call (bytes integer)")
            migrate = processes.python("manage.py", "migrate", "--verbosity", "0")
            subprocess.run(
                migrate, check=True, cwd=processes.ROOT, env=os.environ | {"DATABASE_URL": url, "DEBUG": "1"}
            )
            yield url
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


if __name__ == "__main__":
    main()
