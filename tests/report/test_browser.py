"""The page in a browser, at the size of a telephone and of a desk; skipped where there is none."""

import html
import json
import re
import subprocess

import pytest
from chromium import BROWSER

# What the page itself has no script for is asked by one in a copy of it; and that is in a frame,
# since a window is 500 pixels wide at least.
PROBE = """<script>
addEventListener("load", () => {
  const root = document.documentElement;
  parent.postMessage(JSON.stringify({
    width: innerWidth,
    over: root.scrollWidth - root.clientWidth,
    broken: [...document.images].filter(each => !each.complete || !each.naturalWidth).length,
    images: document.images.length,
    shown: [...document.querySelectorAll("picture")].map(
      each => [...each.children].findIndex(
        one => (one.src || one.srcset) === each.querySelector("img").currentSrc)),
    requests: performance.getEntriesByType("resource").map(each => each.name)
      .filter(name => !name.startsWith("data:")),
  }), "*");
});
</script>"""
FRAME = """<!DOCTYPE html><link rel="icon" href="data:,"><pre id="found"></pre><script>
addEventListener("message", ({data}) => { document.getElementById("found").textContent = data; });
</script><iframe src="page.html" style="border: 0" width="{}" height="{}"></iframe>"""
TIME = 10_000  # milliseconds, of the browser's own clock, in which it does all that it has to do

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed"),
]


@pytest.fixture(scope="module")
def looked_at(page_file, tmp_path_factory):
    """What a browser makes of the page, and what it said: `looked_at(390, 844)`."""
    folder = tmp_path_factory.mktemp("browser")
    page, frame = folder / "page.html", folder / "frame.html"
    page.write_text(page_file.read_text().replace("</body>", f"{PROBE}</body>"))

    def look(width, height, *options):
        frame.write_text(FRAME.replace("{}", str(width), 1).replace("{}", str(height), 1))
        result = subprocess.run(
            [
                *(BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu"),
                "--disable-dev-shm-usage",
                f"--user-data-dir={folder / 'user'}",
                *("--enable-logging=stderr", "--window-size=1400,1000", *options),
                *(f"--virtual-time-budget={TIME}", "--dump-dom", frame.as_uri()),
            ],
            capture_output=True, text=True, timeout=100, check=True,
        )  # fmt: skip
        (found,) = re.findall(r'<pre id="found">(.*?)</pre>', result.stdout)
        said = [line for line in result.stderr.splitlines() if "CONSOLE" in line]
        return json.loads(html.unescape(found)), said

    return look


@pytest.mark.parametrize(("size", "second"), [((390, 844), 0), ((1280, 900), 1)])
def test_it_fits_shows_all_pictures_and_asks_for_nothing(looked_at, size, second):
    found, said = looked_at(*size)
    assert said == []
    assert found["width"] == size[0]
    assert found["over"] <= 0  # nothing is wider than the window
    assert found["requests"] == []
    assert (found["broken"], found["images"] > 10) == (0, True)
    walk, *curves = found["shown"]
    assert walk == 1  # the film
    assert set(curves) == {second}  # those for narrow windows, or the others


def test_those_who_want_no_motion_have_a_picture_that_stands_still(looked_at):
    found, _ = looked_at(1280, 900, "--force-prefers-reduced-motion")
    assert found["shown"][0] == 0
