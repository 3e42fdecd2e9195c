"""The form on the front page, and those of the editors' desk. Their limits are the API's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from generation import providers
from stories import limits
from stories.models import Scene, Story

LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt-BR", "Português (Brasil)"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ar", "العربية"),
    ("hi", "हिन्दी"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("zh", "中文"),
]
STYLES = [  # suggestions, no limit
    "soft watercolour",
    "paper cut-outs",
    "crayon on brown paper",
    "pencil and wash",
    "bold linocut",
    "knitted felt",
    "moonlit gouache",
]


class Text(forms.CharField):
    def to_python(self, value: Any) -> str:
        return limits.tidy(super().to_python(value))


class StoryForm(forms.Form):
    title = Text(
        label=_("Title"),
        max_length=limits.TITLE,
        validators=[limits.refuse_unreadable, limits.refuse_invisible],
        widget=forms.TextInput(attrs={"placeholder": _("The Mouse Who Rowed to the Moon"), "autocomplete": "off"}),
        error_messages={"required": _("Give the story a title.")},
    )
    prompt = Text(
        label=_("What happens?"),
        max_length=limits.PROMPT,
        validators=[limits.refuse_unreadable_lines, limits.refuse_invisible],
        widget=forms.Textarea(
            attrs={"rows": 4, "placeholder": _("Who is it about, where are they, what do they want?")}
        ),
        error_messages={"required": _("Say in a sentence or two what the story is about.")},
    )
    style = Text(
        label=_("How should it look?"),
        required=False,
        max_length=limits.STYLE,
        validators=[limits.refuse_unreadable],
        widget=forms.TextInput(attrs={"list": "styles", "placeholder": _("soft watercolour"), "autocomplete": "off"}),
    )
    num_scenes = forms.IntegerField(
        label=_("Scenes"),
        min_value=1,
        max_value=limits.SCENES,
        initial=5,
        error_messages={
            "required": _("Choose how many scenes, from 1 to 20."),
            "invalid": _("Write a whole number from 1 to 20."),
            "min_value": _("A story has at least one scene."),
            "max_value": _("A story has at most 20 scenes."),
        },
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="en")

    use_required_attribute = False  # our sentences, beside the field, instead of the browser's bubble

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        language.choices = [choice for choice in LANGUAGES if providers.speaking("text", choice[0])]
        if len(language.choices) == 1:  # nothing to choose
            language.widget = forms.HiddenInput()


def _lines(most: int, rows: int, **options: Any) -> Text:
    """A text of several lines. Without `Text` the browser's line ends alone would count as a change."""
    validators = [limits.refuse_unreadable_lines, *([limits.refuse_invisible] if options.get("required", True) else [])]
    widget = forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"})
    return Text(max_length=most, validators=validators, widget=widget, show_hidden_initial=True, **options)


class Mending(forms.ModelForm):
    """Its fields bring along the words they were opened with: what was not touched here is not written.

    Where somebody else has changed a field meanwhile, their words are told and nothing is written until it is saved
    once more.
    """

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in [name for name in self.changed_data if name in self.cleaned_data]:
            self._compare(name, self.fields[name].to_python(self.initial[name]))
        return cleaned

    def _compare(self, name: str, present: str) -> None:
        opened = self.add_initial_prefix(name)
        if present in (self.fields[name].to_python(self.data.get(opened)), self.cleaned_data[name]):
            return
        sentence = _("Somebody else has changed this meanwhile, to: “%(words)s”. Save again to keep what stands here.")
        self.add_error(name, sentence % {"words": present})
        self.data = self.data.copy()
        self.data[opened] = present


class StoryTitle(Mending):
    title = Text(
        show_hidden_initial=True,
        max_length=limits.TITLE,
        validators=[limits.refuse_unreadable, limits.refuse_invisible],
        widget=forms.TextInput(attrs={"class": "vTextField", "size": 80}),
    )

    class Meta:
        model = Story
        fields = ("title",)


class SceneTexts(Mending):
    text = _lines(limits.TEXT, 8)
    picture = _lines(limits.PICTURE, 4, required=False, help_text=_("What the picture shows."))
    alt = Text(
        label=_("Description"),
        show_hidden_initial=True,
        max_length=limits.ALT,
        required=False,
        validators=[limits.refuse_unreadable],
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=_("What the picture shows, for readers who cannot see it."),
    )

    class Meta:
        model = Scene
        fields = ("text", "picture", "alt")
