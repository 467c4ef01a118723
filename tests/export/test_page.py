"""The page in a browser, at the size of a phone and of a desk, held against Python's pictures."""

import base64
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from site_visits import PRETRAINED, complaints, served, visited

import keras_pggan as pg
from keras_pggan.export import export_model
from keras_pggan.generators import slerp
from keras_pggan.generators.levels import at_resolution
from keras_pggan.pictures import to_bytes

STEP = 2  # of 255: what pictures may differ by
DONE = (
    "!document.getElementById('alert').hidden"
    " || / each, by /.test(document.getElementById('status').textContent)"
)
KEPT = "document.documentElement.dataset.kept === 'true'"
BUSY = "/^(Loading|Drawing)/.test(document.getElementById('status').textContent)"
AXE = Path(__file__).parents[1] / "fixtures/axe-core/axe.min.js"


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((390, 844), id="phone"),
        pytest.param((1280, 900), id="desk", marks=pytest.mark.slow),
    ],
)
def browser(request, site, tmp_path_factory):
    """A page of the site and its address."""
    with (
        served(site) as address,
        visited(tmp_path_factory.mktemp("user"), size=request.param) as page,
    ):
        page.size = request.param
        yield page, address


@pytest.fixture
def page(browser):
    """The page as it is at first; in the end it has neither complained nor asked elsewhere."""
    page, address = browser
    page.requests.clear()
    page.said.clear()
    shown(page, address)
    yield page
    assert complaints(page) == []
    assert {
        url for url in page.requests if not url.startswith((address, f"blob:{address}"))
    } == set()


def shown(page, address):
    page.open(address)
    page.until(DONE)
    assert text(page, "alert") == ""


def text(page, name):
    return page.run(f"document.getElementById('{name}').textContent")


def change(page, name, value, event="change"):
    """Sets a field as a user does."""
    page.run(
        f"(e => {{ e.value = {json.dumps(value)}; e.dispatchEvent(new Event('{event}', "
        f"{{bubbles: true}})) }})(document.getElementById('{name}'))"
    )


def choose(page, group, value):
    page.run(f"document.querySelector('input[name={group}][value=\"{value}\"]').click()")


def pick(page, index):
    page.run(f"document.querySelectorAll('#grid button')[{index}].click()")


def pictures(page, selector="#grid canvas"):
    """What canvases show, uint8 (count, height, width, 3)."""
    found = page.run(f"[...document.querySelectorAll('{selector}')].map(each => each.toDataURL())")
    return np.array([_pixels(base64.b64decode(each.partition(",")[2])) for each in found])


def _pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def redrawn(page):
    """Waits for pictures of what was changed."""
    page.until(f"{BUSY} || {DONE}")
    page.until(DONE)


def near(drawn, expected):
    expected = np.broadcast_to(expected, drawn.shape).astype(int)
    return drawn.shape == expected.shape and np.abs(drawn - expected).max() <= STEP


def test_a_seed_draws_pythons_pictures_at_each_resolution(page):
    page.run("location.hash = '#seed=42'")
    page.until("document.getElementById('of-seed').textContent === 'Pictures of seed 42'")
    page.until(DONE)
    assert near(pictures(page), pg.generate(PRETRAINED, 16, seed=42))
    choose(page, "resolution", 8)
    page.until("document.querySelector('#grid canvas').width === 8")
    page.until(DONE)
    lower = at_resolution(PRETRAINED, 8)
    assert near(pictures(page), pg.generate(lower, 16, seed=42))
    assert "resolution=8" in page.run("location.hash")
    assert text(page, "command").endswith("--seed 42 --resolution 8")
    assert " ms each, by Web" in text(page, "status")


def test_generate_draws_another_seed_and_the_way_back_leads_to_the_first(page):
    before = pictures(page)
    page.until(KEPT)
    page.requests.clear()
    page.run("document.getElementById('generate').click()")
    page.until("document.getElementById('of-seed').textContent !== 'Pictures of seed 0'")
    page.until(DONE)
    page.run("new Promise(resolve => setTimeout(resolve, 300))")
    assert page.requests == []  # all that it needs is there
    seed = int(page.run("document.getElementById('seed').value"))
    assert near(pictures(page), pg.generate(PRETRAINED, 16, seed=seed))
    page.run("history.back()")
    page.until("document.getElementById('of-seed').textContent === 'Pictures of seed 0'")
    page.until(DONE)
    np.testing.assert_array_equal(pictures(page), before)


