"""Certificates are checked, always; a bundle of one's own is the only switch."""

from __future__ import annotations

import socket

import pytest

from oscar_lt_accounting.domain.errors import Unavailable
from oscar_lt_accounting.providers.kit.http_client import HttpClient, Request
from tests.providers.certificates import self_signed
from tests.providers.server import answer, saying


def write(url):
    return Request(method="POST", url=url, writes=True, body=b"{}")


def refusal(http, url):
    with pytest.raises(Unavailable) as caught:
        http.call(write(url))
    return caught.value.code


def test_a_certificate_nobody_trusts_is_refused(serve, certificates):
    server = serve(saying(answer(b"ok")), tls=certificates.server)
    http = HttpClient(hosts=(), trusted=(server.host,))

    assert refusal(http, server.url) == "certificate"
    assert not http.wrote


def test_no_variable_of_the_environment_makes_it_trusted(serve, certificates, monkeypatch):
    server = serve(saying(answer(b"ok")), tls=certificates.server)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, certificates.bundle)

    assert refusal(HttpClient(hosts=(), trusted=(server.host,)), server.url) == "certificate"


def test_a_certificate_of_the_deployers_own_bundle_is_trusted(serve, certificates):
    server = serve(saying(answer(b"ok")), tls=certificates.server)

    assert (
        HttpClient(hosts=(), trusted=(server.host,), ca_bundle=certificates.bundle).call(write(server.url)).body
        == b"ok"
    )


def test_a_certificate_for_another_name_is_refused(serve, tmp_path):
    other = self_signed(tmp_path, "www.b1.lt")
    server = serve(saying(answer(b"ok")), tls=other.server)

    assert refusal(HttpClient(hosts=(), trusted=(server.host,), ca_bundle=other.bundle), server.url) == "certificate"


def test_a_server_that_speaks_no_tls_gets_no_byte_of_the_request(serve):
    def nonsense(visit):
        visit.read_some()
        visit.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    server = serve(nonsense)
    http = HttpClient(hosts=(), trusted=(server.host,))

    assert refusal(http, f"https://{server.host}/") == "certificate"
    assert not http.wrote
    assert all(b"POST" not in request for request in server.requests)


@pytest.fixture
def as_if_public(monkeypatch):
    """www.b1.lt has a public address, and a packet to it arrives at `port` on loopback."""

    def _as_if_public(port):
        def found(host, *_args, **_options):
            reached = ("203.0.114.7", 443) if host == "www.b1.lt" else ("127.0.0.1", port)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", reached)]

        monkeypatch.setattr(socket, "getaddrinfo", found)

    return _as_if_public


def test_a_public_host_is_checked_by_its_name_though_its_address_is_called(serve, certificates, as_if_public):
    server = serve(saying(answer(b"ok")), tls=certificates.server)
    as_if_public(server.port)

    got = HttpClient(hosts=("www.b1.lt",), ca_bundle=certificates.bundle).call(write("https://www.b1.lt/api/x"))

    assert got.body == b"ok"
    assert b"\r\nHost: www.b1.lt\r\n" in server.requests[0]


def test_a_public_host_with_another_names_certificate_is_refused(serve, tmp_path, as_if_public):
    other = self_signed(tmp_path, "127.0.0.1", "evil.example")
    server = serve(saying(answer(b"ok")), tls=other.server)
    as_if_public(server.port)
    http = HttpClient(hosts=("www.b1.lt",), ca_bundle=other.bundle)

    assert refusal(http, "https://www.b1.lt/api/x") == "certificate"
    assert not http.wrote
