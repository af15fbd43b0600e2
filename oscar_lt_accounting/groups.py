"""The groups a shop finds ready-made, and what their members may do.

A group is filled once, when it is made; what an administrator changes afterwards stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.db import router

from oscar_lt_accounting.domain.errors import gettext_noop

VIEW = gettext_noop("Accounting: view")
RESEND = gettext_noop("Accounting: re-send")
LINK = gettext_noop("Accounting: link")
CONFIGURE = gettext_noop("Accounting: configure")

# Integrations hold the keys: only those who configure get to them, in Django's admin, too.
_VIEW = (
    "view_submission",
    "view_attempt",
    "view_auditline",
    "view_documentpdf",
    "view_warehouse",
    "view_productlink",
    "view_linkproposal",
    "view_linkchange",
    "view_catalogueitem",
    "view_stockpull",
    "view_job",
)
_SETTINGS = ("integration", "warehouse", "series", "vatmapping", "paymentmapping")

#: What each group is made with, by the codenames of our models' permissions; every group may view.
PERMISSIONS: dict[str, tuple[str, ...]] = {
    VIEW: _VIEW,
    RESEND: (*_VIEW, "change_submission"),
    LINK: (*_VIEW, "add_productlink", "change_productlink", "delete_productlink"),
    CONFIGURE: (*_VIEW, *(f"{verb}_{name}" for name in _SETTINGS for verb in ("view", "add", "change", "delete"))),
}
_APP = "oscar_lt_accounting"


def make(apps: Any, alias: str, called_then: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """Make the groups that are not there in the database `alias`; returns the names of those that were made.

    `apps` are a migration's, `called_then` the names that models had at that migration. Django makes permissions
    only after the last migration, so those needed are made here.
    """
    group_model = apps.get_model("auth", "Group")
    if not router.allow_migrate_model(alias, group_model):
        return []
    made = []
    for name, codenames in PERMISSIONS.items():
        group, is_new = group_model.objects.using(alias).get_or_create(name=name)
        if is_new:
            wanted = [codename.split("_", 1) for codename in dict.fromkeys(codenames)]
            group.permissions.add(
                *(_permission(apps, alias, verb, called_then.get(model, model)) for verb, model in wanted)
            )
            made.append(name)
    return made


def remove(apps: Any, alias: str) -> None:
    """Remove the groups and the permissions of our models from the database `alias`, when the app goes.

    `apps` hold the models of today: nobody but they know everything that refers to a permission.
    """
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    if router.allow_migrate_model(alias, group_model):
        group_model.objects.using(alias).filter(name__in=PERMISSIONS).delete()
        permission_model.objects.using(alias).filter(content_type__app_label=_APP).delete()


def _permission(apps: Any, alias: str, verb: str, name: str) -> Any:
    words = apps.get_model(_APP, name)._meta.verbose_name
    content_type, _is_new = (
        apps.get_model("contenttypes", "ContentType").objects.using(alias).get_or_create(app_label=_APP, model=name)
    )
    permission, _is_new = (
        apps.get_model("auth", "Permission")
        .objects.using(alias)
        .get_or_create(content_type=content_type, codename=f"{verb}_{name}", defaults={"name": f"Can {verb} {words}"})
    )
    return permission
