from __future__ import annotations

import time

from django.core.management.base import BaseCommand, CommandError

from storymimi.processes import CannotStartError, running, stop_like_ctrl_c


class Command(BaseCommand):
    help = "Start web and worker (and an embedded Redis where REDIS_URL names none) until Ctrl-C."

    def handle(self, **options: object) -> None:
        stop_like_ctrl_c()
        try:
            with running() as group:
                self.stdout.write(f"StoryMimi is at {group.url}/ (Ctrl-C stops it)")
                self.stdout.flush()  # into a file or a pipe too
                while True:
                    group.look_after()
                    time.sleep(0.5)
        except CannotStartError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("StoryMimi has stopped.")
