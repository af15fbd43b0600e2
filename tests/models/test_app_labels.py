"""Oscar's own test suite looks at every model whose name holds "oscar": ours, too."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models


def ours() -> list[type[models.Model]]:
    """Our models and what they inherit from, abstract ones too."""
    found = {
        base
        for model in apps.get_app_config("oscar_lt_accounting").get_models(include_auto_created=True)
        for base in model.__mro__
        if base.__module__.partition(".")[0] == "oscar_lt_accounting" and issubclass(base, models.Model)
    }
    return sorted(found, key=lambda model: model.__qualname__)


def test_abstract_models_are_looked_at() -> None:
    assert [model for model in ours() if model._meta.abstract]


@pytest.mark.parametrize("model", ours(), ids=lambda model: model.__qualname__)
def test_every_model_says_which_app_it_belongs_to(model: type[models.Model]) -> None:
    assert model._meta.app_label == "oscar_lt_accounting"
    # What Oscar asks (tests/integration/core/test_loading.py): the Meta of what the model inherits from.
    inherited: Any = getattr(model.__base__, "Meta", None)
    assert inherited is None or inherited.app_label == "oscar_lt_accounting"
