"""The answers' shapes, for the schema only: `answers` builds them, tests/test_schema.py holds the two together."""

from __future__ import annotations

from rest_framework import serializers

from stories.models import AssetStatus, Kind, Status


class Problem(serializers.Serializer):
    code = serializers.CharField(help_text="For programs.")
    detail = serializers.CharField(help_text="One sentence for people.")
    attr = serializers.CharField(allow_null=True, help_text="The field it is about.")


class Refusal(serializers.Serializer):
    type = serializers.CharField()
    errors = Problem(many=True)


class Accepted(serializers.Serializer):
    story_id = serializers.UUIDField()
    status = serializers.ChoiceField(Status.choices)
    title = serializers.CharField()
    created_at = serializers.DateTimeField()
    error = serializers.CharField(allow_null=True)


class Costs(serializers.Serializer):
    """US dollars, as decimal numbers in strings."""

    text = serializers.DecimalField(12, 4)
    image = serializers.DecimalField(12, 4)
    audio = serializers.DecimalField(12, 4)
    total = serializers.DecimalField(12, 4)


class Estimated(serializers.Serializer):
    story_id = serializers.UUIDField(allow_null=True, help_text="Always null: nothing is stored.")
    status = serializers.ChoiceField(Status.choices)
    title = serializers.CharField()
    created_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField(allow_null=True)
    estimate = Costs()


class NotAccepted(serializers.Serializer):
    story_id = serializers.UUIDField(allow_null=True)
    status = serializers.ChoiceField(Status.choices)
    title = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField(help_text="One sentence that says what to change.")
    errors = Problem(many=True)


class Progress(serializers.Serializer):
    scenes = serializers.IntegerField(help_text="How many the story will have.")
    scenes_written = serializers.IntegerField()
    images_ready = serializers.IntegerField()
    audio_ready = serializers.IntegerField()


class State(serializers.Serializer):
    story_id = serializers.UUIDField()
    status = serializers.ChoiceField(Status.choices)
    error = serializers.CharField(allow_null=True)
    updated_at = serializers.DateTimeField(allow_null=True)
    progress = Progress()


class Size(serializers.Serializer):
    width = serializers.IntegerField()
    url = serializers.CharField()


class Picture(serializers.Serializer):
    asset_id = serializers.UUIDField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    colour = serializers.CharField(allow_null=True)
    placeholder = serializers.CharField(allow_null=True, help_text="A tiny blurred picture as a data: address.")
    sizes = Size(many=True, help_text="For srcset, from narrow to wide.")


class Narration(serializers.Serializer):
    asset_id = serializers.UUIDField()
    seconds = serializers.FloatField(allow_null=True)
    words = serializers.ListField(
        child=serializers.ListField(), help_text="Spoken words as [text, start, end], in seconds."
    )
    words_estimated = serializers.BooleanField()
    loudness = serializers.FloatField(allow_null=True, help_text="LUFS over the whole of it; null for silence.")


class SceneDetail(serializers.Serializer):
    scene_id = serializers.UUIDField()
    story_id = serializers.UUIDField()
    sequence = serializers.IntegerField()
    text = serializers.CharField()
    image_url = serializers.CharField(allow_null=True)
    audio_url = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    picture = serializers.CharField()
    alt = serializers.CharField()
    image = Picture(allow_null=True)
    audio = Narration(allow_null=True)
    stale = serializers.ListField(
        child=serializers.ChoiceField(Kind.choices), help_text="Kinds made from other words than the scene has now."
    )


class Head(serializers.Serializer):
    story_id = serializers.UUIDField()
    title = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    user_id = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField(allow_null=True)
    style = serializers.CharField()
    language = serializers.CharField()
    num_scenes = serializers.IntegerField()
    error = serializers.CharField(allow_null=True, help_text="What went wrong or is missing, in one sentence.")
    progress = Progress()


class StoryDetail(Head):
    prompt = serializers.CharField()
    cost = serializers.DecimalField(
        12,
        4,
        allow_null=True,
        help_text="US dollars so far; calls under way count as expected. Null for who may only read.",
    )
    scenes = SceneDetail(many=True)


class StorySummary(Head):
    cover_url = serializers.CharField(allow_null=True)


class Page(serializers.Serializer):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = StorySummary(many=True)


class AssetDetail(serializers.Serializer):
    asset_id = serializers.UUIDField()
    scene_id = serializers.UUIDField()
    kind = serializers.ChoiceField(Kind.choices)
    status = serializers.ChoiceField(AssetStatus.choices)
    current = serializers.BooleanField(help_text="Whether the scene shows this one.")
    url = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    vendor = serializers.CharField()
    model = serializers.CharField()
    error = serializers.CharField(allow_null=True)


class Assets(serializers.Serializer):
    results = AssetDetail(many=True)


class Health(serializers.Serializer):
    status = serializers.CharField()


class Readiness(Health):
    database = serializers.CharField()
    redis = serializers.CharField()
