"""manage.py storage init | audit [--fix] | copy --from … --to …"""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from generation import store_audit, store_copy, store_setup
from generation.providers.base import ProviderError
from storymimi import environment

COPY_HELP = (
    "local, local:/a/folder, or the prefix of the variables that describe an S3 store: S3 for the one that is set, "
    "OLD for OLD_ENDPOINT_URL, OLD_ACCESS_KEY_ID, OLD_SECRET_ACCESS_KEY and OLD_REGION"
)


class Command(BaseCommand):
    help = "Set up, check and move the store of pictures and narrations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("init", help="make both buckets and prove that readers can read them")
        audit = verbs.add_parser("audit", help="list objects without rows, rows without objects, and old addresses")
        audit.add_argument("--fix", action="store_true", help="repair what is found; look at the list first")
        copy = verbs.add_parser("copy", help="copy all media from one store to another; may be stopped and run again")
        copy.add_argument("--from", dest="source", required=True, help=COPY_HELP)
        copy.add_argument("--to", dest="target", required=True, help="likewise")

    def handle(self, *, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"_{verb}")(**options)
        except ProviderError as error:
            raise CommandError(str(error)) from error

    def _init(self, **_: Any) -> None:
        failed = 0
        for finding in store_setup.init(settings.SUPABASE_SERVICE_KEY):
            self.stdout.write(f"{'ok  ' if finding.ok else 'NO  '}{finding.subject}")
            if not finding.ok:
                failed += 1
                self.stdout.write(f"    {finding.remedy}")
        if failed:
            raise CommandError("The media store is not ready.")

    def _audit(self, *, fix: bool, **_: Any) -> None:
        found: Counter[str] = Counter()
        for fault in store_audit.audit():
            self.stdout.write(f"{fault.what}: {fault.subject}")
            found[fault.what] += 1
            if fix:
                fault.repair()
        if not found:
            self.stdout.write("The store and the rows agree.")
        elif fix:
            self.stdout.write(f"{found.total()} repaired.")
        else:
            raise CommandError(f"{found.total()} differences; --fix repairs them.")

    def _copy(self, *, source: str, target: str, **_: Any) -> None:
        done: Counter[bool] = Counter()
        for bucket in settings.BUCKETS.values():
            stores = (store_copy.open_store(name, bucket, environment.text) for name in (source, target))
            for copied in store_copy.copy(*stores):
                done[copied.is_new] += 1
                if copied.is_new:
                    self.stdout.write(f"{bucket}/{copied.key} ({copied.size} bytes)")
        self.stdout.write(f"{done[True]} copied, {done[False]} were there already, with the same bytes.")
        self.stdout.write("Set StoryMimi to the new store; `manage.py storage audit --fix` then renews the addresses.")
