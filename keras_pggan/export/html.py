"""The page as one file, which opens from a disk."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import tempfile
from pathlib import Path

from keras_pggan.export.bundle import (
    BUNDLE,
    ICON,
    LICENCES,
    PAGE,
    RUNTIMES,
    SCRIPT,
    STYLE,
    check_bundle,
)
from keras_pggan.export.export_format import ExportFormat
from keras_pggan.export.litert import LiteRT
from keras_pggan.export.site_models import drawers_of_files, write_site_models
from keras_pggan.generators.generation import Call, Generator

ELEMENT = '<script type="text/plain" id="file:{}">{}</script>\n'
ELEMENTS = re.compile(ELEMENT.format('([^"]+)', "([^<]*)"))
POLICY = (
    "default-src 'none'; script-src {script} 'wasm-unsafe-eval'; style-src {style}; "
    "img-src blob: data:; worker-src blob:; base-uri 'none'; form-action 'none'"
)


class Html(ExportFormat):
    """An .html that holds the page, the runtime and the networks, and asks nothing of any place.

    It opens from a disk, without a server; what it shows is the site of the format web. Its files
    are packed, and written as text, which takes a third more room.
    """

    name = "html"
    told = "page"
    suffix = ".html"
    tolerance = LiteRT.tolerance
    precisions, packages = LiteRT.precisions, LiteRT.packages
    every_resolution = True

    def write(self, generator: Generator, path: Path, precision: str = "float32") -> None:
        check_bundle()
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_site_models([generator], folder, precision)
            files = {
                each.relative_to(folder).as_posix(): gzip.compress(each.read_bytes(), mtime=0)
                for each in sorted(folder.rglob("*"))
                if each.is_file()
            }
        files[LICENCES] = gzip.compress((BUNDLE / LICENCES).read_bytes(), mtime=0)
        files |= {name: (BUNDLE / name).read_bytes() for name in RUNTIMES}
        path.write_text(_page(files), encoding="utf-8")

    def drawer(self, path: Path) -> Call:
        return _drawers(path)[-1]

    def drawers(self, generator: Generator, path: Path) -> list[tuple[Generator, Call]]:
        lower = zip(generator.lower, _drawers(path)[:-1], strict=True)
        return [*lower, (generator, self.drawer(path))]


def _drawers(path: Path) -> list[Call]:
    found = ELEMENTS.findall(path.read_text(encoding="utf-8"))
    packed = {name: base64.b64decode(text) for name, text in found if name not in RUNTIMES}
    return drawers_of_files({name: gzip.decompress(packed[name]) for name in packed})


def _page(files: dict[str, bytes]) -> str:
    """The page with all that it needs in it."""
    page, script, style = (
        (BUNDLE / name).read_text(encoding="utf-8") for name in (PAGE, SCRIPT, STYLE)
    )
    # Within an element, the end of one would end it.
    script = script.replace("</script", "<\\/script")
    policy = POLICY.format(script=_allowed(script), style=_allowed(style))
    icon = base64.b64encode((BUNDLE / ICON).read_bytes()).decode()
    elements = "".join(
        ELEMENT.format(name, base64.b64encode(content).decode()) for name, content in files.items()
    )
    changes = [
        (r"<html ", "<html data-alone "),
        (r'(http-equiv="Content-Security-Policy" content=)"[^"]*"', rf'\1"{policy}"'),
        (r'<link rel="(apple-touch-icon|manifest)"[^>]*>\s*', ""),
        (rf'href="./{re.escape(ICON)}"', f'href="data:image/svg+xml;base64,{icon}"'),
        (rf'<script [^>]*src="./{re.escape(SCRIPT)}"></script>\s*', ""),
    ]
    for pattern, text in changes:
        page = re.sub(pattern, text, page)
    page = re.sub(
        rf'<link rel="stylesheet"[^>]*href="./{re.escape(STYLE)}">',
        lambda found: f"<style>{style}</style>",
        page,
    )
    module = f'<script type="module">{script}</script>\n'
    return page.replace("</body>", f"{elements}{module}</body>")


def _allowed(text: str) -> str:
    """The source of a policy that lets this text alone be run, or shown by."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
