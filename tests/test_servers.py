from __future__ import annotations

import pytest

from tests import servers

ALL = {"DATABASE_URL": "postgres://", "REDIS_URL": "redis://", "RABBITMQ_URL": "amqp://"}
ADDRESSES = (*ALL, "CHROMIUM", "CI", "SERVERS")
TESTS = """
import pytest

@pytest.mark.postgres
def test_on_postgresql(): ...

@pytest.mark.services
def test_with_services(): ...

@pytest.mark.browser
def test_in_a_browser(): ...

def test_of_nothing_special():
    pytest.skip("for another reason")
"""
SKIPPING_ITSELF = """
import pytest

@pytest.mark.services
@pytest.mark.skip(reason="some other day")
def test_with_services(): ...

@pytest.mark.browser
def test_in_a_browser():
    pytest.importorskip("no_such_module")

@pytest.mark.postgres
@pytest.mark.xfail(reason="known", strict=True)
def test_on_postgresql():
    raise AssertionError
"""


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


@pytest.fixture
def run(pytester, monkeypatch):
    """Runs tests by the rule, on a machine that has only what `environ` names."""

    def _run(tests, **environ):
        for name in ADDRESSES:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("PATH", "")
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        pytester.makepyfile(tests)
        pytester.makeini("[pytest]\nmarkers =\n" + "\n".join(f"    {marker}" for marker in servers.MARKERS))
        plugins = ("django", "randomly", "xdist", "cov", "cacheprovider", "hypothesispytest")
        off = [option for name in plugins for option in ("-p", f"no:{name}")]
        return pytester.runpytest_inprocess("-p", "tests.servers", "-rs", *off)

    return _run


def test_on_a_machine_without_servers_their_tests_are_skipped_with_a_reason(run):
    result = run(TESTS)
    result.assert_outcomes(skipped=4)
    result.stdout.fnmatch_lines_random(["*needs PostgreSQL: run `make test-services`", "*needs Chromium*"])


@pytest.mark.parametrize(
    ("environ", "outcomes"),
    [
        ({"CI": "true"}, {"errors": 1, "skipped": 3}),
        ({"SERVERS": "required"}, {"errors": 3, "skipped": 1}),
        ({"SERVERS": "required", "CHROMIUM": "/chromium"}, {"errors": 2, "passed": 1, "skipped": 1}),
        ({"SERVERS": "required", "CHROMIUM": "/chromium", **ALL}, {"passed": 3, "skipped": 1}),
    ],
)
def test_where_they_were_promised_a_skip_is_a_failure(run, environ, outcomes):
    run(TESTS, **environ).assert_outcomes(**outcomes)


def test_a_promised_test_cannot_skip_itself(run):
    everything = {**ALL, "CHROMIUM": "/chromium"}
    run(SKIPPING_ITSELF, SERVERS="required", **everything).assert_outcomes(errors=1, failed=1, xfailed=1)
    run(SKIPPING_ITSELF, **everything).assert_outcomes(skipped=2, xfailed=1)
