from django.core.management.base import CommandError
from django_rq.management.commands import rqworker
from redis import RedisError

from generation import broker


class Command(rqworker.Command):
    help = "Take jobs from these queues: django-rq's command, which says here what to do where there is no Redis."

    def handle(self, *queues: str, **options: object) -> None:
        try:
            broker.connection().ping()
        except RedisError as error:
            raise CommandError(f"Redis does not answer ({error}) {broker.REMEDY}") from error
        super().handle(*queues, **options)
