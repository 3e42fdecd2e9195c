"""`manage.py doctor`: is everything there that a story takes? One line a part, and what to do where it is not."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.core import checks
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from redis import RedisError

from generation import broker, providers, queues, store_setup
from generation.providers.base import Finding, ProviderError
from storymimi import data_api, migrated

WORKER = "./manage.py rqworker text image audio --worker-class generation.worker.ThreadWorker"


class Command(BaseCommand):
    help = "Check settings, database, Redis, worker, storage and vendors, with calls that cost nothing."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-vendors", action="store_true", help="leave the vendors alone")

    def handle(self, *, no_vendors: bool, **options: object) -> None:
        bad = 0
        for finding in findings(with_vendors=not no_vendors):
            self.stdout.write(self._line(finding))
            bad += not finding.ok
        if bad:
            raise CommandError(f"{bad} {'part needs' if bad == 1 else 'parts need'} attention.")
        self.stdout.write("Everything is there.")

    def _line(self, finding: Finding) -> str:
        if finding.ok:
            return f"{self.style.SUCCESS('✓')} {finding.subject:<40} {finding.hint}".rstrip()
        return f"{self.style.ERROR('✗')} {finding.subject:<40} {finding.remedy}"


def findings(*, with_vendors: bool = True) -> Iterator[Finding]:
    yield from check_settings()
    yield from check_database()
    yield from check_queue()
    for kind in settings.KINDS:
        if kind in settings.STORAGES:
            yield from check_storage(kind)
    if with_vendors:
        for kind in settings.KINDS:
            yield from check_providers(kind)


def check_settings() -> Iterator[Finding]:
    """An error is to be mended; a warning is something to know."""
    findings = [_told(message) for message in checks.run_checks() if _is_heard(message)]
    yield from findings or [Finding("Settings", ok=True)]


def _is_heard(message: checks.CheckMessage) -> bool:
    return message.level >= checks.WARNING and not message.is_silenced()


def _told(message: checks.CheckMessage) -> Finding:
    said = f"{message.msg} {message.hint or ''}".strip()
    return Finding(f"Settings ({message.id})", ok=message.level < checks.ERROR, remedy=said, hint=said)


def check_database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
        missing = migrated.missing()
    except DatabaseError:
        yield Finding("Database", ok=False, remedy="It does not answer. Check DATABASE_URL and that it runs.")
        return
    yield Finding(f"Database ({connection.vendor})", ok=True)
    remedy = f"{missing} are not applied. Run ./manage.py migrate." if missing else ""
    yield Finding("Migrations", not missing, remedy)
    if exposed := data_api.exposed_tables():
        remedy = f"{len(exposed)} tables are open to anybody with the public key. Run ./manage.py close_data_api."
        yield Finding("Supabase's Data API", ok=False, remedy=remedy)


def check_queue() -> Iterator[Finding]:
    try:
        broker.connection().ping()
        idle = [kind for kind in settings.KINDS if not queues.listeners(kind)]
    except RedisError:
        yield Finding("Redis", ok=False, remedy=f"It does not answer. {broker.REMEDY}")
        return
    yield Finding("Redis", ok=True)
    remedy = f"Nobody takes the jobs for {', '.join(idle)}. Run {WORKER}."
    yield Finding("Worker", not idle, remedy if idle else "")


def check_storage(kind: str) -> Iterator[Finding]:
    try:
        yield from (replace(finding, subject=f"Storage, {finding.subject}") for finding in store_setup.prove(kind))
    except ProviderError as error:
        yield Finding(f"Storage, {settings.BUCKETS[kind]}", ok=False, remedy=str(error))


def check_providers(kind: str) -> Iterator[Finding]:
    try:
        chain = providers.get(kind)
    except ImportError:
        yield Finding(f"{kind}: settings.PROVIDERS", ok=False, remedy="It names a class that does not exist.")
        return
    except (TypeError, ValueError, KeyError) as error:
        remedy = f"An option does not fit, check the variables for {kind} in .env.example: {error}"
        yield Finding(f"{kind}: settings.PROVIDERS", ok=False, remedy=remedy)
        return
    for provider in chain:
        try:
            for finding in provider.check():
                yield replace(finding, subject=f"{kind}: {finding.subject}")
        except ProviderError as error:
            yield Finding(f"{kind}: {provider.vendor}", ok=False, remedy=str(error))
