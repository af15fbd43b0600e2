"""No circles of modules, whatever an import stands in: a function or a block for type checkers only."""

from __future__ import annotations

from collections.abc import Iterator

import grimp
import pytest

#: Packages whose modules import each other in one direction only.
PACKAGES = ["domain", "providers", "models", "services", "dashboard", "management"]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("oscar_lt_accounting", exclude_type_checking_imports=False, cache_dir=None)


def circles(graph: grimp.ImportGraph, package: str) -> Iterator[list[str]]:
    """Each import inside `package` whose target leads back to where it stands."""
    inside = {name for name in graph.modules if name.startswith(f"{package}.")}
    for module in sorted(inside):
        for imported in sorted(graph.find_modules_directly_imported_by(module) & inside):
            if way := graph.find_shortest_chain(importer=imported, imported=module):
                yield [module, *way]


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_import_in_one_direction(graph, package):
    assert not list(circles(graph, f"oscar_lt_accounting.{package}"))


def test_a_circle_is_found():
    graph = grimp.ImportGraph()
    graph.add_import(importer="shop.a", imported="shop.b")
    graph.add_import(importer="shop.b", imported="shop.c")
    assert not list(circles(graph, "shop"))
    graph.add_import(importer="shop.c", imported="shop.a")
    assert ["shop.a", "shop.b", "shop.c", "shop.a"] in list(circles(graph, "shop"))
