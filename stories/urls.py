from __future__ import annotations

from django.urls import include, path

from stories import media, views

urlpatterns = [
    path("", include("stories.api.urls")),
    path("", views.home, name="home"),
    path("favicon.ico", views.icon),
    path("read/<uuid:story_id>/", views.read, name="read"),
    path("read/<uuid:story_id>", views.read),
    path("read/<uuid:story_id>/retry/", views.retry, name="retry"),
    path("read/<uuid:story_id>/cancel/", views.cancel, name="cancel"),
    path("media/<str:bucket>/<path:key>", media.serve),
]
