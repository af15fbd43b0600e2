"""The tests' project with a database, files and encryption keys of its own; UPGRADE_FOLDER says where they lie."""

from __future__ import annotations

import os
from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import OSCAR_LT_ACCOUNTING as GIVEN

#: Credentials entered long ago are encrypted with the older key, which still opens them.
KEY = "MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE="
OLDER_KEY = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="

OSCAR_LT_ACCOUNTING = {**GIVEN, "ENCRYPTION_KEYS": [KEY, OLDER_KEY]}
MEDIA_ROOT = Path(os.environ["UPGRADE_FOLDER"]) / "media"
