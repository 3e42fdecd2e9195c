"""A story's scenes at the editors' desk: their words, what readers see and hear, and buttons that make it anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from stories import reading, services
from stories.forms import SceneTexts
from stories.models import Asset, AssetStatus, Kind, Scene, Story

AGAIN, SHOW = "_again", "_show"  # the buttons' names; their values say what of which scene
ANEW = {Kind.IMAGE: _("Paint scene %d again"), Kind.AUDIO: _("Record scene %d again")}
BEGUN = {Kind.IMAGE: _("Scene %d is being painted again."), Kind.AUDIO: _("Scene %d is being recorded again.")}
BUTTON = '<button class="button" type="submit" name="{}" value="{}">{}</button> '
EARLIER = '<li>{} <button class="button" type="submit" name="{}" value="{}" aria-label="{}: {}">{}</button></li>'


class SceneInline(admin.StackedInline):
    model = Scene
    form = SceneTexts
    extra = 0
    can_delete = False
    readonly_fields = ("preview", "anew")

    def get_fields(self, request: HttpRequest, obj: Story | None = None) -> tuple[str, ...]:
        buttons = ("anew",) if request.user.has_perm("stories.change_story") else ()
        return ("preview", *buttons, "text", "picture", "alt")

    def has_add_permission(self, request: HttpRequest, obj: Story | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scene]:
        ready = Prefetch("assets", Asset.objects.filter(status=AssetStatus.READY), to_attr="ready")
        return super().get_queryset(request).select_related("story", "image", "audio").prefetch_related(ready)

    @admin.display(description=_("As readers see it"))
    def preview(self, scene: Scene) -> str:
        return format_html("{}{}{}", _picture(scene), _player(scene), _stale(scene))

    @admin.display(description=_("Save, and make anew"))
    def anew(self, scene: Scene) -> str:
        wishes = ((AGAIN, f"{scene.pk}:{kind}", text % scene.sequence) for kind, text in ANEW.items())
        return format_html("{}{}", format_html_join("", BUTTON, wishes), _earlier(scene))


def is_pressed(sent: Mapping[str, str]) -> bool:
    return AGAIN in sent or SHOW in sent


def press(story: Story, sent: Mapping[str, str]) -> str:
    """Do what the pressed button says; returns it as a sentence. Raises Conflict where that cannot be done."""
    if AGAIN in sent:
        return _make_again(story, sent[AGAIN])
    return _show_again(story, sent[SHOW])


def _make_again(story: Story, wish: str) -> str:
    offered = {f"{scene.pk}:{kind}": (scene, kind) for scene in story.scenes.all() for kind in Kind}
    if wish not in offered:
        raise services.Conflict("There is no such scene in this story any more.")
    scene, kind = offered[wish]
    services.remake_asset(scene, kind)
    return BEGUN[kind] % scene.sequence


def _show_again(story: Story, wish: str) -> str:
    offered = {
        str(asset.pk): asset for asset in Asset.objects.filter(scene__story=story).select_related("scene__story")
    }
    if wish not in offered:
        raise services.Conflict("There is no such picture or narration in this story any more.")
    asset = offered[wish]
    services.restore_asset(asset)
    values = {"kind": asset.get_kind_display(), "sequence": asset.sequence}
    return _("The earlier %(kind)s of scene %(sequence)d is shown again.") % values


def _picture(scene: Scene) -> str:
    address = reading.address(scene.image)
    if not address:
        return format_html("<p>{}</p>", _("No picture yet."))
    return format_html('<img src="{}" alt="{}" width="320" loading="lazy"><br>', address, scene.alt)


def _player(scene: Scene) -> str:
    address = reading.address(scene.audio)
    if not address:
        return format_html("<p>{}</p>", _("No narration yet."))
    return format_html('<audio src="{}" controls preload="none"></audio>', address)


def _stale(scene: Scene) -> str:
    if not scene.stale_kinds:
        return ""
    kinds = ", ".join(str(Kind(kind).label) for kind in scene.stale_kinds)
    text = _("Made from older words: %(kinds)s.") % {"kinds": kinds}
    return format_html("<p><strong>{}</strong></p>", text)


def _earlier(scene: Scene) -> str:
    """Nothing made is thrown away: each earlier picture and narration, to be seen or heard and shown again."""
    rows = format_html_join("", EARLIER, _older(scene))
    return format_html("<details><summary>{}</summary><ul>{}</ul></details>", _("Earlier ones"), rows) if rows else ""


def _older(scene: Scene) -> Iterator[tuple[SafeString, str, str, object, str, object]]:
    for asset in scene.ready:
        if asset.pk not in (scene.image_id, scene.audio_id):
            name = f"{asset.get_kind_display()}, {date_format(asset.created_at, 'DATETIME_FORMAT')}"
            label = _("Show this one again")
            yield _shown(asset, name), SHOW, str(asset.pk), label, name, label


def _shown(asset: Asset, name: str) -> SafeString:
    form = '<img src="{}" alt="{}" width="160" loading="lazy">'
    if asset.kind == Kind.AUDIO:
        form = '<audio src="{}" aria-label="{}" controls preload="none"></audio>'
    return format_html(form, reading.address(asset), name)
