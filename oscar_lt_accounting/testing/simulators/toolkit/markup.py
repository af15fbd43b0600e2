"""HTML in which everything that is not markup is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

STYLE = """
:root { color-scheme: light dark; --line: #8885; --soft: #8882; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; margin: .5rem 0; }
article p { margin: .15rem 0; overflow-wrap: anywhere; }
.sums, td.amount, th.amount { font-variant-numeric: tabular-nums; }
td.amount, th.amount { text-align: right; }
.state { background: var(--soft); border-radius: 1rem; padding: 0 .6rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
code { overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .5rem 0; }
label { display: grid; font-size: .85rem; min-width: 0; max-width: 100%; }
input, select, button { font: inherit; min-width: 0; max-width: 100%; padding: .3rem; }
input[type=number] { width: 6rem; }
""".strip()


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def html(template: str, **values: Any) -> Html:
    """`template` with `values` in its places; only `Html` goes in as it is."""
    return Html(template.format(**{name: safe(value) for name, value in values.items()}))


def safe(value: Any) -> str:
    """`value` as markup: escaped, unless it is `Html`; None shows as nothing."""
    if isinstance(value, Html):
        return value
    return "" if value is None else escape(str(value))


def together(parts: Iterable[Html]) -> Html:
    """Several pieces of markup, one after the other."""
    return Html("\n".join(parts))


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]], amounts: Sequence[int] = ()) -> Html:
    """A table that scrolls inside itself on a narrow screen; columns in `amounts` are numbers."""

    def cells(tag: str, values: Sequence[Any]) -> Html:
        return together(
            html(
                "<{tag}{class_}>{value}</{tag}>",
                tag=Html(tag),
                class_=Html(' class="amount"' if i in amounts else ""),
                value=value,
            )
            for i, value in enumerate(values)
        )

    body = together(html("<tr>{cells}</tr>", cells=cells("td", row)) for row in rows)
    return html(
        '<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>',
        heads=cells("th", heads),
        body=body,
    )


def choice(name: str, label: str, options: Iterable[tuple[str, str]]) -> Html:
    """A labelled list to choose from, of (value, words)."""
    listed = together(html('<option value="{value}">{words}</option>', value=v, words=w) for v, w in options)
    return html('<label>{label}<select name="{name}">{listed}</select></label>', label=label, name=name, listed=listed)


def document(title: str, body: Html) -> bytes:
    """A whole page."""
    return html(
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<style>{style}</style></head>\n<body>{body}</body></html>\n",
        title=title,
        style=Html(STYLE),
        body=body,
    ).encode()
