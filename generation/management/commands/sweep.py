from collections import Counter

from django.core.management.base import BaseCommand

from generation.removal import sweep_removals
from generation.sweep import sweep


class Command(BaseCommand):
    help = "Put back work the queue lost, delete what deleted stories left. Workers do so by themselves all the time."

    def handle(self, **options: object) -> None:
        found = sweep() + Counter({"stories removed": sweep_removals()})
        for what, count in found.items():
            self.stdout.write(f"{what}: {count}")
        if not found:
            self.stdout.write("Nothing was lost.")
