"""b1.md §2: four ways to be let in, three of them ours."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.providers.b1.client import sign
from oscar_lt_accounting.providers.b1.provider import B1
from oscar_lt_accounting.providers.base import Connection
from oscar_lt_accounting.providers.kit.http_client import HttpClient
from tests.providers.b1 import CONFIG, KEY, PRIVATE_KEY, remote

BODIES = {
    1: (
        b'{"rows":100,"page":1,"filters":{"groupOp":"AND","rules":[{"field":"code","op":"eq","data":"SKU-001"}]}}',
        (
            "3eb392341ecb417163c996d0ec7889f1776f4bf8dd6aafa340aa9c37ebaee17457d4c6e7bd36a407235cbd06e82372e5ae9885a3a1f84d7891b600fee62f3b5c"
        ),
        (
            "9200773dfd06704e9645a0c8c7a0625cd2ff45d534a266979e40beb94673302431b0147a69401d2d274af950cab988e2b8744a4e89f31592d2e5183c0709a5bd"
        ),
    ),
    2: (
        b"[]",
        (
            "30ccf98a547f33501cba5d6fbf14bfb46f4c53f7456d3d1b051343f28cc9eae755f26e05431ea9b870ecb2e5b031bd3c3009fd8dfc81b4738e27917ae7b70ca6"
        ),
        (
            "b8fa5bec4f2077e9bf1c3e37ff6aeb0b607fe6f1688f9ae02ed8bd7f93653b25b3ac628343fbf004c39939b40bc900259d75ef23446ea335eef36afe6fffc9d2"
        ),
    ),
    3: (
        '{"name":"Žąsis / Ąžuolas"}'.encode(),
        (
            "eba60f472ab7a45b9e6ee1aebc5a17384121197319475d10b0d475698e15052179cae2591001b5f41d2dbc5d99f5b9d35048741785236ff8f64e1383d3f4a631"
        ),
        (
            "23678d4ac9b115eea527de28bdcb24e57137ef10eb2af5b356b1f32160c2498e8ae0873cc16fedf908576b0cd1da0d67d812ad12e5076cf74e2b72eb9c645008"
        ),
    ),
}
JSON = "application/json; charset=utf-8"


@pytest.mark.parametrize("vector", BODIES)
def test_the_official_signature(vector):
    body, signature, _v2 = BODIES[vector]
    headers = {
        "Api-Key": KEY,
        "Content-Length": str(len(body)),
        "Content-Type": JSON,
        "Time": "1700000000",
        "Version": "2.0.10",
        "Platform": "standalone",
    }

    assert sign(PRIVATE_KEY, headers, body, prefixed=False) == signature


@pytest.mark.parametrize("vector", BODIES)
def test_the_signature_of_version_2(vector):
    body, _v1, signature = BODIES[vector]
    headers = {
        "Api-Key": KEY,
        "Content-Length": str(len(body)),
        "Content-Type": JSON,
        "Time": "1700000000",
        "Signature-Version": "2",
    }

    assert sign(PRIVATE_KEY, headers, body, prefixed=True) == signature


def sent_headers(desk, auth):
    desk.books.on(CONFIG, remote(warehouseId=1))
    desk.provider(auth=auth).check()
    call = desk.books.calls[0]
    assert call.body == b"{}"
    return {name: value for name, value in call.headers.items() if name.startswith(("B1-", "Content-"))}


def test_with_the_key_only_nothing_is_signed(desk):
    assert sent_headers(desk, "key") == {"B1-Api-Key": KEY, "Content-Type": JSON, "Content-Length": "2"}


def test_a_signed_call_says_what_it_signed(desk):
    headers = sent_headers(desk, "signed")

    text = f"api-key{KEY}content-length2content-type{JSON}platformstandalonetime1700000000version2.0.10" + "{}"
    assert headers == {
        "B1-Api-Key": KEY,
        "B1-Platform": "standalone",
        "B1-Time": "1700000000",
        "B1-Version": "2.0.10",
        "B1-Signature": hmac.new(PRIVATE_KEY.encode(), text.encode(), hashlib.sha512).hexdigest(),
        "Content-Type": JSON,
        "Content-Length": "2",
    }


def test_a_call_signed_in_version_2_says_what_it_signed(desk):
    headers = sent_headers(desk, "signed-v2")

    text = f"b1-api-key{KEY}b1-signature-version2b1-time1700000000content-length2content-type{JSON}" + "{}"
    assert headers == {
        "B1-Api-Key": KEY,
        "B1-Signature-Version": "2",
        "B1-Time": "1700000000",
        "B1-Signature": hmac.new(PRIVATE_KEY.encode(), text.encode(), hashlib.sha512).hexdigest(),
        "Content-Type": JSON,
        "Content-Length": "2",
    }


@pytest.mark.parametrize("auth", ["signed", "signed-v2"])
def test_signing_needs_the_private_key(auth):
    with pytest.raises(Misconfigured, match="private key") as caught:
        B1(Connection(credentials={"api_key": KEY}, settings={"auth": auth}), HttpClient(hosts=B1.hosts))

    assert caught.value.code == "setting"


def test_without_signing_the_private_key_may_be_missing():
    assert B1(Connection(credentials={"api_key": KEY}), HttpClient(hosts=B1.hosts)).base_url == "https://www.b1.lt/api"


def test_without_a_key_there_is_no_b1():
    with pytest.raises(Misconfigured, match="“API key” is empty"):
        B1(Connection(), HttpClient(hosts=B1.hosts))


def test_keys_are_in_no_record(desk):
    sent_headers(desk, "signed")
    books = desk.provider(auth="signed")
    books.check()

    assert not any(KEY in repr(record) or PRIVATE_KEY in repr(record) for record in books.http.records)
