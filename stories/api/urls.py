"""Every path answers with and without a trailing slash: `_either` is the one place that says so."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, re_path

from stories.api import document, health, live, views

UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
STORY = f"stories/(?P<story_id>{UUID})"
SCENE = f"{STORY}/scenes/(?P<scene_id>{UUID})"


def _either(pattern: str, view: Any, name: str) -> URLPattern:
    return re_path(rf"^{pattern}/?$", view.as_view(), name=name)


urlpatterns = [
    _either("stories", views.Stories, "api-stories"),
    _either(STORY, views.OneStory, "api-story"),
    _either(f"{STORY}/status", views.StoryStatus, "api-status"),
    _either(f"{STORY}/events", live.StoryEvents, "api-events"),
    _either(SCENE, views.OneScene, "api-scene"),
    _either(f"{SCENE}/remake", views.SceneRemake, "api-remake"),
    _either(f"{SCENE}/assets", views.SceneAssets, "api-assets"),
    _either(f"{SCENE}/assets/(?P<asset_id>{UUID})/restore", views.AssetRestore, "api-restore"),
    re_path(r"^stories/[\s\S]*$", views.Nowhere.as_view()),
    _either("schema", document.Schema, "schema"),
    _either("docs", document.Docs, "docs"),
    _either("healthz", health.Alive, "healthz"),
    _either("readyz", health.Ready, "readyz"),
]
