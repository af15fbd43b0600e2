"""What a check found out becomes a setting, unless somebody chose one; and it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from oscar_lt_accounting.models import AuditLine, Integration
from oscar_lt_accounting.providers.b1.provider import B1
from oscar_lt_accounting.providers.base import CheckResult
from oscar_lt_accounting.services.setup import check_integration

pytestmark = pytest.mark.django_db


@pytest.fixture
def finds(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A B1 whose check finds these settings out."""

    def _finds(**learnt: Any) -> Integration:
        def check(_self: B1) -> Sequence[CheckResult]:
            return [CheckResult(title="Key", ok=True), CheckResult(title="Rounding of VAT", ok=True, learnt=learnt)]

        monkeypatch.setattr(B1, "check", check)
        monkeypatch.setattr(B1, "can", lambda _self, _capability: False)
        return Integration.objects.create(
            name="B1",
            provider="b1",
            credentials={"api_key": "k"},
            settings={"mode": "warehouse", "limits": []},
        )

    return _finds


def kept(integration: Integration) -> dict[str, Any]:
    settings: dict[str, Any] = Integration.objects.get(pk=integration.pk).settings
    return settings


def test_what_is_learnt_is_kept_beside_the_other_settings_and_written_down(finds: Any) -> None:
    integration = finds(vat_rounding="row")

    check_integration(integration)

    assert kept(integration) == {"mode": "warehouse", "limits": [], "vat_rounding": "row"}
    assert integration.settings["vat_rounding"] == "row"
    (line,) = AuditLine.objects.filter(integration=integration)
    assert (line.verb, line.actor) == ("edit", None)
    assert line.reason_text == "The connection test found out: “Rounding of VAT” is “Each row alone”."


@pytest.mark.parametrize("chosen", ["", None, "unknown"])
def test_a_setting_that_nobody_chose_is_open(finds: Any, chosen: Any) -> None:
    integration = finds(vat_rounding="rate")
    Integration.objects.update(settings={"vat_rounding": chosen})

    check_integration(integration)

    assert kept(integration) == {"vat_rounding": "rate"}


def test_what_a_person_chose_meanwhile_stays(finds: Any) -> None:
    integration = finds(vat_rounding="row")
    Integration.objects.update(settings={"vat_rounding": "rate"})

    check_integration(integration)

    assert kept(integration) == {"vat_rounding": "rate"}
    assert not AuditLine.objects.filter(integration=integration).exists()


def test_nothing_is_written_twice(finds: Any) -> None:
    integration = finds(vat_rounding="row")

    check_integration(integration)
    check_integration(integration)

    assert AuditLine.objects.filter(integration=integration).count() == 1


@pytest.mark.parametrize("learnt", [{"api_key": "stolen"}, {"limits": [[1, 1]]}, {"is_active": True}])
def test_only_open_settings_of_the_provider_can_be_learnt(finds: Any, learnt: dict[str, Any]) -> None:
    integration = finds(**learnt)
    before = kept(integration)

    check_integration(integration)

    assert kept(integration) == before


def test_a_value_that_does_not_fit_is_something_to_fix(finds: Any) -> None:
    integration = finds(vat_rounding="sometimes")

    found = check_integration(integration)

    assert any("Rounding of VAT" in line for ok, line in found.lines() if not ok)
    assert "vat_rounding" not in kept(integration)
