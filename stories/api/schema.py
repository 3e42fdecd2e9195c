"""What /schema and /docs say of each call: its answers, good and bad."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from stories.api import serializers, shapes
from stories.models import Status

MEANINGS = {
    400: "The body or a parameter cannot be accepted; `errors` says what to change.",
    403: "Only for members of staff.",
    404: "There is no such thing.",
    409: "The story is in a state that does not allow this.",
    413: "The body is over 64 KiB.",
    415: "The body is not JSON.",
    503: "The database does not answer, or too many follow stories; come back as Retry-After says.",
    500: "A fault on our side.",
}
BODY = (400, 403, 404, 413, 415, 500)
STORY = ("story_id",)
SCENE = ("story_id", "scene_id")
OPEN: dict[str, Any] = {"auth": []}


def _call(
    good: dict[Any, Any],
    *bad: int,
    ids: tuple[str, ...] = (),
    refusal: type = shapes.Refusal,
    parameters: tuple[OpenApiParameter, ...] = (),
    **options: Any,
) -> Callable:
    refusals = {code: OpenApiResponse(refusal, description=MEANINGS[code]) for code in (*bad, 503)}
    in_path = [OpenApiParameter(name, OpenApiTypes.UUID, OpenApiParameter.PATH) for name in ids]
    return extend_schema(responses={**good, **refusals}, parameters=[*in_path, *parameters], **options)


def _example(name: str, **body: Any) -> OpenApiExample:
    return OpenApiExample(name, body, request_only=True)


def _query(name: str, kind: Any, description: str, **options: Any) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=description, **options)


list_stories = _call(
    {200: shapes.Page},
    *(400, 403, 500),
    operation_id="list_stories",
    summary="Stories, newest first",
    parameters=(
        _query("status", OpenApiTypes.STR, "Only stories in this status.", enum=Status.values),
        _query("user_id", OpenApiTypes.UUID, "Only this user's stories."),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "Stories a page."),
        _query("cursor", OpenApiTypes.STR, "Taken from `next` or `previous`."),
    ),
)
create_story = _call(
    {
        202: OpenApiResponse(shapes.Accepted, description="Stored; it is being made."),
        200: OpenApiResponse(shapes.Estimated, description="What it will cost, for `estimate`; nothing is made."),
    },
    *(400, 403, 413, 415, 500),
    refusal=shapes.NotAccepted,
    operation_id="create_story",
    summary="Ask for a story",
    request=serializers.NewStory,
    examples=[
        _example("A story", title="The Mouse and the Moon", prompt="A mouse rows to the moon.", num_scenes=3),
        _example(
            "What it would cost",
            title="The Little Bear",
            prompt="A bear finds a kite.",
            style="watercolour",
            num_scenes=5,
            language="en",
            estimate=True,
        ),
    ],
)
read_story = _call(
    {200: shapes.StoryDetail}, 404, 500, operation_id="read_story", ids=STORY, **OPEN, summary="A story and its scenes"
)
change_story = _call(
    {200: shapes.StoryDetail},
    *(*BODY, 409),
    operation_id="change_story",
    ids=STORY,
    summary="Rename, cancel or retry a story",
    request=serializers.StoryChange,
    examples=[
        _example("Rename it", title="Pip and the Moon"),
        _example("Cancel it", status="FAILED"),
        _example("Make what is missing", status="PENDING"),
    ],
)
delete_story = _call(
    {204: None}, 403, 404, 409, 500, operation_id="delete_story", ids=STORY, summary="Delete a story and its media"
)
read_status = _call(
    {200: shapes.State}, 404, 500, operation_id="read_status", ids=STORY, **OPEN, summary="How far a story has come"
)
follow_story = _call(
    {
        (200, "text/event-stream"): OpenApiResponse(
            OpenApiTypes.STR,
            description="Events `story` (data: the status) and `scene` (data: the scene); the first ones say how things"
            " stand. The stream ends when the story is settled, or after a minute: connect again.",
        ),
        204: OpenApiResponse(
            description="Nothing more will come: sent to a reconnecting EventSource, which then stops."
        ),
    },
    *(404, 500),
    operation_id="follow_story",
    ids=STORY,
    **OPEN,
    summary="Follow a story while it is made",
    parameters=(_query("html", OpenApiTypes.STR, "The data are parts of the reading page.", enum=["1"]),),
)
read_scene = _call({200: shapes.SceneDetail}, 404, 500, operation_id="read_scene", ids=SCENE, **OPEN, summary="A scene")
change_scene = _call(
    {200: shapes.SceneDetail},
    *(*BODY, 409),
    operation_id="change_scene",
    ids=SCENE,
    summary="Edit a scene",
    description="Makes nothing again by itself; `stale` names the kinds that no longer fit.",
    request=serializers.SceneChange,
    examples=[_example("New words", text="Pip found a kite behind the old mill.")],
)
remake = _call(
    {202: OpenApiResponse(shapes.AssetDetail, description="The new asset; the scene shows it once it is ready.")},
    *(*BODY, 409),
    operation_id="remake_asset",
    ids=SCENE,
    summary="Make a scene's picture or narration again",
    request=serializers.Remake,
    examples=[_example("Another picture", kind="image")],
)
list_assets = _call(
    {200: shapes.Assets},
    403,
    404,
    500,
    operation_id="list_assets",
    ids=SCENE,
    summary="Everything ever made for a scene",
)
restore = _call(
    {200: shapes.SceneDetail},
    *(403, 404, 409, 500),
    operation_id="restore_asset",
    ids=(*SCENE, "asset_id"),
    summary="Show an earlier asset again",
    request=None,
)
alive = extend_schema(operation_id="alive", summary="The process answers", tags=["health"], responses=shapes.Health)
ready = extend_schema(
    operation_id="ready",
    tags=["health"],
    summary="It can serve: the database answers and is migrated",
    responses={200: shapes.Readiness, 503: shapes.Readiness},
)
