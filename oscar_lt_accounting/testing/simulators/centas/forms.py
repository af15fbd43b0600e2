"""The fields of Centas' documents and orders, as the switches read them (centas.md §6.1, §6.2)."""

from __future__ import annotations

from functools import partial

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.centas.records import Context


def _lowest(context: Context) -> int | None:
    return None if context.switches.negative_sums == "accepted" else 0


def _numbers(context: Context) -> bool:
    return context.switches.row_numbers == "texts and numbers"


_KINDS: dict[str, kit.Kind] = {
    "written": kit.by(lambda context: kit.day_in(context.switches.date_format)),
    "amount": kit.digits(places=2),
    "sum": kit.by(lambda context: kit.digits(places=2, least=_lowest(context))),
    "rate": kit.by(lambda context: kit.digits(places=2, least=0, numbers=_numbers(context))),
    "quantity": kit.by(lambda context: kit.digits(places=4, above=_lowest(context), numbers=_numbers(context))),
    "price": kit.by(lambda context: kit.digits(places=6, least=_lowest(context), numbers=_numbers(context))),
    "type": kit.one_of(("0", "1", "2")),
    # centas.md §11 no. 12 and 13.
    "unknown": kit.nothing_known,
}
_form = partial(kit.form, kinds=_KINDS)
DOCUMENT = _form(
    "data:written apmok_iki?:written dok_num trans_id? rows pirkejas dok_suma:sum pvm_suma:sum bepvm_suma:sum "
    "estipas?:type asmuo_status?:unknown isaf?:unknown savikaina?:amount sask_pajamos?:amount sask_moketpvm?:amount "
    "im_kodas? pvm_kodas? kl_kodas? salis? salis_kodas? miestas? adresas? email? grupe? uzsaknr? pastaba? oper_apras? "
    "projektas? israse_asmuo? israse_pareigos? sask_pirkskol? intrs_transprusis? intrs_pristsal? intrs_sandoris? "
    "intrs_apskritis? intrs_eusalis?"
)
_ROW = _form("kodas pavadinimas matovnt kiekis:quantity kaina:price")
DOCUMENT_ROW = _form("pvmtar:rate Mok_kodas? sask_pajamos? projektas?", _ROW)
ORDER = _form(
    "rows uzsak_num uzsak_data:written vykd_data?:written pristat_data?:written apmok_data?:written "
    "atvyk_data?:written isvyk_data?:written uzsakovas uzsak_suma:sum pvm_suma:sum bepvm_suma:sum im_kodas? pvm_kodas? "
    "miestas? adresas? pasto_kodas? tel? email? sandelis? uzsakovas_pastaba? pirk_skolsask?"
)
_ORDER_ROW = _form("t_kodas?:any_text pvm_tar?:rate pvmtar?:rate", _ROW)


def order_row(context: Context) -> kit.Form:
    """One line of an order; of the two keys of its VAT rate only one is read (centas.md §11 no. 7)."""
    return _form(f"{context.switches.order_vat_key}:rate", _ORDER_ROW)
