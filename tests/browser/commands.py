"""Django's commands for the sandbox, one after the other in one process: `python -m tests.browser.commands`.

Reads a list of words per line as JSON and answers with what the command printed, as JSON in one line, too.
"""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stdout

import django
from django.core.management import call_command
from django.db import close_old_connections, connections


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandbox.settings")
    django.setup()
    for line in sys.stdin:
        close_old_connections()
        said = io.StringIO()
        with redirect_stdout(said):
            call_command(*json.loads(line))
        sys.stdout.write(json.dumps(said.getvalue()) + "\n")
        sys.stdout.flush()
        connections.close_all()


if __name__ == "__main__":
    main()
