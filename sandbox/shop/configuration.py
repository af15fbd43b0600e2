"""Django's settings as the open thing they are: Oscar and the shop add names that no type checker knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings as _settings

settings: Any = _settings
