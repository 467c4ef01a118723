"""The page on which a person marks pictures, in a browser; and the folder that it lies in."""

import html
import json
import re
import shutil
import subprocess

import numpy as np
import pytest
from discs import DIM, drawn, is_good
from PIL import Image

import keras_pggan as pg
from keras_pggan.filtering.label_page import write_label_page
from keras_pggan.generators import Generator, read_latents
from keras_pggan.pictures import to_bytes

NAMES = "chromium", "chromium-browser", "google-chrome"
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)
# A person's hands, in a copy of the page: keys, clicks and swipes as they are named in the address,
# and what is then seen.
HANDS = """<script>
addEventListener("load", () => {
  // What is asked of the system comes when it comes, and the clock of this browser does not wait.
  const tables = [];
  window.Blob = class { constructor(parts) { tables.push(parts.join("")); } };
  URL.createObjectURL = () => "#";
  const pictures = [], downloads = [];
  // A browser that is told to write a file may wait for its end, and never leave.
  HTMLAnchorElement.prototype.click = function() { downloads.push(this.download); };
  for (const act of JSON.parse(decodeURIComponent(location.search.slice(1)))) {
    if (act.startsWith("#")) document.querySelector(act).click();
    else if (act.startsWith("swipe")) {
      const image = document.getElementById("picture"), moved = Number(act.slice(5));
      image.dispatchEvent(new PointerEvent("pointerdown", {clientX: 100, bubbles: true}));
      image.dispatchEvent(new PointerEvent("pointerup", {clientX: 100 + moved, bubbles: true}));
    } else if (act.startsWith("^")) {
      dispatchEvent(new KeyboardEvent("keydown", {key: act.slice(1), ctrlKey: true}));
    } else dispatchEvent(new KeyboardEvent("keydown", {key: act}));
    pictures.push(document.getElementById("picture").src);
  }
  const root = document.documentElement;
  const shown = document.getElementById("picture").getBoundingClientRect();
  parent.postMessage(JSON.stringify({
    csv: tables.at(-1) ?? null,
    downloads,
    told: document.getElementById("told").textContent,
    note: document.getElementById("note").textContent,
    text: document.body.innerText,
    disabled: [...document.querySelectorAll("button")].filter(b => b.disabled).map(b => b.id),
    pictures,
    over: root.scrollWidth - root.clientWidth,
    low: Math.max(...[...document.querySelectorAll("#buttons button")].map(
      b => b.getBoundingClientRect().bottom)),
    least: Math.min(...[...document.querySelectorAll("button")].map(
      b => b.getBoundingClientRect().height)),
    size: [shown.width, shown.height],
    requests: performance.getEntriesByType("resource").map(each => each.name)
      .filter(name => !name.startsWith("data:")),
  }), "*");
});
</script>"""
# In a frame, since a window is 500 pixels wide at least; the page is loaded for each list of acts.
FRAME = """<!DOCTYPE html><link rel="icon" href="data:,"><pre id="found"></pre><script>
const acts = {acts}, found = [];
const go = () => {
  document.querySelector("iframe").src =
    "label.html?" + encodeURIComponent(JSON.stringify(acts[found.length]));
};
addEventListener("message", ({data}) => {
  found.push(JSON.parse(data));
  if (found.length < acts.length) go();
  else document.getElementById("found").textContent = JSON.stringify(found);
});
addEventListener("load", go);
</script><iframe style="border: 0" width="{width}" height="{height}"></iframe>"""
TIME = 10_000  # milliseconds, of the browser's own clock

in_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def page(generator, tmp_path_factory):
    """A folder of six pictures, with their page."""
    out = tmp_path_factory.mktemp("pages") / "discs & <more>"
    write_label_page(generator, out, 6, seed=2)
    return out


