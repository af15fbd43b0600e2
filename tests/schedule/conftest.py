from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import AppConfig, apps
from django.db import connection

from oscar_lt_accounting.models import Integration
from tests.schedule.rows import model


@contextmanager
def installed() -> Iterator[AppConfig]:
    """While django-celery-beat is installed; the other apps, unlike with changed settings, notice nothing."""
    config = AppConfig.create("django_celery_beat")
    apps.app_configs[config.label] = config
    config.apps = apps
    try:
        config.import_models()
        config.ready()
        apps.clear_cache()
        yield config
    finally:
        del apps.app_configs[config.label]
        apps.clear_cache()


@pytest.fixture(scope="session")
def beat_tables(django_db_setup, django_db_blocker):
    with installed() as config, django_db_blocker.unblock():
        known = connection.introspection.table_names()
        with connection.schema_editor() as editor:
            for table in config.get_models():
                if table._meta.db_table not in known:
                    editor.create_model(table)


@pytest.fixture
def beat(beat_tables, db):
    """The table of tasks."""
    with installed():
        yield model("PeriodicTask").objects


@pytest.fixture
def books(db):
    return Integration.objects.create(name="B1 · Vilnius", provider="memory", is_active=True, pull_every=30)
