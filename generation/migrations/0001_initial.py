import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('stories', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Removal',
            fields=[
                ('story_id', models.UUIDField(primary_key=True, serialize=False)),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('not_before', models.DateTimeField(null=True)),
                ('error', models.TextField(blank=True, default='', help_text='Why the last attempt failed.')),
            ],
            options={
                'db_table': 'removals',
                'ordering': ['requested_at'],
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('vendor', models.CharField(db_index=True, max_length=32)),
                ('model', models.CharField(blank=True, max_length=128)),
                ('user_id', models.UUIDField(null=True)),
                ('request_id', models.CharField(blank=True, max_length=255)),
                ('units', models.JSONField(default=dict, help_text='What the vendor counts: tokens, images, characters.')),
                ('expected_cost', models.DecimalField(decimal_places=6, default=0, help_text='USD, before the call.', max_digits=12)),
                ('cost', models.DecimalField(decimal_places=6, help_text='USD, once it is known.', max_digits=12, null=True)),
                ('cost_estimated', models.BooleanField(default=False, help_text='Priced by us: the vendor reports none.')),
                ('outcome', models.CharField(choices=[('unknown', 'unknown'), ('ok', 'ok'), ('refused', 'refused'), ('failed', 'failed')], default='unknown', max_length=8)),
                ('error_code', models.CharField(blank=True, max_length=64)),
                ('started_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('seconds', models.FloatField(null=True)),
                ('ask_after', models.DateTimeField(help_text='When the vendor is asked again what it cost.', null=True)),
                ('asset', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='calls', to='stories.asset')),
                ('story', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='calls', to='stories.story')),
            ],
            options={
                'db_table': 'calls',
                'ordering': ['-started_at'],
                'indexes': [models.Index(fields=['user_id', 'started_at'], name='calls_by_user'), models.Index(condition=models.Q(('cost', None)), fields=['started_at'], name='calls_without_a_bill')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['unknown', 'ok', 'refused', 'failed'])), name='outcome_is_known')],
            },
        ),
    ]
