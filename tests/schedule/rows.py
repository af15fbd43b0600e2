"""The rows of django-celery-beat, while it is installed."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

from django.apps import apps
from django.core.management import call_command

OURS = "oscar_lt_accounting: "


def model(name):
    return apps.get_model("django_celery_beat", name)


def install(*args: str) -> str:
    out = StringIO()
    call_command("accounting_schedule", *args, stdout=out)
    return out.getvalue()


def row(beat, name):
    return beat.select_related("interval").get(name=OURS + name)


def every(beat, name):
    interval = row(beat, name).interval
    return timedelta(**{interval.period: interval.every})


def interval(seconds):
    return model("IntervalSchedule").objects.create(every=seconds, period="seconds")


def contents(beat):
    names = [field.attname for field in beat.model._meta.fields]
    return list(beat.order_by("pk").values_list(*names))