def test_class_and_variety_are_those_of_the_command(page):
    change(page, "class", "bag")
    change(page, "variety", "0.5")
    page.until("location.hash.includes('variety=0.5')")
    redrawn(page)
    expected = pg.generate(PRETRAINED, 16, seed=0, label="bag", truncation=0.5)
    assert near(pictures(page), expected)
    assert text(page, "command").endswith("--seed 0 --label bag --truncation 0.5")
    assert "bag" in page.run("document.querySelector('#grid button').getAttribute('aria-label')")


def test_another_model_is_chosen_and_drawn_in_its_shape_and_colours(page, colours):
    change(page, "model", "model")
    page.until("document.querySelector('#grid canvas').width === 12")
    page.until(DONE)
    assert near(pictures(page), pg.generate(colours, 16, seed=0))
    assert page.run("document.getElementById('classes').hidden")


def test_a_picture_is_saved_in_its_true_size(page):
    pick(page, 3)
    name = f"{PRETRAINED}-seed-0-picture-3.png"
    path = page.downloads / name
    path.unlink(missing_ok=True)
    page.run("document.getElementById('save').click()")
    page.wait(path.is_file)
    assert near(_pixels(path.read_bytes()), pg.generate(PRETRAINED, 4, seed=0)[3])


def test_a_link_leads_to_the_same_picture(page, browser):
    page.run("navigator.clipboard.writeText = async text => { window.copied = text; }")
    change(page, "seed", "7")
    redrawn(page)
    pick(page, 5)
    seen = pictures(page, "#stage")
    page.run("document.getElementById('link').click()")
    link = page.until("window.copied")
    assert link.startswith(browser[1])
    shown(page, link)
    np.testing.assert_array_equal(pictures(page, "#stage"), seen)
    page.run("navigator.clipboard.writeText = async () => { throw new Error('not allowed'); }")
    page.run("document.getElementById('link').click()")
    page.until("!document.getElementById('address-line').hidden")
    assert page.run("document.getElementById('address').value") == link


def test_a_mix_goes_from_one_picture_to_the_other(page):
    choose(page, "mode", "mix")
    pick(page, 10)  # the second; of the class of the first
    drawn = pg.latents(16, 64, seed=0)
    generator = pg.load_generator(PRETRAINED)
    for share in (0, 0.3, 1):
        change(page, "share", str(share), "input")
        told = f"Mix of pictures 0 and 10, {round(100 * share)} %"
        page.until(f"document.getElementById('caption').textContent.startsWith('{told}')")
        latent = slerp(drawn[:1], drawn[10:11], share)
        expected = to_bytes(generator.call(latent, np.zeros(1, np.int64)))
        assert near(pictures(page, "#stage"), expected)
    shown(page, page.run("location.href"))  # a link leads to a mix, too
    assert text(page, "caption").startswith("Mix of pictures 0 and 10, 100 %")


def test_a_walk_goes_on_until_it_is_stopped(page):
    choose(page, "mode", "walk")
    change(page, "pace", "0.5", "input")
    page.run("document.getElementById('play').click()")
    for stop in (0, 1):
        told = f"On the way from picture {stop}"
        page.until(f"document.getElementById('caption').textContent.startsWith('{told}')")
    assert text(page, "play") == "Pause"
    page.run("document.getElementById('play').click()")
    assert text(page, "play") == "Play"
    page.run("new Promise(resolve => setTimeout(resolve, 200))")  # what was begun is drawn
    seen = pictures(page, "#stage")
    page.run("new Promise(resolve => setTimeout(resolve, 200))")
    np.testing.assert_array_equal(pictures(page, "#stage"), seen)


def test_it_is_used_by_the_keyboard(page):
    page.run("document.getElementById('seed').focus()")
    page.run("document.getElementById('seed').value = ''")
    page.send("Input.insertText", text="11")
    press(page, "Enter", "\r")
    page.until("document.getElementById('of-seed').textContent === 'Pictures of seed 11'")
    page.until(DONE)
    page.run("document.querySelectorAll('#grid button')[1].focus()")
    press(page, "Tab")
    press(page, " ", " ")
    page.until("document.getElementById('caption').textContent.startsWith('Picture 2,')")
    assert page.run("document.activeElement.getAttribute('aria-pressed')") == "true"


def press(page, key, text=None):
    given = {"key": key, "code": {" ": "Space"}.get(key, key)}
    given["windowsVirtualKeyCode"] = {"Tab": 9, "Enter": 13, " ": 32}[key]
    page.send("Input.dispatchKeyEvent", type="keyDown", **given, **({"text": text} if text else {}))
    page.send("Input.dispatchKeyEvent", type="keyUp", **given)


