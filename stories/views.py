"""The pages: the shelf of stories with the form for a new one, and the book that is read while it is made."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stories import book, reading, services
from stories.access import allowed, may, sees_everything
from stories.forms import STYLES, StoryForm
from stories.models import Story

ON_A_SHELF = 24
LAST_SHELF = 500
ABOUT = _("StoryMimi writes the words, paints the pictures and reads the book aloud, page by page while you watch.")


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _ask(request)
    return _home(request, StoryForm())


def _home(request: HttpRequest, form: StoryForm, status: int = 200) -> HttpResponse:
    shelf = _shelf(request) if sees_everything(request.user) else {}
    picture = request.build_absolute_uri(static("pictures/welcome-960.webp"))
    context = {"form": form, "styles": STYLES, "may": allowed(request.user), "about": ABOUT, "picture_url": picture}
    return render(request, "stories/home.html", context | shelf, status=status)


def _ask(request: HttpRequest) -> HttpResponse:
    _require(request, "add")
    form = StoryForm(request.POST)
    if not form.is_valid():
        return _home(request, form, status=422)
    try:
        story = services.create_story(**form.cleaned_data)
    except services.Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _home(request, form, status=422)
    return _to_book(story.pk)


def _shelf(request: HttpRequest) -> dict:
    number = request.GET.get("shelf", "1")
    number = min(int(number), LAST_SHELF) if number.isdecimal() and len(number) < 5 else 1
    first = max(number - 1, 0) * ON_A_SHELF
    found = list(Story.objects.all()[first : first + ON_A_SHELF + 1])
    return {
        "covers": book.covers(found[:ON_A_SHELF]),
        "older": number + 1 if len(found) > ON_A_SHELF else None,
        "newer": number - 1 if number > 1 else None,
    }


@require_safe
def read(request: HttpRequest, story_id: uuid.UUID) -> HttpResponse:
    story = reading.find(story_id)
    if story is None:  # said by us even in development: readers mistype addresses there too
        return render(request, "404.html", status=404)
    made = book.of(story, request.user)
    context = {"book": made, "story": story, "may": allowed(request.user)}
    if made.cover:
        context["cover_url"] = request.build_absolute_uri(made.cover.image_url)
    return render(request, "stories/read.html", context)


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """Browsers look for it at the root when a page names none."""
    return redirect(static("icon.svg"))


@require_POST
def retry(request: HttpRequest, story_id: uuid.UUID) -> HttpResponse:
    return _do(services.retry_story, request, story_id)


@require_POST
def cancel(request: HttpRequest, story_id: uuid.UUID) -> HttpResponse:
    return _do(services.cancel_story, request, story_id)


def _do(verb: Callable[[Story], None], request: HttpRequest, story_id: uuid.UUID) -> HttpResponse:
    _require(request, "change")
    try:
        verb(get_object_or_404(Story, pk=story_id))
    except services.Conflict as conflict:
        messages.info(request, str(conflict))
    return _to_book(story_id)


def _require(request: HttpRequest, verb: str) -> None:
    if not may(request.user, verb):
        raise PermissionDenied


def _to_book(story_id: uuid.UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("read", args=[story_id]), status=303)
