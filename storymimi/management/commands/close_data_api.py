from django.core.management.base import BaseCommand

from storymimi import data_api


class Command(BaseCommand):
    help = "On Supabase: take all rights on StoryMimi's tables from the roles its public Data API uses."

    def handle(self, **options: object) -> None:
        tables = data_api.exposed_tables()
        data_api.close(tables)
        for table in tables:
            self.stdout.write(f"closed {table}")
        if not tables:
            self.stdout.write("No table was open.")
