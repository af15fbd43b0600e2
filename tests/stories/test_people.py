"""Who may look sees everything and can press nothing; who may not is told whom to ask."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission

from oscar_lt_accounting import groups
from oscar_lt_accounting.models import Submission
from oscar_lt_accounting.testing.simulators import B1Simulator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(db):
    """Somebody who may enter the dashboard of their partner, and belongs to groups of ours."""

    def _person(name, *names):
        found = get_user_model().objects.create_user(name, f"{name}@example.com", "secret", is_staff=True)
        found.user_permissions.add(Permission.objects.get(codename="dashboard_access"))
        found.groups.set([Group.objects.get_or_create(name=one)[0] for one in names])
        return found

    return _person


@pytest.fixture
def ready_made(transactional_db):
    """The groups of the migration, which a test that flushes the database took away."""
    from django.apps import apps

    groups.make(apps, "default")


def test_who_may_what(tell, ready_made, connected, goods, buy, backstage, person):
    b1 = B1Simulator()
    home = connected(b1)
    [honey] = goods(home, b1, ["Liepų medus 500 g"])
    b1.fail("*", "refused", times=0, message="Laikotarpis uždarytas")
    buy(honey)
    backstage.deliver()
    row = Submission.objects.get()
    watcher = tell("people", person("egle", groups.VIEW))
    watcher.open(watcher.page("submission-detail", pk=row.pk))
    assert watcher.form("submission-send", pk=row.pk).count() == 0
    watcher.shot("may-look")
    assert watcher.open(watcher.page("integration-create")).status == 403
    watcher.shot("may-not-configure", phone=True)
    sender = tell("people", person("tomas", groups.RESEND))
    sender.open(sender.page("submission-detail", pk=row.pk))
    b1.faults.clear()
    sender.press(sender.form("submission-send", pk=row.pk).locator("button[type=submit]"))
    sender.check()
    row.refresh_from_db()
    assert row.state == "pending"
    configurer = tell("people", person("ieva", groups.CONFIGURE))
    configurer.open(configurer.page("integration-detail", pk=home.integration_id))
    assert b1.credentials()["private_key"] not in configurer.tab.content()
    configurer.check()
