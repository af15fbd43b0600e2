"""Where the http lets a call go: the provider's own hosts over https, and what the deployer listed."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util import parse_url

from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured
from oscar_lt_accounting.providers.kit.http_client import HttpClient, Request
from tests.providers.server import answer, saying

HOSTS = ("www.b1.lt", ".robolabs.lt")
TRUSTED = ("sim.local:8080", "lab.local")

HOSTILE = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://0/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fe80::1%25lo]/",
    "https://[fd00:ec2::254]/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://10.0.0.1/",
    "https://metadata.google.internal/",
    "https://localhost/",
    "https://www.b1.lt.evil.example/",
    "https://evilwww.b1.lt/",
    "https://b1.lt.evil.example/",
    "https://evil.example/www.b1.lt",
    "https://evil.example?www.b1.lt",
    "https://evil.example#www.b1.lt",
    "https://evil.example\\@www.b1.lt/",
    "https://evil.example#@www.b1.lt/",
    "https://www.b1.lt@evil.example/",
    "https://www.b1.lt:pass@evil.example/",
    "https://user@www.b1.lt/",
    "https://user:pass@www.b1.lt/",
    "https://:@www.b1.lt/",
    "https://www.b1.lt./",
    "https://www.b1.lt../",
    "https://www.b1.lt%2eevil.example/",
    "https://www.b1.lt%00.evil.example/",
    "https://www.b1.lt%2f.evil.example/",
    "https://ｗｗｗ.ｂ１.ｌｔ/",
    "https://www。b1。lt/",
    "https://①②⑦.0.0.1/",
    "https://robolabs.lt/",
    "https://evilrobolabs.lt/",
    "https://a.robolabs.lt.evil.example/",
    "https://a@robolabs.lt/",
    "https://a/b.robolabs.lt/",
    "https://a\\b.robolabs.lt/",
    "https://a?.robolabs.lt/",
    "https://a#.robolabs.lt/",
    "https://a:80.robolabs.lt/",
    "https://a b.robolabs.lt/",
    "http://www.b1.lt/",
    "HTTP://WWW.B1.LT/",
    "http://a.robolabs.lt/",
    "ftp://www.b1.lt/",
    "gopher://www.b1.lt/",
    "http+unix://www.b1.lt/",
    "file://www.b1.lt/etc/passwd",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/plain,x",
    "//www.b1.lt/",
    "www.b1.lt",
    "www.b1.lt/api",
    "https:www.b1.lt",
    "https:/www.b1.lt",
    "https:///www.b1.lt",
    "https://",
    "https://[",
    "https://[www.b1.lt]/",
    "https://www.b1.lt:99999/",
    "https://www.b1.lt:-1/",
    "https://www.b1.lt:abc/",
    "https://www.b1.lt:443:443/",
    "https://www.b1.lt /",
    "http://sim.local/",
    "http://sim.local:8081/",
    "http://sim.local.:8080/",
    "http://u@sim.local:8080/",
    "http://sim.local:8080@evil.example/",
    "ftp://sim.local:8080/",
    "//sim.local:8080/",
    "sim.local:8080/",
    "file://lab.local/etc/passwd",
]
CONTROLS = [" https://www.b1.lt/", "https://\twww.b1.lt/", "https://ww\nw.b1.lt/", "https://www.b1.lt\r\nX: y/", ""]
NAMELESS = [
    "https://.robolabs.lt/",
    "https://*.robolabs.lt/",
    "https://a..robolabs.lt/",
    f"https://{'a' * 64}.robolabs.lt/",
]


def http():
    return HttpClient(hosts=HOSTS, trusted=TRUSTED)


@pytest.fixture
def no_network(monkeypatch):
    asked = []

    def nobody(host, *_args, **_options):
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "no network here")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    return asked


@pytest.mark.parametrize("address", HOSTILE + CONTROLS, ids=repr)
def test_an_address_of_somebody_else_is_refused_before_anything_happens(address, no_network):
    shut = http()

    with pytest.raises(Misconfigured) as caught:
        shut.call(Request(method="POST", url=address, writes=True))

    assert caught.value.code == "address"
    assert "ALLOWED_HOSTS_EXTRA" in str(caught.value)
    assert "pass" not in caught.value.problem.params["address"]
    assert "None" not in caught.value.problem.params["address"]
    assert no_network == []
    assert shut.records == []


@pytest.mark.parametrize("address", NAMELESS)
def test_an_allowed_address_that_is_no_host_name_is_a_matter_of_the_set_up(address, monkeypatch):
    with pytest.raises(Misconfigured) as caught:
        http().call(Request(method="POST", url=address, writes=True))

    assert caught.value.code == "setting"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.b1.lt/api/", "www.b1.lt"),
        ("HTTPS://WWW.B1.LT/api/", "www.b1.lt"),
        ("https://www.b1.lt:8443/", "www.b1.lt"),
        ("https://www.b1.lt?@evil.example/", "www.b1.lt"),
        ("https://www.b1.lt#@evil.example/", "www.b1.lt"),
        ("https://www.b1.lt\\@evil.example/", "www.b1.lt"),
        ("https://kompanija.robolabs.lt/api/", "kompanija.robolabs.lt"),
        ("https://127.0.0.1.robolabs.lt/", "127.0.0.1.robolabs.lt"),
        ("http://sim.local:8080/", "sim.local"),
        ("https://sim.local:8080/", "sim.local"),
        ("http://lab.local:1234/", "lab.local"),
    ],
)
def test_only_the_allowed_host_is_asked_for(address, host, no_network):
    with pytest.raises(AccountingError, match="could not be reached"):
        http().call(Request(method="POST", url=address, writes=True))

    assert set(no_network) == {host}


@given(
    st.lists(
        st.sampled_from(
            ["https", "http", ":", "//", "/", "\\", "@", "#", "?", ".", "www.b1.lt", "evil.example", "127.0.0.1", "%2e"]
        )
        | st.sampled_from(["[", "]", ":443", ".robolabs.lt", "a", " ", "\t", "ｅ", "%00"]),
        max_size=9,
    ).map("".join)
)
def test_no_spelling_leads_elsewhere(address):
    try:
        trusted = http()._admit(address)
    except Misconfigured:
        return
    host = parse_url(address).host or ""
    assert not trusted
    assert host == "www.b1.lt" or host.endswith(".robolabs.lt")


@pytest.mark.parametrize(
    "private",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "192.88.99.1",
        "::1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fd00:ec2::254",
        "fe80::1",
    ],
)
def test_an_allowed_name_that_leads_to_a_private_address_is_refused(private, monkeypatch):
    family = socket.AF_INET6 if ":" in private else socket.AF_INET
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_args, **_options: [(family, socket.SOCK_STREAM, 6, "", (private, 443))]
    )
    rebound = http()

    with pytest.raises(Misconfigured) as caught:
        rebound.call(Request(method="POST", url="https://www.b1.lt/api/", writes=True))

    assert caught.value.code == "address"
    assert "private address" in str(caught.value)
    assert not rebound.wrote
    assert len(rebound.records) == 1


def test_a_host_is_trusted_only_with_its_port(serve):
    server = serve(saying(answer(b"ok")))
    request = Request(method="GET", url=server.url, writes=False)

    with pytest.raises(Misconfigured):
        HttpClient(hosts=(), trusted=("127.0.0.1:1",)).call(request)
    with pytest.raises(Misconfigured):
        HttpClient(hosts=("127.0.0.1",)).call(request)

    assert HttpClient(hosts=(), trusted=(server.host,)).call(request).body == b"ok"
    assert HttpClient(hosts=(), trusted=("127.0.0.1",)).call(request).body == b"ok"
    assert len(server.requests) == 2
