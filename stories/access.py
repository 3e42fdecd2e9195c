from __future__ import annotations

from typing import Any

from django.conf import settings


def sees_everything(user: Any) -> bool:
    """Members of staff see every story and what it cost; everyone does where StoryMimi is open to all."""
    return settings.OPEN_TO_ALL or bool(user and user.is_active and user.is_staff)


def may(user: Any, verb: str) -> bool:
    """`verb` is add, change or delete: staff do to stories what their account's permissions name."""
    return settings.OPEN_TO_ALL or (sees_everything(user) and user.has_perm(f"stories.{verb}_story"))


def allowed(user: Any) -> dict[str, bool]:
    """What the pages offer."""
    return {verb: may(user, verb) for verb in ("add", "change")}
