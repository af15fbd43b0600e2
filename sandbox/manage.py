#!/usr/bin/env python
"""Django's commands for the demo shop: `python sandbox/manage.py …` or `python -m sandbox.manage …`."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    """Run the command named on the command line."""
    # Python puts this file's folder on the path; sandbox/celery.py would then hide the real Celery.
    here = Path(__file__).resolve().parent
    sys.path[:] = [str(here.parent), *(place for place in sys.path if Path(place).resolve() != here)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandbox.settings")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
