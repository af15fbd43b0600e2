from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.providers.kit.http_client import HttpClient


@pytest.fixture(autouse=True)
def no_remote_calls(request, monkeypatch):
    """The pages may open the keys to see whether they fit, but not call; tests that do say so."""
    if "over_there" in request.fixturenames or "outbox" in request.fixturenames:
        return

    def refuse(self: HttpClient, *args: Any, **kwargs: Any) -> None:
        raise AssertionError("a page called the accounting system")

    monkeypatch.setattr(HttpClient, "open", refuse)


@pytest.fixture
def people(people):
    """With somebody who may configure."""
    model = type(people["clerk"])
    person = model.objects.create_user("chief", "chief@example.com", "secret", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename="change_integration"))
    return {**people, "chief": person}


@pytest.fixture
def chief(visit):
    """The browser of somebody who may configure."""
    return visit("chief")


@pytest.fixture
def page():
    """The address of one of our pages."""

    def _page(name: str, row: Integration | None = None) -> str:
        return reverse(f"accounting-dashboard:accounting-integration-{name}", kwargs={"pk": row.pk} if row else None)

    return _page


@pytest.fixture
def books(db, memory_books):
    """A switched-off integration with an accounting system in memory."""
    return Integration.objects.create(name="Atmintis", provider="memory")


@pytest.fixture
def robolabs(db):
    """A switched-off integration with keys."""
    return Integration.objects.create(
        name="Robotai",
        provider="robolabs",
        base_url="https://bite.robolabs.lt",
        credentials={"api_key": "Slaptas-Raktas-1"},
    )


@pytest.fixture
def text():
    """A page's words, without its tags."""

    def _text(response: Any) -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())

    return _text


@pytest.fixture
def typed():
    """What a form on the page would send if nobody touched it."""
    return _typed


def _typed(form: Any) -> dict[str, Any]:
    forms = [form.management_form, *form.forms] if hasattr(form, "management_form") else [form]
    values: dict[str, Any] = {}
    for one in forms:
        for field in one:
            value = field.value()
            if value is None or value is False:
                continue
            values[field.html_name] = "on" if value is True else value
    return values
