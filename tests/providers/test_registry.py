from __future__ import annotations

import importlib.metadata

import pytest

from oscar_lt_accounting import providers as registry
from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.providers import provider_class, providers
from oscar_lt_accounting.providers.b1.provider import B1
from oscar_lt_accounting.providers.centas.provider import Centas
from oscar_lt_accounting.providers.fakturownia.provider import Fakturownia
from oscar_lt_accounting.providers.itax.provider import ITax
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.providers.robolabs.provider import RoboLabs


class Stranger(Memory):
    code = "stranger"


class Impostor(Memory):
    code = "b1"


@pytest.fixture
def packages(monkeypatch):
    """Lets other packages have entry points."""

    def _packages(*paths):
        group = "oscar_lt_accounting.providers"
        points = [importlib.metadata.EntryPoint(name=path, value=path, group=group) for path in paths]

        def entry_points(**selected):
            assert selected == {"group": group}
            return importlib.metadata.EntryPoints(points)

        monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)
        monkeypatch.setattr(registry, "entry_points", entry_points)
        providers.cache_clear()

    yield _packages
    providers.cache_clear()


def test_the_built_in_providers_are_there(packages):
    packages()

    assert providers() == {
        "b1": B1,
        "itax": ITax,
        "centas": Centas,
        "robolabs": RoboLabs,
        "fakturownia": Fakturownia,
        "memory": Memory,
    }
    assert all(provider.code == code for code, provider in providers().items())


def test_a_package_adds_its_provider(packages):
    packages(f"{__name__}:Stranger")

    assert provider_class("stranger") is Stranger
    assert provider_class("b1") is B1


def test_a_package_cannot_take_the_place_of_a_built_in_provider(packages):
    packages(f"{__name__}:Impostor")

    assert provider_class("b1") is B1
    assert len(providers()) == len(registry.BUILT_IN)


def test_a_system_that_is_not_installed_is_named(packages):
    packages()

    with pytest.raises(Misconfigured, match="“itaks” is not installed") as caught:
        provider_class("itaks")

    assert caught.value.code == "provider"


def test_packages_are_looked_for_once(packages):
    packages(f"{__name__}:Stranger")

    assert providers() is providers()
