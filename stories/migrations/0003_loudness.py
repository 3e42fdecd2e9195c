from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0002_failures_by_vendor")]

    operations = [
        migrations.AddField(
            model_name="asset",
            name="loudness",
            field=models.FloatField(help_text="LUFS; nothing for silence.", null=True),
        )
    ]
