from typing import Any, cast

from django.apps import apps
from django.contrib import admin
from django.urls import include, path

ACCOUNTING = cast("Any", apps.get_app_config("accounting_dashboard"))
SHOP = cast("Any", apps.get_app_config("oscar"))

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("dashboard/accounting/", ACCOUNTING.urls),
    path("", include(SHOP.urls[0])),
]
