"""A Lithuanian demo shop on django-oscar, with simulated accounting systems."""

import os

if os.environ.get("CELERY_BROKER_URL"):
    from sandbox.celery import app as celery_app

    __all__ = ["celery_app"]
