import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('claims', models.PositiveIntegerField(default=0, editable=False)),
                ('failures', models.JSONField(default=dict, editable=False)),
                ('blocked_since', models.DateTimeField(editable=False, null=True)),
                ('lease_token', models.UUIDField(editable=False, null=True)),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('not_before', models.DateTimeField(editable=False, null=True)),
                ('enqueued_at', models.DateTimeField(editable=False, null=True)),
                ('error_code', models.CharField(blank=True, default='', editable=False, max_length=64, verbose_name='what went wrong')),
                ('error', models.TextField(blank=True, default='', editable=False)),
                ('asset_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('image', 'picture'), ('audio', 'narration')], max_length=8)),
                ('status', models.CharField(choices=[('PENDING', 'waiting'), ('RUNNING', 'being made'), ('READY', 'ready'), ('FAILED', 'failed'), ('CANCELLED', 'cancelled')], default='PENDING', max_length=16)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(null=True)),
                ('input_digest', models.CharField(max_length=64)),
                ('vendor', models.CharField(blank=True, default='', max_length=32)),
                ('model', models.CharField(blank=True, default='', max_length=128)),
                ('key', models.CharField(blank=True, default='', help_text="Object key in the kind's bucket.", max_length=255)),
                ('original_key', models.CharField(blank=True, default='', max_length=255)),
                ('content_type', models.CharField(blank=True, default='', max_length=64)),
                ('size', models.PositiveIntegerField(help_text='Bytes.', null=True)),
                ('width', models.PositiveIntegerField(null=True)),
                ('height', models.PositiveIntegerField(null=True)),
                ('sizes', models.JSONField(default=list, help_text='Smaller versions of a picture: {width, key, size}.')),
                ('placeholder', models.TextField(blank=True, default='', help_text='A tiny blurred picture as a data: address.')),
                ('colour', models.CharField(blank=True, default='', max_length=7)),
                ('seconds', models.FloatField(null=True)),
                ('loudness', models.FloatField(help_text='LUFS; nothing for silence.', null=True)),
                ('words', models.JSONField(default=list, help_text='Spoken words: [text, start, end] in seconds.')),
                ('words_estimated', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'assets',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Scene',
            fields=[
                ('scene_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sequence', models.PositiveIntegerField(editable=False)),
                ('text', models.TextField(max_length=5000)),
                ('image_url', models.TextField(editable=False, null=True)),
                ('audio_url', models.TextField(editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('picture', models.TextField(blank=True, default='', help_text='What the picture shows.', max_length=2000)),
                ('alt', models.TextField(blank=True, default='', help_text='What the picture shows, for readers who cannot see it.', max_length=1000)),
                ('characters', models.JSONField(blank=True, default=list, help_text='The names of who is in the picture.')),
                ('audio', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='stories.asset')),
                ('image', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='stories.asset')),
            ],
            options={
                'db_table': 'scenes',
                'ordering': ['sequence'],
            },
        ),
        migrations.AddField(
            model_name='asset',
            name='scene',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assets', to='stories.scene'),
        ),
        migrations.CreateModel(
            name='Story',
            fields=[
                ('claims', models.PositiveIntegerField(default=0, editable=False)),
                ('failures', models.JSONField(default=dict, editable=False)),
                ('blocked_since', models.DateTimeField(editable=False, null=True)),
                ('lease_token', models.UUIDField(editable=False, null=True)),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('not_before', models.DateTimeField(editable=False, null=True)),
                ('enqueued_at', models.DateTimeField(editable=False, null=True)),
                ('error_code', models.CharField(blank=True, default='', editable=False, max_length=64, verbose_name='what went wrong')),
                ('error', models.TextField(blank=True, default='', editable=False)),
                ('story_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.TextField(max_length=200)),
                ('status', models.CharField(choices=[('PENDING', 'waiting'), ('PROCESSING', 'being made'), ('COMPLETE', 'ready'), ('FAILED', 'stopped')], default='PENDING', editable=False, max_length=16)),
                ('user_id', models.UUIDField(blank=True, db_index=True, null=True, verbose_name='asked for by')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(editable=False, null=True)),
                ('prompt', models.TextField(editable=False)),
                ('style', models.TextField(blank=True, default='', editable=False)),
                ('language', models.CharField(default='en', editable=False, max_length=16)),
                ('num_scenes', models.PositiveSmallIntegerField(editable=False, verbose_name='scenes asked for')),
                ('seed', models.PositiveIntegerField(default=0, editable=False)),
                ('characters', models.JSONField(blank=True, default=list, help_text='A list of {name, description}.')),
                ('art_direction', models.TextField(blank=True, default='')),
                ('written_at', models.DateTimeField(editable=False, null=True)),
                ('completed_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name_plural': 'stories',
                'db_table': 'stories',
                'ordering': ['-created_at'],
                'indexes': [models.Index(fields=['-created_at'], name='stories_newest'), models.Index(condition=models.Q(('status__in', ['PENDING', 'PROCESSING'])), fields=['enqueued_at'], name='stories_unfinished')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['PENDING', 'PROCESSING', 'COMPLETE', 'FAILED'])), name='story_status_is_known')],
            },
        ),
        migrations.AddField(
            model_name='scene',
            name='story',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scenes', to='stories.story'),
        ),
        migrations.AddIndex(
            model_name='asset',
            index=models.Index(condition=models.Q(('status__in', ['PENDING', 'RUNNING'])), fields=['enqueued_at'], name='assets_unfinished'),
        ),
        migrations.AddConstraint(
            model_name='asset',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['PENDING', 'RUNNING', 'READY', 'FAILED', 'CANCELLED'])), name='asset_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='asset',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['PENDING', 'RUNNING'])), fields=('scene', 'kind'), name='one_unfinished_asset_per_kind'),
        ),
        migrations.AddConstraint(
            model_name='scene',
            constraint=models.UniqueConstraint(fields=('story', 'sequence'), name='one_scene_per_sequence'),
        ),
    ]