@pytest.fixture
def hands(page, tmp_path):
    """What is seen after each list of acts on a page, which is loaded anew for each."""

    def do(*acts, folder=page, width=390, height=844):
        text = (folder / "label.html").read_text(encoding="utf-8")
        (tmp_path / "label.html").write_text(text.replace("</body>", f"{HANDS}</body>"))
        frame = tmp_path / "frame.html"
        parts = {"{acts}": json.dumps(acts), "{width}": str(width), "{height}": str(height)}
        text = FRAME
        for mark, part in parts.items():
            text = text.replace(mark, part)
        frame.write_text(text)
        result = subprocess.run(
            [
                *(BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu"),
                *("--disable-dev-shm-usage", f"--user-data-dir={tmp_path / 'user'}"),
                *("--enable-logging=stderr", "--window-size=1400,1000"),
                *(f"--virtual-time-budget={TIME}", "--dump-dom", frame.as_uri()),
            ],
            capture_output=True, text=True, timeout=100, check=True,
        )  # fmt: skip
        (found,) = re.findall(r'<pre id="found">(.*?)</pre>', result.stdout)
        said = [line for line in result.stderr.splitlines() if "CONSOLE" in line]
        assert said == []
        return json.loads(html.unescape(found))

    return do


@in_browser
def test_keys_mark_pictures_and_the_table_has_them(hands):
    """One at a time, with an undo, a skip, and keys that mean nothing; and the page again."""
    first, second, third = hands(
        ["j", "F", "x", "^j", "ArrowRight", "u", "ArrowLeft", "s", "#download"],
        ["J", "#download"],
        ["u", "Backspace", "#good", "#bad", "#skip", "j", "j", "#download"],
    )
    rows = "file,good\n0000.png,1\n0001.png,0\n0002.png,0\n"
    assert (first["csv"], first["downloads"]) == (rows, ["labels.csv"])
    assert first["told"] == "4 of 6 marked: 1 good, 2 bad, 1 skipped"
    assert first["note"] == ""
    assert second["csv"] == rows + "0004.png,1\n"
    assert second["told"] == "5 of 6 marked: 2 good, 2 bad, 1 skipped"
    assert third["csv"] == rows + "0003.png,1\n0004.png,0\n"
    assert third["told"].endswith("2 good, 3 bad, 1 skipped. All are done: download the labels.")
    assert third["disabled"] == ["bad", "skip", "good"]
    # Each picture is shown where it is asked for, and the one before it again after an undo.
    shown = first["pictures"]
    assert [shown.index(each) for each in shown] == [0, 1, 1, 1, 4, 1, 4, 7, 7]


@in_browser
def test_swipes_mark_pictures_on_a_telephone_and_all_is_in_sight(hands):
    (found,) = hands(["swipe90", "swipe-90", "swipe20", "#download"])
    assert found["csv"] == "file,good\n0000.png,1\n0001.png,0\n"
    assert found["over"] <= 0
    assert found["low"] <= 844  # the buttons need no scrolling
    assert found["least"] >= 44
    assert found["size"][0] > 300
    assert found["requests"] == []


@in_browser
def test_it_fits_a_desk_and_nothing_can_be_downloaded_before_a_mark(hands, page):
    (found,) = hands(["u"], width=1280, height=800)
    assert found["disabled"] == ["undo", "download"]
    assert found["told"] == "0 of 6 marked: 0 good, 0 bad"
    assert found["low"] <= 800
    assert found["size"][1] > 400
    assert "train-filter labels.csv --pictures" in found["text"]
    assert str(page) in found["text"]


@in_browser
def test_a_filter_trained_with_what_was_marked_separates_good_from_corrupted(
    hands, generator, tmp_path
):
    folder = tmp_path / "marked"
    found = write_label_page(generator, folder, 60, seed=8)
    (seen,) = hands(
        [*("j" if good else "f" for good in is_good(found.values)), "#download"], folder=folder
    )
    (tmp_path / "labels.csv").write_text(seen["csv"])
    out = tmp_path / "filter.keras"
    pg.train_filter(tmp_path / "labels.csv", out, pictures=folder)
    values = pg.latents(200, DIM, seed=9)
    good = pg.load_filter(out).at_least(0.5)(to_bytes(drawn(values)))
    assert (good == is_good(values)).mean() > 0.9


# The folder


def test_the_folder_has_pictures_latents_and_a_page_that_shows_them(generator, page):
    names = [f"{number:04d}.png" for number in range(6)]
    assert sorted(each.name for each in page.iterdir()) == [*names, "label.html", "latents.npz"]
    found = read_latents(page / "latents.npz")
    assert found.names == tuple(names)
    np.testing.assert_array_equal(found.values, pg.latents(6, 6, seed=2))
    for name, picture in zip(names, pg.generate(generator, 6, seed=2), strict=True):
        np.testing.assert_array_equal(np.asarray(Image.open(page / name)), picture)
    text = (page / "label.html").read_text(encoding="utf-8")
    (content,) = re.findall(r'id="content">(.*?)</script>', text)
    content = json.loads(content)
    assert content["files"] == names
    assert len(set(content["pictures"])) == 6
    assert "<more>" not in text


def test_a_page_of_large_pictures_stays_small_enough_for_a_telephone(tmp_path):
    random = np.random.default_rng(0)
    large = Generator(4, (600, 300, 3), lambda x: random.uniform(-1, 1, (len(x), 600, 300, 3)))
    write_label_page(large, tmp_path / "large", 2)
    assert Image.open(tmp_path / "large" / "0001.png").size == (300, 600)
    assert (tmp_path / "large" / "label.html").stat().st_size < 600_000


def test_a_folder_with_content_is_left_as_it_is(generator, page):
    before = sorted(page.iterdir())
    with pytest.raises(pg.InputError, match="there is something already"):
        write_label_page(generator, page, 2)
    assert sorted(page.iterdir()) == before
