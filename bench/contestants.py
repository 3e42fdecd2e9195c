"""The engines that are compared: how each is started, fed, and known to have finished."""

from __future__ import annotations

from dataclasses import dataclass

from celery import Celery
from redis import Redis
from rq import Queue

from bench.processes import python

QUEUE = "image"


@dataclass(frozen=True)
class Contestant:
    """`calls` wait at once; `jobs` measure the CPU of a job, `starts` its delay, `pause` seconds lie between those."""

    name: str
    command: tuple[str, ...]
    calls: int = 512
    jobs: int = 3000
    starts: int = 200
    pause: float = 0.02

    def send(self, redis: Redis, job: str, *arguments: float, count: int = 1) -> None:
        """As generation.jobs does it."""
        entries = [Queue.prepare_data(f"bench.jobs.{job}", args=arguments, result_ttl=0) for _ in range(count)]
        Queue(QUEUE, connection=redis).enqueue_many(entries)

    def unfinished(self, redis: Redis) -> int:
        key = f"rq:queue:{QUEUE}"
        return redis.llen(key) + redis.llen(f"{key}:intermediate") + redis.zcard(f"rq:wip:{QUEUE}")


@dataclass(frozen=True)
class CeleryThreads(Contestant):
    def send(self, redis: Redis, job: str, *arguments: float, count: int = 1) -> None:
        app = _celery(redis)
        with app.producer_pool.acquire(block=True) as producer:
            for _ in range(count):
                app.send_task(job, args=arguments, producer=producer)

    def unfinished(self, redis: Redis) -> int:
        return redis.llen("celery") + redis.hlen("unacked")


_celery_apps: dict[int, Celery] = {}


def _celery(redis: Redis) -> Celery:
    port = redis.connection_pool.connection_kwargs["port"]
    if port not in _celery_apps:
        _celery_apps[port] = Celery("bench", broker=f"redis://127.0.0.1:{port}/0")
        _celery_apps[port].conf.task_ignore_result = True
    return _celery_apps[port]


QUEUES = ("text", "image", "audio", "--verbosity", "0")
THREADS = Contestant(
    "StoryMimi", python("manage.py", "rqworker", *QUEUES, "--worker-class", "generation.worker.ThreadWorker")
)
CELERY = CeleryThreads(
    "Celery threads", python("-m", "celery", "-A", "bench.celery_app", "worker", "--pool", "threads", "-c", "512")
)
RQ_DEFAULT = Contestant(
    "RQ, 16 workers",
    python("manage.py", "rqworker-pool", *QUEUES, "--num-workers", "16"),
    calls=16,
    jobs=100,
    starts=20,
    pause=0.2,
)
