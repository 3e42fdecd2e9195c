"""The API: parse, one call, respond."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers, status
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from stories import reading, services
from stories.api import answers, errors, schema
from stories.api.pagination import NewestFirst
from stories.api.parsers import JSONOnly, refuse_large
from stories.api.serializers import Filters, NewStory, Remake, SceneChange, StoryChange
from stories.models import Asset, Scene, Status, Story

METHODS = ["get", "post", "patch", "delete", "head"]  # no OPTIONS: /schema says more


class Endpoint(APIView):
    content_negotiation_class = JSONOnly
    http_method_names = METHODS

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        refuse_large(request)
        super().initial(request, *args, **kwargs)


def checked(serializer: type[serializers.Serializer], values: Any) -> dict[str, Any]:
    form = serializer(data=values)
    form.is_valid(raise_exception=True)
    return form.validated_data


def body(request: Request) -> dict[str, Any]:
    """What was sent. Raises ParseError for nothing at all, which the framework takes for {}."""
    if request.stream is None:
        raise ParseError
    return request.data


def story_or_404(story_id: uuid.UUID, find: Callable[[uuid.UUID], Story | None] = reading.find) -> Story:
    story = find(story_id)
    if story is None:
        raise Http404
    return story


def scene_or_404(story_id: uuid.UUID, scene_id: uuid.UUID) -> Scene:
    return get_object_or_404(Scene.objects.select_related("story", "image", "audio"), story=story_id, pk=scene_id)


class Stories(Endpoint):
    title: str | None = None

    @schema.list_stories
    def get(self, request: Request) -> Response:
        filters = checked(Filters, request.query_params.dict())
        filters.pop("limit", None)  # the pages take it from the request
        pages = NewestFirst()
        page = pages.paginate_queryset(Story.objects.filter(**filters), request, view=self)
        scenes = reading.scenes_of(page)
        return pages.get_paginated_response(
            [answers.summary(story, scenes.get(story.pk, []), request) for story in page]
        )

    @schema.create_story
    def post(self, request: Request) -> Response:
        form = NewStory(data=body(request))
        form.is_valid()
        self.title = form.acceptable("title")
        form.is_valid(raise_exception=True)
        wish = form.validated_data
        if wish.pop("estimate", False):
            parts = services.estimate_story(num_scenes=wish["num_scenes"], language=wish.get("language", "en"))
            return Response(answers.estimated(wish["title"], parts))
        story = services.create_story(**wish)
        return Response(answers.accepted(story), status=status.HTTP_202_ACCEPTED)

    def error_body(self, kind: str, problems: errors.Errors) -> dict[str, Any]:
        """A refused POST has the shape of an accepted one."""
        if self.request.method == "POST":
            return answers.refused(self.title, problems)
        return errors.error_body(kind, problems)


class OneStory(Endpoint):
    open_to_readers = True

    @schema.read_story
    def get(self, request: Request, story_id: uuid.UUID) -> Response:
        return Response(answers.detail(story_or_404(story_id), request))

    @schema.change_story
    def patch(self, request: Request, story_id: uuid.UUID) -> Response:
        story = get_object_or_404(Story, pk=story_id)
        values = checked(StoryChange, body(request))
        with transaction.atomic():  # a title is not changed beside a move that is refused
            if "title" in values:
                services.edit_story(story, title=values["title"])
            if "status" in values:
                _move(story, values["status"])
        return Response(answers.detail(story_or_404(story_id), request))

    @schema.delete_story
    def delete(self, request: Request, story_id: uuid.UUID) -> Response:
        services.delete_story(get_object_or_404(Story, pk=story_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _move(story: Story, wanted: str) -> None:
    verbs = {Status.FAILED: services.cancel_story, Status.PENDING: services.retry_story}
    if wanted not in verbs:
        raise services.Conflict("Only StoryMimi itself sets this status; send FAILED to cancel or PENDING to retry.")
    verbs[Status(wanted)](story)


class StoryStatus(Endpoint):
    open_to_readers = True

    @schema.read_status
    def get(self, request: Request, story_id: uuid.UUID) -> Response:
        story = story_or_404(story_id, reading.find_state)
        return Response(answers.state(story, reading.counted_progress(story), request))


class OneScene(Endpoint):
    open_to_readers = True

    @schema.read_scene
    def get(self, request: Request, story_id: uuid.UUID, scene_id: uuid.UUID) -> Response:
        return Response(answers.scene_detail(scene_or_404(story_id, scene_id), request))

    @schema.change_scene
    def patch(self, request: Request, story_id: uuid.UUID, scene_id: uuid.UUID) -> Response:
        scene = scene_or_404(story_id, scene_id)
        services.edit_scene(scene, **checked(SceneChange, body(request)))
        return Response(answers.scene_detail(scene_or_404(story_id, scene_id), request))


class SceneRemake(Endpoint):
    verb = "change"

    @schema.remake
    def post(self, request: Request, story_id: uuid.UUID, scene_id: uuid.UUID) -> Response:
        scene = scene_or_404(story_id, scene_id)
        asset = services.remake_asset(scene, checked(Remake, body(request))["kind"])
        return Response(answers.asset_detail(asset, False, request), status=status.HTTP_202_ACCEPTED)


class SceneAssets(Endpoint):
    @schema.list_assets
    def get(self, request: Request, story_id: uuid.UUID, scene_id: uuid.UUID) -> Response:
        scene = scene_or_404(story_id, scene_id)
        current = {scene.image_id, scene.audio_id}
        assets = [answers.asset_detail(asset, asset.pk in current, request) for asset in scene.assets.all()]
        return Response({"results": assets})


class AssetRestore(Endpoint):
    verb = "change"

    @schema.restore
    def post(self, request: Request, story_id: uuid.UUID, scene_id: uuid.UUID, asset_id: uuid.UUID) -> Response:
        asset = get_object_or_404(
            Asset.objects.select_related("scene__story"), scene__story=story_id, scene=scene_id, pk=asset_id
        )
        services.restore_asset(asset)
        return Response(answers.scene_detail(scene_or_404(story_id, scene_id), request))


class Nowhere(Endpoint):
    """Every other address under the API answers in JSON too."""

    open_to_readers = True
    permission_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404
