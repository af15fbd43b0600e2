"""Tables of the demo shop."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class CompanyDetails(models.Model):
    """The company an order was placed for."""

    order = models.OneToOneField("order.Order", models.CASCADE, related_name="company")
    name = models.CharField(max_length=255)
    code = models.CharField(max_length=20, blank=True)
    vat_code = models.CharField(max_length=20, blank=True)

    objects: ClassVar[models.Manager[CompanyDetails]] = models.Manager()

    class Meta:
        """What Django wants to know."""

        verbose_name_plural = "company details"

    def __str__(self) -> str:
        return self.name


class DemoOrder(models.Model):
    """The word a demo order is known by, so that it is placed once and can be looked up."""

    kind = models.SlugField(unique=True)
    order = models.OneToOneField("order.Order", models.CASCADE, related_name="demo")

    objects: ClassVar[models.Manager[DemoOrder]] = models.Manager()

    class Meta:
        """What Django wants to know."""

        ordering: ClassVar = ["order_id"]

    def __str__(self) -> str:
        return self.kind