def test_what_is_no_seed_is_told(page):
    change(page, "seed", "-3")
    page.until("!document.getElementById('alert').hidden")
    assert text(page, "alert") == "A seed is a whole number, 0 or more; -3 is none."
    page.run("document.getElementById('generate').click()")  # which takes another one
    page.until(f"document.getElementById('seed').value !== '-3' && {DONE}")
    assert text(page, "alert") == ""
    assert (
        text(page, "of-seed")
        == f"Pictures of seed {page.run('document.getElementById(`seed`).value')}"
    )


OPAQUE = (
    "(({ opacity, backgroundColor }) => opacity === '1' && !/rgba|transparent/.test("
    "backgroundColor))(getComputedStyle(document.getElementById('generate')))"
)


def test_the_button_that_lies_over_the_page_hides_what_is_below(page):
    for disabled in ("false", "true"):
        page.run(f"document.getElementById('generate').disabled = {disabled}")
        page.until(OPAQUE)  # after the change of colour
    page.run("document.getElementById('generate').disabled = false")


def test_what_has_the_focus_is_not_below_that_button(page):
    """Which on a phone stays where it is."""
    lowest = "Math.max(...[...document.querySelectorAll('#grid button, #controls input')].map(each"
    lowest += " => { scrollTo(0, 0); each.focus(); return each.getBoundingClientRect().bottom; }))"
    top = "document.getElementById('generate').getBoundingClientRect().top"
    fixed = page.run("getComputedStyle(document.getElementById('generate')).position === 'fixed'")
    assert fixed == (page.size[0] < 760)
    if fixed:
        assert page.run(lowest) <= page.run(top)


def test_a_network_that_comes_late_does_not_replace_the_one_asked_for_since(page, browser):
    """As where a large one is on its way, and a small one is chosen."""
    held = (
        "const asked = fetch; window.fetch = async (...given) => { const answer = await "
        "asked(...given); if (String(given[0]).includes('/32.tflite')) await new Promise(resolve "
        "=> { window.release = resolve; }); return answer; }"
    )
    script = page.send("Page.addScriptToEvaluateOnNewDocument", source=held)
    try:
        page.open(f"{browser[1]}#seed=3")
        page.until("window.release !== undefined")
        choose(page, "resolution", 8)
        page.until(DONE)
        page.run("window.release()")
        page.run("new Promise(resolve => setTimeout(resolve, 500))")
        change(page, "seed", "4")
        page.until("document.getElementById('of-seed').textContent === 'Pictures of seed 4'")
        page.until(DONE)
        expected = pg.generate(at_resolution(PRETRAINED, 8), 16, seed=4)
        assert near(pictures(page), expected)
    finally:
        page.send("Page.removeScriptToEvaluateOnNewDocument", **script)


