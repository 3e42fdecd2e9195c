
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('generation', '0001_initial'),
        ('stories', '0003_loudness'),
    ]

    operations = [
        migrations.AddField(
            model_name='call',
            name='ask_after',
            field=models.DateTimeField(help_text='When the vendor is asked again what it cost.', null=True),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('cost', None)), fields=['started_at'], name='calls_without_a_bill'),
        ),
    ]
