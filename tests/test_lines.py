"""What counts as a line of code."""

from __future__ import annotations

from scripts.lines import lines, table

SOURCE = '''"""A module."""

# A comment.
TEXT = """
two lines of text

"""


class A:
    """A class."""

    def run(self) -> int:
        """A method,

        at length.
        """
        return (  # why
            1
        )
'''


def test_blanks_comments_and_docstrings_are_not_counted() -> None:
    assert lines(SOURCE) == 4 + 2 + 3


def test_every_provider_is_in_the_table() -> None:
    assert all(f"| {name} |" in table() for name in ("b1", "itax", "robolabs", "centas", "shared by all"))
