from __future__ import annotations

from typing import Any

from django.conf import settings


def may_write(user: Any) -> bool:
    """Members of staff make and change stories; everyone does where StoryMimi is open to all."""
    return settings.OPEN_TO_ALL or bool(user and user.is_active and user.is_staff)
