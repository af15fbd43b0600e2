from __future__ import annotations

import pytest

from tests import servers

ALL = {"DATABASE_URL": "postgres://", "REDIS_URL": "redis://", "RABBITMQ_URL": "amqp://"}


@pytest.mark.parametrize(
    ("marker", "lack"), [("postgres", "PostgreSQL"), ("services", "Redis and RabbitMQ"), ("browser", "Chromium")]
)
def test_what_is_missing_is_said(marker, lack):
    assert lack in servers.missing(marker, {}, "")
    assert servers.missing(marker, ALL, "/usr/bin/chromium") == ""


@pytest.mark.parametrize("one", ["REDIS_URL", "RABBITMQ_URL"])
def test_one_broker_is_not_enough(one):
    assert servers.missing("services", {one: "x"}, "")


@pytest.mark.parametrize(
    ("marker", "environ", "fails"),
    [
        ("postgres", {}, False),
        ("postgres", {"CI": "true"}, False),
        ("browser", {"CI": "true"}, True),
        ("browser", {}, False),
        ("services", {"SERVERS": "required"}, True),
        ("postgres", {"SERVERS": "required"}, True),
        ("browser", {"SERVERS": "required"}, True),
    ],
)
def test_a_promised_server_must_be_there(marker, environ, fails):
    assert servers.promised(marker, environ) is fails
