"""Our settings, with what tests/test_worker.py wants to see called now and then in place of the sweep."""

from storymimi.settings import *  # noqa: F403

WORKER_PERIODIC = {"tests.worker_jobs.tick": 0.1, "tests.worker_jobs.broken_tick": 0.1}
