"""`python -m scripts.services`: a server that is named is used, one that is missing is started and ended again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scripts.services import SERVICES, answers, lets_in, running
from tests.services.waiting import free_port

pytestmark = pytest.mark.services
POSTGRESQL, REDIS, _RABBITMQ = SERVICES


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2].partition("/")[0])


@pytest.mark.parametrize("service", SERVICES, ids=[service.name for service in SERVICES])
def test_a_server_that_is_named_is_used(service, monkeypatch):
    monkeypatch.setenv(service.variable, "somewhere:1")
    with running(service) as address:
        assert address == "somewhere:1"


@pytest.mark.parametrize("service", [POSTGRESQL, REDIS], ids=["PostgreSQL", "Redis"])
def test_a_server_that_is_missing_is_started_and_ended_again(service, monkeypatch, capsys):
    monkeypatch.delenv(service.variable)
    nobody = free_port()
    missing = replace(service, usual=service.address(nobody), port=nobody)
    with running(missing) as address:
        assert service.is_ready(address, port_of(address))
        assert capsys.readouterr().out == f"starting {service.name}\n"
    assert not answers(address, port_of(address))


def test_a_postgresql_that_does_not_let_us_in_is_not_used(monkeypatch):
    monkeypatch.delenv(POSTGRESQL.variable)
    nobody = free_port()
    with running(replace(POSTGRESQL, usual=POSTGRESQL.address(nobody), port=nobody)) as address:
        stranger = address.replace("postgres@", "stranger@")
        assert answers(stranger, port_of(stranger))
        assert not lets_in(stranger, port_of(stranger))
