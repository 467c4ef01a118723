"""Sites, served and visited by a browser, for tests."""

import contextlib
import threading

import pytest
from chromium import BROWSER, Page

from keras_pggan.cli.site_server import address_of, site_server

PRETRAINED = "fashion_mnist_32"
# What Chromium says where there is no graphics processor; nobody can keep it from that.
NO_GPU = "No available adapters"


@contextlib.contextmanager
def served(folder):
    """The address of a folder, while it is served."""
    with site_server(folder, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield address_of(server)
        server.shutdown()


@contextlib.contextmanager
def visited(folder, *options, size=(390, 844)):
    """A browser of its own."""
    if BROWSER is None:
        pytest.skip("no Chromium is installed")
    page = Page(folder, size, *options)
    try:
        yield page
    finally:
        page.close()


def complaints(page):
    """What a page said of errors."""
    return [each for each in page.said if not each.startswith(NO_GPU)]
