"""The shop's pages once more: Oscar decides about guests while it builds its URLs."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.urls import include, path

_shop: Any = apps.get_app_config("oscar")
urlpatterns = [path("", include(_shop.urls[0]))]
