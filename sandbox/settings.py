"""Settings of the demo shop.

Nothing has to be set: rows go to a SQLite file and there is no broker. DATABASE_URL switches to
PostgreSQL, REDIS_URL to a shared cache, CELERY_BROKER_URL to Celery.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from oscar import defaults
from oscar.defaults import *  # noqa: F403

from oscar_lt_accounting.dashboard.navigation import accounting_navigation
from sandbox import keys, storage

HERE = Path(__file__).resolve().parent
VAR = Path(os.environ.get("SANDBOX_VAR", HERE / "var"))

DEBUG = os.environ.get("DEBUG", "1") == "1"
SECRET_KEY = keys.secret_key(VAR)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
ROOT_URLCONF = "sandbox.urls"
WSGI_APPLICATION = "sandbox.wsgi.application"
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": storage.database(os.environ.get("DATABASE_URL", ""), VAR)}
CACHES = {"default": storage.cache(os.environ.get("REDIS_URL", ""))}
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "")
CELERY_TIMEZONE = "Europe/Vilnius"
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("CELERY_QUEUE", "accounting")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True


INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "sandbox.shop",
    # Before Oscar, so that our templates are found first.
    "oscar_lt_accounting",
    "oscar_lt_accounting.dashboard",
    "oscar.config.Shop",
    "oscar.apps.analytics.apps.AnalyticsConfig",
    "sandbox.shop.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig",
    "sandbox.shop.shipping.apps.ShippingConfig",
    "oscar.apps.catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "sandbox.shop.partner.apps.PartnerConfig",
    "oscar.apps.basket.apps.BasketConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "oscar.apps.offer.apps.OfferConfig",
    "sandbox.shop.order.apps.OrderConfig",
    "oscar.apps.customer.apps.CustomerConfig",
    "sandbox.shop.search.apps.SearchConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig",
    "oscar.apps.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig",
    "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "widget_tweaks",
    "haystack",
    "treebeard",
    "sorl.thumbnail",
    "django_tables2",
    *(["django_celery_beat"] if CELERY_BROKER_URL else []),
]
# The forks add behaviour, no columns: they go on with Oscar's own migrations.
MIGRATION_MODULES = {
    "order": "oscar.apps.order.migrations",
    "partner": "oscar.apps.partner.migrations",
    "shipping": "oscar.apps.shipping.migrations",
}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.search.context_processors.search_form",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
            ],
        },
    }
]
AUTHENTICATION_BACKENDS = [
    "oscar.apps.customer.auth_backends.EmailBackend",
    "django.contrib.auth.backends.ModelBackend",
]

LANGUAGE_CODE = "lt"
LANGUAGES = [("lt", _("Lithuanian")), ("en", _("English"))]
LOCALE_PATHS = [HERE / "locale", HERE.parent / "locale"]
TIME_ZONE = "Europe/Vilnius"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
HAYSTACK_CONNECTIONS = {
    "default": {"ENGINE": "haystack.backends.whoosh_backend.WhooshEngine", "PATH": str(VAR / "index")}
}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = OSCAR_FROM_EMAIL = "Gintarinė <parduotuve@example.com>"
PHONENUMBER_DEFAULT_REGION = "LT"

OSCAR_SHOP_NAME = "Gintarinė"
OSCAR_SHOP_TAGLINE = ""
OSCAR_DEFAULT_CURRENCY = "EUR"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_OFFERS_INCL_TAX = True  # shelf prices include VAT, so discounts do too
OSCAR_IMAGE_FOLDER = "products"
OSCAR_HIDDEN_FEATURES = ["reviews"]
OSCAR_SEARCH_FACETS: dict[str, Any] = {"fields": {}, "queries": {}}  # Whoosh would offer the stems of words
OSCAR_PRODUCTS_PER_PAGE = 24
OSCAR_INITIAL_ORDER_STATUS = OSCAR_INITIAL_LINE_STATUS = "Pending"
OSCAR_ORDER_STATUS_PIPELINE: dict[str, tuple[str, ...]] = {
    "Pending": ("Paid", "Shipped", "Cancelled"),  # straight to Shipped: cash on delivery
    "Paid": ("Shipped", "Complete", "Cancelled"),  # straight to Complete: nothing to ship
    "Shipped": ("Complete",),
    "Complete": (),
    "Cancelled": (),
}
OSCAR_LINE_STATUS_PIPELINE = OSCAR_ORDER_STATUS_PIPELINE
OSCAR_ORDER_STATUS_CASCADE = {status: status for status in OSCAR_ORDER_STATUS_PIPELINE}
OSCAR_DASHBOARD_NAVIGATION: list[dict[str, Any]] = [*defaults.OSCAR_DASHBOARD_NAVIGATION, accounting_navigation()]

SIMULATOR_URL = f"http://127.0.0.1:{os.environ.get('SIMULATOR_PORT', '8001')}"
OSCAR_LT_ACCOUNTING: dict[str, Any] = {
    "SHOP_ID": "demo",
    "ENCRYPTION_KEYS": [keys.encryption_key(VAR)],
    "ALLOWED_HOSTS_EXTRA": ["127.0.0.1", "localhost"],
    "BUYER_RESOLVER": "sandbox.shop.buyers.buyer_of",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "oscar_lt_accounting": {"level": "INFO"},
    },
}
