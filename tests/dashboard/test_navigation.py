"""The entry in the dashboard's menu."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.urls import reverse

from oscar_lt_accounting.dashboard.navigation import accounting_navigation
from tests.dashboard.steps import page


@pytest.fixture
def menu(settings):
    settings.OSCAR_DASHBOARD_NAVIGATION = [*settings.OSCAR_DASHBOARD_NAVIGATION, accounting_navigation()]


@pytest.mark.parametrize("who", ["clerk", "boss", "seller"])
def test_those_who_may_look_find_the_list_in_the_menu(visit, menu, who):
    text = visit(who).get(reverse("dashboard:index")).content.decode()
    assert f'href="{page("list")}"' in text
    assert "fa-file-invoice" in text


def test_the_entry_can_be_made_while_the_settings_are_read():
    script = "from oscar_lt_accounting.dashboard.navigation import accounting_navigation as a; print(sorted(a()))"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "['children', 'icon', 'label']"