def test_nothing_is_wider_than_the_window(page):
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for mode in ("picture", "mix", "walk"):
        choose(page, "mode", mode)
        assert page.run(over) <= 0
    page.resize(320, 600)
    assert page.run(over) <= 0
    page.resize(*page.size)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_breaks_no_rule_of_accessibility(page, scheme):
    # Without motion, in the middle of which colours are none that anybody chose.
    media = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
    features = [{"name": name, "value": value} for name, value in media.items()]
    page.send("Emulation.setEmulatedMedia", features=features)
    page.run(AXE.read_text(encoding="utf-8") + "; true")
    for mode in ("picture", "mix", "walk"):
        choose(page, "mode", mode)
        page.run("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        found = page.run("axe.run().then(found => found.violations.map("
                         "each => [each.id, each.nodes.map(node => node.html)]))")  # fmt: skip
        assert found == []


def test_it_opens_and_draws_without_a_connection_after_the_first_visit(site, tmp_path):
    with visited(tmp_path) as page:
        with served(site) as address:
            shown(page, address)
            page.until(KEPT)
        shown(page, f"{address}#seed=42")
        assert near(pictures(page), pg.generate(PRETRAINED, 16, seed=42))
        shown(page, f"{address}index.html")
        choose(page, "resolution", 16)
        page.until("document.querySelector('#grid canvas').width === 16")
        page.until(DONE)
        assert text(page, "alert") == ""


@pytest.mark.slow
def test_what_is_kept_and_damaged_is_asked_for_anew_and_what_is_gone_let_go(site, tmp_path):
    put = (
        "caches.open('keras-pggan').then(async cache => {{ const [found] = (await cache.keys())"
        ".filter(each => each.url.includes('{0}')); await cache.put(found ?? new Request('{0}'), "
        "new Response('damaged')); }})"
    )
    names = "caches.open('keras-pggan').then(async cache => (await cache.keys()).map(e => e.url))"
    with served(site) as address, visited(tmp_path) as page:
        shown(page, address)
        page.until(KEPT)
        page.run(put.format("/32.tflite"))
        page.run(put.format("models/gone/8.tflite?v=1"))
        page.open(address)
        page.until("!document.getElementById('alert').hidden")
        assert "/32.tflite is damaged" in text(page, "alert")
        shown(page, f"{address}#seed=42")
        assert near(pictures(page), pg.generate(PRETRAINED, 16, seed=42))
        page.until(KEPT)
        kept = page.run(names)
        assert [url for url in kept if url.endswith(".tflite")] == []
        assert [url for url in kept if "gone" in url] == []
        assert len([url for url in kept if "/32.tflite?v=" in url]) == 1


@pytest.fixture
def broken(site, tmp_path):
    """A copy of the site that may be changed."""
    return shutil.copytree(site, tmp_path / "broken")


def told(folder, tmp_path, fragment=""):
    """What the page tells of what is wrong, and its pictures."""
    with served(folder) as address, visited(tmp_path) as page:
        page.open(address + fragment)
        page.until("!document.getElementById('alert').hidden")
        page.until(f"!{BUSY}")
        return text(page, "alert"), pictures(page)


def test_a_damaged_model_is_told(broken, tmp_path):
    path = broken / "models" / PRETRAINED / "32.tflite"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    said, _ = told(broken, tmp_path)
    assert said.startswith(f"The model file models/{PRETRAINED}/32.tflite is damaged")


def test_a_model_that_is_missing_is_told(broken, tmp_path):
    (broken / "models" / PRETRAINED / "32.tflite").unlink()
    said, _ = told(broken, tmp_path)
    assert said.startswith(f"models/{PRETRAINED}/32.tflite is missing on this site (404).")


def test_what_a_link_asks_for_in_vain_is_told_and_the_rest_drawn(site, tmp_path):
    said, drawn = told(site, tmp_path, "#resolution=48&label=hat&seed=x&model=cats")
    assert said == (
        "The link asks for what cannot be: seed=x. There is no model cats here; this is "
        f"{PRETRAINED}. {PRETRAINED} has no resolution 48, but 4, 8, 16 or 32; this is 32. "
        f"{PRETRAINED} has no class hat; these are all in turn."
    )
    assert near(drawn, pg.generate(PRETRAINED, 16, seed=0))


def test_a_browser_without_simd_is_told(site, tmp_path):
    with served(site) as address, visited(tmp_path) as page:
        page.send(
            "Page.addScriptToEvaluateOnNewDocument", source="WebAssembly.validate = () => false"
        )
        page.open(address)
        page.until("!document.getElementById('alert').hidden")
        assert text(page, "alert").startswith("This browser lacks WebAssembly SIMD, which the")
        assert not [url for url in page.requests if "wasm" in url or "tflite" in url]


def test_one_file_opens_from_a_disk_and_asks_for_nothing(tmp_path):
    out = tmp_path / "clothes of mine.html"
    export_model(PRETRAINED, out, format="html")
    with visited(tmp_path) as page:
        shown(page, f"{out.as_uri()}#seed=42")
        assert near(pictures(page), pg.generate(PRETRAINED, 16, seed=42))
        choose(page, "resolution", 8)
        page.until("document.querySelector('#grid canvas').width === 8")
        page.until(DONE)
        page.run("document.getElementById('licences').open = true")
        page.until("document.getElementById('licence-text').textContent.includes('Apache')")
        assert complaints(page) == []
        assert not [url for url in page.requests if not url.startswith((out.as_uri(), "blob:"))]
        with served(tmp_path) as address:  # somebody puts it on a web server
            shown(page, address + "clothes%20of%20mine.html")
            assert complaints(page) == []
            assert not [url for url in page.requests if "service-worker" in url]
        whole = out.read_text()
        out.write_text(whole.replace('id="file:models/', 'id="file:'))
        page.open(f"{out.as_uri()}#seed=1")
        page.until("!document.getElementById('alert').hidden")
        missing = f"models/{PRETRAINED}/32.tflite is missing in this file."
        assert text(page, "alert").startswith(missing)
