"""The fields of Centas' documents and orders, as the switches read them (centas.md §6.1, §6.2)."""

from __future__ import annotations

from oscar_lt_accounting.testing.simulators.centas.switches import CentasSwitches
from oscar_lt_accounting.testing.simulators.centas.texts import amount, any_text, day, forbidden, sums_of
from oscar_lt_accounting.testing.simulators.fields import Field, Form, Kind, one_of, optional, text

_QUANTITY_PLACES, _PRICE_PLACES = 4, 6
_TEXT = optional(text())


def document(switches: CentasSwitches) -> Form:
    """The header of a sales document; `rows` is checked apart."""
    amounts = optional(amount(places=2))
    return {
        "data": Field(day(switches.date_format)),
        "dok_num": Field(text()),
        "trans_id": _TEXT,
        "rows": Field(text()),
        "pirkejas": Field(text()),
        "dok_suma": Field(sums_of(switches)),
        "pvm_suma": Field(sums_of(switches)),
        "bepvm_suma": Field(sums_of(switches)),
        "apmok_iki": optional(day(switches.date_format)),
        "estipas": optional(one_of(("0", "1", "2"))),
        "asmuo_status": optional(forbidden),
        "isaf": optional(forbidden),
        "savikaina": amounts,
        "sask_pajamos": amounts,
        "sask_moketpvm": amounts,
        **dict.fromkeys(
            ("im_kodas", "pvm_kodas", "kl_kodas", "salis", "salis_kodas", "miestas", "adresas", "email", "grupe"), _TEXT
        ),
        **dict.fromkeys(("uzsaknr", "pastaba", "oper_apras", "projektas", "israse_asmuo", "israse_pareigos"), _TEXT),
        **dict.fromkeys(
            ("sask_pirkskol", "intrs_transprusis", "intrs_pristsal", "intrs_sandoris", "intrs_apskritis"), _TEXT
        ),
        "intrs_eusalis": _TEXT,
    }


def document_row(switches: CentasSwitches) -> Form:
    """One line of a sales document."""
    return {
        **_row(switches),
        "pvmtar": Field(_rate(switches)),
        "Mok_kodas": _TEXT,
        "sask_pajamos": _TEXT,
        "projektas": _TEXT,
    }


def order(switches: CentasSwitches) -> Form:
    """The header of an order; `rows` is checked apart."""
    days = optional(day(switches.date_format))
    return {
        "rows": Field(text()),
        "uzsak_num": Field(text()),
        "uzsak_data": Field(day(switches.date_format)),
        "uzsakovas": Field(text()),
        "uzsak_suma": Field(sums_of(switches)),
        "pvm_suma": Field(sums_of(switches)),
        "bepvm_suma": Field(sums_of(switches)),
        **dict.fromkeys(("vykd_data", "pristat_data", "apmok_data", "atvyk_data", "isvyk_data"), days),
        **dict.fromkeys(("im_kodas", "pvm_kodas", "miestas", "adresas", "pasto_kodas", "tel", "email"), _TEXT),
        **dict.fromkeys(("sandelis", "uzsakovas_pastaba", "pirk_skolsask"), _TEXT),
    }


def order_row(switches: CentasSwitches) -> Form:
    """One line of an order; of the two keys of its VAT rate only one is read (centas.md §11 no. 7)."""
    keys = {key: optional(_rate(switches)) for key in ("pvm_tar", "pvmtar")}
    return {
        **_row(switches),
        "t_kodas": optional(any_text),
        **keys,
        switches.order_vat_key: Field(_rate(switches)),
    }


def _row(switches: CentasSwitches) -> Form:
    numbers = switches.row_numbers == "texts and numbers"
    above = None if switches.negative_sums == "accepted" else 0
    return {
        "kodas": Field(text()),
        "pavadinimas": Field(text()),
        "matovnt": Field(text()),
        "kiekis": Field(amount(places=_QUANTITY_PLACES, above=above, numbers=numbers)),
        "kaina": Field(amount(places=_PRICE_PLACES, least=above, numbers=numbers)),
    }


def _rate(switches: CentasSwitches) -> Kind:
    return amount(places=2, least=0, numbers=switches.row_numbers == "texts and numbers")
