"""Celery with the same jobs: late acknowledgement as RQ's intermediate queue, no results as our result_ttl=0."""

from __future__ import annotations

import os

import django
from celery import Celery
from django.conf import settings
from django.utils.module_loading import import_string

from bench import jobs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storymimi.settings")
django.setup()
for path in settings.WORKER_PERIODIC:
    import_string(path)  # a worker of ours has these modules in memory as well

app = Celery("bench", broker=os.environ["REDIS_URL"])
app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1, task_ignore_result=True)

for job in (jobs.nothing, jobs.note_start, jobs.call_vendor):
    app.task(job, name=job.__name__)
