"""The ready-made groups: made by the migration, let in where they should, and named where they lack."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import router
from django.test import Client
from django.urls import reverse

from oscar_lt_accounting import groups
from oscar_lt_accounting.models import State
from tests.dashboard.steps import page, seen


@pytest.fixture
def ready(db):
    groups.make(apps, "default")


@pytest.fixture
def member(people, ready):
    """The browser of a member of a group."""

    def _member(name, who="clerk"):
        people[who].groups.set([Group.objects.get(name=name)])
        client = Client()
        client.force_login(people[who])
        return client

    return _member


def _codenames(name):
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def test_every_permission_is_one_of_django_and_of_ours(ready):
    for name, codenames in groups.PERMISSIONS.items():
        assert _codenames(name) == set(codenames)
    assert Permission.objects.filter(content_type__app_label="oscar_lt_accounting").count() == sum(
        len(model._meta.default_permissions) for model in apps.get_app_config("oscar_lt_accounting").get_models()
    )


def test_only_configure_gets_near_the_keys(ready):
    for name in (groups.VIEW, groups.RESEND, groups.LINK):
        assert not [one for one in _codenames(name) if one.endswith("_integration")]
    assert _codenames(groups.VIEW) == {one for one in _codenames(groups.VIEW) if one.startswith("view_")}


def test_what_an_administrator_changed_stays(ready):
    group = Group.objects.get(name=groups.RESEND)
    group.permissions.clear()
    Group.objects.get(name=groups.LINK).delete()
    assert groups.make(apps, "default") == [groups.LINK]
    assert not group.permissions.exists()
    assert groups.make(apps, "default") == []


def test_a_database_without_groups_is_left_alone(monkeypatch, db):
    monkeypatch.setattr(router, "allow_migrate_model", lambda alias, model: False)
    assert groups.make(apps, "default") == []
    assert not Group.objects.exists()


@pytest.mark.parametrize(
    ("group", "sends", "audits"),
    [
        (groups.VIEW, False, True),
        (groups.RESEND, True, True),
        (groups.LINK, False, True),
        (groups.CONFIGURE, False, True),
    ],
)
def test_members_get_in_where_their_group_says(member, make, group, sends, audits):
    row = make(State.HELD)
    client = member(group)
    assert client.get(page("list")).status_code == 200
    assert client.post(page("send", pk=row.pk), seen(row)).status_code == (302 if sends else 403)
    audit = client.get(reverse("accounting-dashboard:accounting-audit-list"))
    assert audit.status_code == (200 if audits else 403)


def test_a_member_who_is_not_staff_is_told_so(member, make):
    row = make(State.HELD)
    response = member(groups.RESEND, "seller").post(page("send", pk=row.pk), seen(row))
    assert response.status_code == 403
    assert "Only the shop's own staff can have it." in response.content.decode()


def test_plain_staff_are_told_which_group_they_lack(visit, make):
    row = make(State.HELD)
    text = visit("clerk").post(page("send", pk=row.pk), seen(row)).content.decode()
    assert "“Accounting: re-send”" in text
    assert "Can change submission" in text
    assert "Only the shop" not in text


def test_a_page_for_staff_says_so(visit, people):
    text = visit("seller").get(reverse("accounting-dashboard:accounting-job-list")).content.decode()
    assert "This page is for the shop's own staff." in text


_MIGRATE = """
import django
from django.conf import settings
django.setup()
from django.core.management import call_command
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
call_command("migrate", verbosity=0)
def told():
    for group in Group.objects.filter(name__startswith="Accounting").order_by("name"):
        print(group.name, group.permissions.count())
told()
Group.objects.get(name="Accounting: link").permissions.clear()
call_command("migrate", "oscar_lt_accounting", "0005", verbosity=0)
call_command("migrate", verbosity=0)
told()
print(Permission.objects.filter(codename="change_submission").values_list("name", flat=True).get())
call_command("makemigrations", "oscar_lt_accounting", check=True, verbosity=0)
person = get_user_model().objects.create_user("clerk", "clerk@example.com")
person.groups.set(Group.objects.all())
person.user_permissions.set(Permission.objects.filter(codename__in=["change_submission", "change_order"]))
Group.objects.create(name="Accountants").permissions.set(Permission.objects.filter(codename="change_submission"))
call_command("migrate", "oscar_lt_accounting", "zero", verbosity=0)
print(*Group.objects.filter(name__startswith="Account").values_list("name", flat=True))
print(Permission.objects.filter(content_type__app_label="oscar_lt_accounting").count())
print(*person.user_permissions.values_list("codename", flat=True))
print(*[name for name in connection.introspection.table_names() if name.startswith("oscar_lt_accounting")])
call_command("migrate", verbosity=0)
told()
"""


def test_the_migration_makes_them_going_back_keeps_them_and_zero_removes_them(tmp_path):
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "SQLITE_NAME": str(tmp_path / "new.sqlite3"),
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        [sys.executable, "-c", _MIGRATE], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    counts = {name: len(set(codenames)) for name, codenames in groups.PERMISSIONS.items()}
    made = [f"{name} {count}" for name, count in sorted(counts.items())]
    kept = [f"{name} {0 if name == groups.LINK else count}" for name, count in sorted(counts.items())]
    zero = ["Accountants", "0", "change_order", ""]
    assert done.stdout.splitlines() == [*made, *kept, "Can change submission", *zero, *made]
