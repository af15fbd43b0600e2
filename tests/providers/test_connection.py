from __future__ import annotations

from decimal import Decimal

import pytest

from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.providers.base import Connection, Setting

TEXT = Setting(name="shop", label="Shop")
SHORT = Setting(name="code", label="Code", pattern=r"[A-Z]{1,5}")
CHOICE = Setting(name="auth", label="Way", kind="choice", choices=(("key", "Key"), ("signed", "Signed")))
FLAG = Setting(name="off", label="Off", kind="flag", default=False)
NUMBER = Setting(name="days", label="Days", kind="number", default=30)
NEEDED = Setting(name="key", label="API key", secret=True, required=True)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (TEXT, "anything at all"),
        (SHORT, "WH"),
        (CHOICE, "signed"),
        (FLAG, True),
        (FLAG, False),
        (NUMBER, 7),
        (NUMBER, 0),
        (NEEDED, "k"),
    ],
)
def test_a_value_that_fits_is_taken_as_it_is(setting, value):
    assert setting.read(value) is value


@pytest.mark.parametrize("nothing", [None, ""])
@pytest.mark.parametrize(("setting", "default"), [(TEXT, ""), (CHOICE, ""), (FLAG, False), (NUMBER, 30)])
def test_nothing_means_the_default(setting, default, nothing):
    assert setting.read(nothing) == default


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_required_setting_must_not_be_empty(nothing):
    with pytest.raises(Misconfigured, match="“API key” is empty") as caught:
        NEEDED.read(nothing)

    assert caught.value.code == "setting"
    assert caught.value.problem.params["name"] == "key"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (TEXT, 5),
        (TEXT, ["a"]),
        (TEXT, True),
        (SHORT, "wh"),
        (SHORT, "TOOLONG"),
        (SHORT, "WH\n"),
        (SHORT, 5),
        (CHOICE, "signed-v3"),
        (CHOICE, ["key"]),
        (FLAG, "true"),
        (FLAG, 1),
        (FLAG, 0),
        (NUMBER, "7"),
        (NUMBER, True),
        (NUMBER, False),
        (NUMBER, 7.0),
        (NUMBER, Decimal(7)),
        (NEEDED, 0),
    ],
    ids=repr,
)
def test_a_value_that_does_not_fit_is_refused_without_being_shown(setting, value):
    with pytest.raises(Misconfigured, match=f"“{setting.label}” has a value that cannot be used") as caught:
        setting.read(value)

    assert caught.value.code == "setting"
    assert repr(value) not in caught.value.problem.params.values()


def test_credentials_are_not_shown():
    assert "s3cret" not in repr(Connection(credentials={"api_key": "s3cret"}))
