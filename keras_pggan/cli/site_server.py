"""A site, served to this machine alone."""

from __future__ import annotations

import errno
import functools
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError

HOST = "127.0.0.1"
# Told here, since systems differ in what they know.
TYPES = {
    "": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".tflite": "application/octet-stream",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = TYPES

    def guess_type(self, path: Any) -> str:
        return TYPES.get(Path(path).suffix, TYPES[""])

    def end_headers(self) -> None:
        # The site of another model may stand at the same address tomorrow.
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        self.send_error(404)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: who serves their own pictures to themselves knows."""


def site_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of a folder, on 127.0.0.1; `serve_forever` serves.

    Args:
        folder: of the site.
        port: 0 for any that is free.

    Raises:
        InputError: the port cannot be had.
    """
    try:
        return ThreadingHTTPServer((HOST, port), functools.partial(_Handler, directory=str(folder)))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        reason = "in use" if error.errno == errno.EADDRINUSE else "not to be had"
        raise InputError(
            f"port {port} is {reason}; give another (--port), or 0 for any that is free"
        ) from error


def address_of(server: ThreadingHTTPServer) -> str:
    """Where a browser finds a server."""
    return f"http://{HOST}:{server.server_port}/"
