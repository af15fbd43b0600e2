"""The one line that says whether all is well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oscar_lt_accounting.dashboard.overview.integration_cards import Card

_ICONS = {
    "success": "fa-check-circle",
    "warning": "fa-exclamation-triangle",
    "danger": "fa-exclamation-circle",
    "secondary": "fa-power-off",
}


@dataclass(frozen=True, kw_only=True)
class SummaryLine:
    """`level` is Bootstrap's word for the weight of `sentence`; `notes` are what else there is to know."""

    level: str
    sentence: str
    notes: list[str]

    @property
    def icon(self) -> str:
        """The icon that goes with the weight."""
        return _ICONS[self.level]


def summary_line(cards: Sequence[Card], *, person: int, waiting: int) -> SummaryLine:
    """What is worst, and the rest as notes; `person` and `waiting` count documents."""
    found = _verdicts(cards, person)
    notes = [sentence for _level, sentence in found[1:]]
    if failed := [one.name for card in cards for one in card.warehouses if one.problem and one.is_active]:
        notes.append(_("The last stock update of %(names)s failed.") % {"names": ", ".join(failed)})
    if waiting:
        notes.append(
            ngettext("%(count)d document waits its turn.", "%(count)d documents wait their turn.", waiting)
            % {"count": waiting}
        )
    level, sentence = found[0] if found else ("success", _("Everything is in order."))
    return SummaryLine(level=level, sentence=sentence, notes=notes)


def _verdicts(cards: Sequence[Card], person: int) -> list[tuple[str, str]]:
    found = []
    if away := _names(cards, "blocked", "resting"):
        found.append(
            ("danger", _("The accounting system cannot be reached: nothing is sent to %(names)s.") % {"names": away})
        )
    if person:
        words = ngettext("%(count)d document needs attention.", "%(count)d documents need attention.", person)
        found.append(("danger", words % {"count": person}))
    if late := _names(cards, "late"):
        found.append(("warning", _("Documents for %(names)s are late.") % {"names": late}))
    if cards and all(card.state == "off" for card in cards):
        found.append(("secondary", _("No integration is switched on, so nothing is sent.")))
    return found


def _names(cards: Sequence[Card], *states: str) -> str:
    return ", ".join(card.integration.name for card in cards if card.state in states)
