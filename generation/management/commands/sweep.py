from django.core.management.base import BaseCommand

from generation.sweep import sweep


class Command(BaseCommand):
    help = "Put back work the queue lost. Workers do this by themselves every few seconds."

    def handle(self, **options: object) -> None:
        found = sweep()
        for what, count in found.items():
            self.stdout.write(f"{what}: {count}")
        if not found:
            self.stdout.write("Nothing was lost.")
