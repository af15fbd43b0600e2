"""Pictures of products: small, one at a time, and never a fault of the list."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from oscar.apps.catalogue.models import ProductImage
from PIL import Image

from tests.dashboard.links.conftest import page_url


class Lost:
    """A thumbnailer that does not find the file."""

    def generate_thumbnail(self, source, **options):
        raise FileNotFoundError(source.name)


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def pictured(record):
    one = record("A")
    file = io.BytesIO()
    Image.new("RGB", (200, 100)).save(file, "PNG")
    picture = ProductImage(product=one.product)
    picture.original.save("honey.png", ContentFile(file.getvalue()))
    return one, picture


def test_the_list_has_a_small_picture(linker, pictured, warehouse):
    one, _picture = pictured
    assert f'<img src="{page_url("link-picture", pk=one.pk)}"' in linker.get(page_url("link-list")).content.decode()
    response = linker.get(page_url("link-picture", pk=one.pk))
    assert response.status_code == 302
    assert "cache" in response["Location"]


def test_none_and_a_lost_file_are_not_found(linker, pictured, record, warehouse, settings):
    one, _picture = pictured
    other = record("B")
    assert f'src="{page_url("link-picture", pk=other.pk)}"' not in linker.get(page_url("link-list")).content.decode()
    assert linker.get(page_url("link-picture", pk=other.pk)).status_code == 404
    settings.OSCAR_THUMBNAILER = "tests.dashboard.links.test_pictures.Lost"
    assert linker.get(page_url("link-picture", pk=one.pk)).status_code == 404
