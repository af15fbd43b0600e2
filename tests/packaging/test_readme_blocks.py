"""README's code blocks are found as the wheel's check takes them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from scripts.wheel.failing import Failed
from scripts.wheel.readme import Block, install_blocks

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = """# Title

## Install it in your shop

Words.

```sh
# a remark
pip install something  # extras
```

1. Then:

   ```python
   # settings.py
   import os

   if os:
       pass
   ```

### More

```sh
rm -rf everything
```
"""


def test_blocks_come_in_order_without_their_margin_and_end_with_the_section(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(TEXT, encoding="utf-8")
    assert install_blocks(tmp_path / "README.md") == [
        Block("sh", "# a remark\npip install something  # extras\n"),
        Block("python", "# settings.py\nimport os\n\nif os:\n    pass\n"),
    ]


def test_commands_and_files_are_told_apart() -> None:
    assert Block("sh", "# a remark\n\npip install something  # extras\n").lines == ["pip install something  # extras"]
    assert Block("python", "# settings.py\nimport os\n").file == "settings.py"
    with pytest.raises(Failed, match="which file"):
        _ = Block("python", "import os\n").file


@pytest.mark.parametrize("text", ["# Title\n", "# Title\n\n## Install it in your shop\n\nWords.\n"])
def test_a_readme_without_steps_is_a_failure(tmp_path: Path, text: str) -> None:
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    with pytest.raises(Failed, match="no code"):
        install_blocks(tmp_path / "README.md")


def test_ours_can_be_followed() -> None:
    blocks = install_blocks(ROOT / "README.md")
    assert [block.file for block in blocks if block.language == "python"] == ["settings.py", "urls.py"]
    for block in blocks:
        assert block.language in ("python", "sh")
        if block.language == "python":
            ast.parse(block.text)
    commands = [line for block in blocks if block.language == "sh" for line in block.lines]
    assert commands[0].startswith("pip install oscar-lt-accounting")
    assert "python manage.py migrate" in commands
