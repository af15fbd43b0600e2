"""Every sentence for a person in these layers can be said: its places and its values agree."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import oscar_lt_accounting

ROOT = Path(oscar_lt_accounting.__file__).parent
FILES = sorted(path for floor in ("domain", "providers") for path in (ROOT / floor).rglob("*.py"))
OWN_WORDS = {"code", "retry_after"}
PUT_IN_BY = {"unsupported": {"system"}, "_refusal": {"label_msg"}}


def marked(node):
    """The sentence, if `node` is a marked one."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "gettext_noop":
        (sentence,) = node.args
        assert isinstance(sentence, ast.Constant)
        return sentence.value
    return None


def sentences():
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and (message := marked(node.args[0])):
                words = {keyword.arg for keyword in node.keywords} - OWN_WORDS
                yield pytest.param(node, message, words, id=f"{path.name}:{node.lineno}")


@pytest.mark.parametrize(("node", "message", "words"), list(sentences()))
def test_a_sentence_can_be_said(node, message, words):
    places = set(re.findall(r"%\((\w+)\)s", message))
    if isinstance(node.func, ast.Attribute):
        words = words or PUT_IN_BY[node.func.attr]

    assert places <= words
    if words:
        said = message % dict.fromkeys(words, "100 %")
        assert "%(" not in said
    else:
        assert "%%" not in message, "without values a sentence is said as it is"


def test_sentences_were_found():
    assert len(list(sentences())) > 40
