"""The editors' desk: find a story, read and mend its texts, retry, cancel, remake. Everything through services."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from generation.ledger import SPENT_ON_STORY
from stories import scene_admin, services
from stories.forms import StoryTitle
from stories.models import Scene, Story
from stories.sign_in import SignIn

admin.site.login_form = SignIn
admin.site.site_header = admin.site.site_title = "StoryMimi"
admin.site.index_title = _("Editors’ desk")
admin.site.enable_nav_sidebar = False  # four kinds of things: their tables need the room more


class WhatWentWrong(admin.AllValuesFieldListFilter):
    """Leaves out the nothing that most stories have."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lookup_choices = self.lookup_choices.exclude(**{self.field_path: ""})


def _scenes(**having: bool) -> Coalesce:
    """How many scenes a story has, counted in the list's own query."""
    scenes = Scene.objects.filter(story=OuterRef("pk"), **having).order_by().values("story")
    return Coalesce(Subquery(scenes.annotate(count=Count("pk")).values("count")), 0)


@admin.register(Story)
class StoryAdmin(admin.ModelAdmin):
    form = StoryTitle
    list_display = ("title", "status", "progress", "language", "cost", "created_at", "error")
    list_filter = ("status", "language", ("error_code", WhatWentWrong), "created_at")
    search_fields = ("title", "prompt", "story_id", "user_id")
    date_hierarchy = "created_at"
    inlines = (scene_admin.SceneInline,)
    save_on_top = True  # the first button of a form is the one that Enter presses: it must be this one
    actions = ("retry", "cancel", "remake_stale")
    fields = (
        "title",
        ("status", "error"),
        ("reading_page", "cost"),
        "prompt",
        ("style", "language", "num_scenes"),
        "cast",
        "art_direction",
        ("user_id", "story_id"),
        ("created_at", "updated_at", "completed_at"),
    )
    readonly_fields = (
        "status", "error", "reading_page", "cost", "prompt", "style", "language", "num_scenes", "cast",
        "art_direction", "user_id", "story_id", "created_at", "updated_at", "completed_at",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # stories are asked for on the front page or through the API

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                spent=SPENT_ON_STORY,
                written=_scenes(),
                pictures=_scenes(image_url__isnull=False),
                narrations=_scenes(audio_url__isnull=False),
            )
        )

    @admin.display(description=_("written, drawn, narrated"))
    def progress(self, story: Story) -> str:
        return f"{story.written}, {story.pictures}, {story.narrations} of {story.num_scenes}"

    @admin.display(description=_("cost (USD)"), ordering="spent")
    def cost(self, story: Story) -> str:
        return f"{story.spent:.4f}"

    @admin.display(description=_("reading page"))
    def reading_page(self, story: Story) -> str:
        return format_html('<a href="{}">{}</a>', reverse("read", args=[story.pk]), _("Open the book"))

    @admin.display(description=_("characters"))
    def cast(self, story: Story) -> str:
        people = ((person["name"], person["description"]) for person in story.characters)
        return format_html_join(mark_safe("<br>"), "<strong>{}</strong>: {}", people) or self.get_empty_value_display()

    def get_deleted_objects(self, objs: Iterable[Story], request: HttpRequest) -> tuple:
        """The stories by name; what goes with them is only counted."""
        found, *rest = super().get_deleted_objects(objs, request)
        return [name for name in found if not isinstance(name, list)], *rest

    # --- Writes go through services -------------------------------------------------------------------------------
    def save_model(self, request: HttpRequest, story: Story, form, change: bool) -> None:
        if "title" in form.changed_data:
            services.edit_story(story, title=form.cleaned_data["title"])

    def save_formset(self, request: HttpRequest, form, formset, change: bool) -> None:
        changed = [scene_form for scene_form in formset.forms if scene_form.changed_data]
        for scene_form in changed:
            values = {name: scene_form.cleaned_data[name] for name in scene_form.changed_data}
            services.edit_scene(scene_form.instance, **values)
        formset.new_objects, formset.deleted_objects = [], []
        formset.changed_objects = [(scene_form.instance, scene_form.changed_data) for scene_form in changed]

    def delete_model(self, request: HttpRequest, story: Story) -> None:
        services.delete_story(story)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Story]) -> None:
        for story in queryset:
            services.delete_story(story)

    def response_change(self, request: HttpRequest, story: Story) -> HttpResponse:
        """The buttons beside a scene save what was typed, then do what they say."""
        if not scene_admin.is_pressed(request.POST):
            return super().response_change(request, story)
        try:
            self.message_user(request, scene_admin.press(story, request.POST), messages.SUCCESS)
        except services.Conflict as conflict:
            self.message_user(request, str(conflict), messages.WARNING)
        return HttpResponseRedirect(request.path)

    @admin.action(description=_("Retry: make what is missing"), permissions=["change"])
    def retry(self, request: HttpRequest, stories: QuerySet[Story]) -> None:
        self._each(
            request,
            stories,
            services.retry_story,
            ngettext_lazy("%d story is being made again.", "%d stories are being made again."),
        )

    @admin.action(description=_("Cancel"), permissions=["change"])
    def cancel(self, request: HttpRequest, stories: QuerySet[Story]) -> None:
        self._each(
            request,
            stories,
            services.cancel_story,
            ngettext_lazy("%d story was cancelled.", "%d stories were cancelled."),
        )

    @admin.action(description=_("Remake pictures and narrations made from older words"), permissions=["change"])
    def remake_stale(self, request: HttpRequest, stories: QuerySet[Story]) -> None:
        self._each(
            request,
            stories,
            services.remake_stale,
            ngettext_lazy("%d story is being made anew.", "%d stories are being made anew."),
        )

    def _each(self, request: HttpRequest, stories: QuerySet[Story], verb: Callable[[Story], object], done: str) -> None:
        count = 0
        for story in stories:
            try:
                verb(story)
                count += 1
            except services.Conflict as conflict:
                self.message_user(request, f"{story.title}: {conflict}", messages.WARNING)
        if count:
            self.message_user(request, done % count, messages.SUCCESS)
