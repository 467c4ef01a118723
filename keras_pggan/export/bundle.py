"""The built page that sites are made of: see `examples/web_app`, and `make app`."""

from __future__ import annotations

import shutil
from pathlib import Path

from keras_pggan.errors import InputError

BUNDLE = Path(__file__).parent / "web_bundle"
PAGE, SCRIPT, STYLE, ICON = "index.html", "app.js", "index.css", "icon.svg"
RUNTIMES = ("litert.wasm.gz", "litert-jspi.wasm.gz")
LICENCES = "LICENSES.txt"
NEEDED = (PAGE, SCRIPT, STYLE, ICON, *RUNTIMES, LICENCES)
BUILD = "build.json"  # which sources it was built of; for tests, not for sites


def check_bundle() -> None:
    """Raises InputError where the built page did not come with this package."""
    missing = [name for name in NEEDED if not (BUNDLE / name).is_file()]
    if missing:
        raise InputError(
            f"{BUNDLE}: the built page lacks {', '.join(missing)}; install keras_pggan again, or "
            "in a checkout run make app"
        )


def copy_bundle(folder: Path) -> None:
    """Makes a folder with the files of the page, without models.

    Raises:
        InputError: see `check_bundle`.
    """
    check_bundle()
    shutil.copytree(BUNDLE, folder, ignore=shutil.ignore_patterns(BUILD))
