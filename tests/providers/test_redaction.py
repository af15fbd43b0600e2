"""Planted secrets (measurements S1) are found in whatever form they were written."""

from __future__ import annotations

import base64
import html
import json
import re
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.providers.kit.redaction import PERSONAL, SECRET, Redactor

SECRETS = {
    "plain": "11112222333344445555666677778888",
    "quote": "ab\"cd'ef\\gh",
    "percent": "50%off&more=1+2",
    "non-ASCII": "raktas-ąčęėįšųūž",
    "blanks and slashes": "two words/and/more",
    "outside the first plane": "key😀key",
    "of a pattern": "a.*(b|c)[d]$",
}
FORMS = {
    "raw": str,
    "capitals": str.upper,
    "percent-encoded": lambda value: quote(value, safe=""),
    "percent-encoded path": quote,
    "percent-encoded path, as urllib3 does it": lambda value: quote(value, safe="/=&+'!*()"),
    "percent-encoded, lower case": lambda value: quote(value, safe="").lower(),
    "every byte percent-encoded": lambda value: "".join(f"%{byte:02X}" for byte in value.encode()),
    "form-encoded": quote_plus,
    "in a query": lambda value: urlencode({"key": value}),
    "JSON": json.dumps,
    "JSON, UTF-8": lambda value: json.dumps(value, ensure_ascii=False),
    "JSON as PHP writes it": lambda value: json.dumps(value).replace("/", "\\/"),
    "JSON, capital digits": lambda value: re.sub(
        r"u([0-9a-f]{4})", lambda found: "u" + found[1].upper(), json.dumps(value)
    ),
    "HTML": html.escape,
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "base64 for addresses": lambda value: base64.urlsafe_b64encode(value.encode()).decode(),
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_secret_is_found_in_every_form(secret, form):
    text = f"before {form(secret)} after {form(secret)}."

    cleaned = Redactor(secrets=[secret]).clean(text)

    assert cleaned.count(SECRET) == 2
    assert form(secret) not in cleaned
    assert cleaned.startswith("before ")
    assert cleaned.endswith(f"{SECRET}.") or form(secret).endswith('"')


def test_personal_values_get_a_mark_of_their_own():
    redactor = Redactor(secrets=["s3cret"], personal=["Ąžuolas Žąsis", "zasis@example.lt"])

    text = json.dumps({"key": "s3cret", "name": "ĄŽUOLAS ŽĄSIS", "mail": "zasis@example.lt"}, ensure_ascii=False)

    assert redactor.clean(text) == f'{{"key": "{SECRET}", "name": "{PERSONAL}", "mail": "{PERSONAL}"}}'


def test_a_value_inside_another_does_not_leave_the_rest_of_the_longer():
    assert Redactor(personal=["Jonas", "Jonas Jonaitis", "Jonaitis"]).clean("Jonas Jonaitis, Jonas") == "•••, •••"


@pytest.mark.parametrize("short", ["", "a", "ab"])
def test_values_too_short_to_tell_anything_are_left(short):
    assert Redactor(secrets=[short], personal=[short]).clean("abab a b") == "abab a b"


def test_three_letters_are_enough():
    assert Redactor(secrets=["abc"]).clean("abcabc") == SECRET * 2


def test_without_values_a_text_stays_as_it_is():
    assert Redactor().clean("Pasirašė: Žąsis\n\tkey=1 €") == "Pasirašė: Žąsis\n\tkey=1 €"


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\x9b", "\udfff"], ids=ascii)
def test_signs_that_no_database_keeps_or_a_terminal_obeys_are_replaced(sign):
    assert Redactor().clean(f"a{sign}b\r\n\tc") == "a\ufffdb\r\n\tc"


@given(st.text(min_size=3, max_size=20), st.text(max_size=20), st.sampled_from(list(FORMS.values())))
def test_no_value_survives_in_any_form(value, around, form):
    try:
        written = form(value)
    except UnicodeEncodeError:  # half of a character has no UTF-8
        return
    cleaned = Redactor(secrets=[value]).clean(around + written + around)

    if not any(sign in value for sign in "*\ufffd"):
        assert value not in cleaned
    cleaned.encode()


@given(st.text(), st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_any_text_can_be_kept_after_cleaning(text, secrets, personal):
    cleaned = Redactor(secrets=secrets, personal=personal).clean(text)

    cleaned.encode()
    assert "\x00" not in cleaned
