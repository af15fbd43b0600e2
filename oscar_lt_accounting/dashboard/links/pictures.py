"""Small pictures of products, each fetched by itself, so that the list never waits for one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.generic import View
from oscar.core.thumbnails import get_thumbnailer

from oscar_lt_accounting.dashboard.links.warehouses import record_or_404

_KEPT_SECONDS = 3600


class LinkPictureView(View):
    """The thumbnail of a stock record's product, made once by Oscar's thumbnailer."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where it is; 404 when there is none, or its file is lost."""
        record = record_or_404(kwargs["pk"])
        image = record.product.primary_image()
        if isinstance(image, dict):
            raise Http404
        try:
            address = get_thumbnailer().generate_thumbnail(image.original, size="70x70").url
        except OSError:
            raise Http404 from None
        response = HttpResponseRedirect(address)
        response["Cache-Control"] = f"private, max-age={_KEPT_SECONDS}"
        return response
