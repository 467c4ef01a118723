"""Sites and pages as files, without a browser."""

import hashlib
import json
import re
import threading
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from site_visits import PRETRAINED, served

import keras_pggan as pg
from keras_pggan.cli.site_server import address_of, site_server
from keras_pggan.export import bundle, write_site
from keras_pggan.export.html import Html

APP = Path(__file__).parents[2] / "examples/web_app"
SOURCES = ("index.html", "package-lock.json", "package.json", "public", "src", "vite.config.js")


def test_the_kept_page_is_built_of_the_sources():
    paths = [path for name in SOURCES for path in (APP / name, *(APP / name).rglob("*"))]
    digest = hashlib.sha256()
    names = {path.relative_to(APP).as_posix(): path for path in paths if path.is_file()}
    for name in sorted(names):
        digest.update(f"{name}\0".encode() + names[name].read_bytes() + b"\0")
    told = json.loads((bundle.BUNDLE / bundle.BUILD).read_text())
    assert told == {"sources": digest.hexdigest()}, "the sources have changed: run make app"


def test_modules_of_the_app_can_be_read_in_one_sitting():
    long = {
        path.name
        for path in (APP / "src").rglob("*.js")
        if len(path.read_text().splitlines()) > 250
    }
    assert long == set()


def test_the_page_asks_no_other_place_and_its_licences_come_along():
    for path in bundle.BUNDLE.glob("*.html"):
        assert re.findall(r'(?:src|href)="(?!\./)[^"]*', path.read_text()) == []
    licences = (bundle.BUNDLE / bundle.LICENCES).read_text()
    for name in ("LiteRT.js", "Apache License", "XNNPACK", "Protocol Buffers", "Eigen"):
        assert name in licences


def test_a_site_tells_what_its_models_are(site, colours):
    clothes, model = json.loads((site / "models.json").read_text())["models"]
    assert (clothes["name"], clothes["latent_dim"], clothes["label_count"]) == (PRETRAINED, 64, 10)
    assert clothes["class_names"][8] == "bag"
    assert [level["height"] for level in clothes["levels"]] == [4, 8, 16, 32]
    assert (model["name"], model["label_count"], model["class_names"]) == ("model", 0, [])
    assert [
        [level[key] for key in ("height", "width", "channels")] for level in model["levels"]
    ] == [
        [4, 6, 3],
        [8, 12, 3],
    ]
    for level in (*clothes["levels"], *model["levels"]):
        content = (site / level["file"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (
            level["bytes"],
            level["sha256"],
        )
    assert not (site / bundle.BUILD).exists()


def test_models_of_one_name_are_told_apart(colours, tmp_path):
    write_site([colours, colours], tmp_path / "site")
    models = json.loads((tmp_path / "site" / "models.json").read_text())["models"]
    assert [model["name"] for model in models] == ["model", "model-2"]
    assert len({level["file"] for model in models for level in model["levels"]}) == 4


def test_a_site_of_nothing_or_in_the_way_is_refused(colours, tmp_path):
    with pytest.raises(pg.InputError, match="a site has one model or more, got none"):
        write_site([], tmp_path / "site")
    with pytest.raises(pg.InputError, match=r"precision must be float32 or .* got half"):
        write_site([colours], tmp_path / "site", precision="half")
    (tmp_path / "note").write_text("there")
    with pytest.raises(pg.InputError, match="a new or empty folder is expected"):
        write_site([colours], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note"]


def test_a_site_that_draws_other_pictures_is_not_left(colours, tmp_path, monkeypatch):
    right = write_site.__globals__["site_drawers"]
    wrong = lambda folder: [lambda *z, draw=draw: 1 - draw(*z) for draw in right(folder)]  # noqa: E731
    monkeypatch.setitem(write_site.__globals__, "site_drawers", wrong)
    with pytest.raises(pg.InputError, match="the site's pictures differ by"):
        write_site([colours], tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


def test_one_file_allows_its_own_scripts_alone(colours, tmp_path):
    out = tmp_path / "page.html"
    pg.export_model(colours, out, format="html")
    text = out.read_text()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert not re.findall(r'(?:src|href)="(?!data:)[^"]*"', text.partition("</head>")[0])
    draw = Html().drawer(out)
    expected = pg.load_generator(colours).call(pg.latents(2, 6)) / 2 + 0.5
    np.testing.assert_allclose(draw(pg.latents(2, 6)), np.clip(expected, 0, 1), atol=2e-4)


def test_a_page_that_did_not_come_along_is_told(colours, tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "BUNDLE", tmp_path / "none")
    with pytest.raises(pg.InputError, match=r"the built page lacks index\.html, app\.js.*make app"):
        write_site([colours], tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


def answer(url):
    with urllib.request.urlopen(url, timeout=20) as response:
        return response.headers, response.read()


def test_files_are_served_with_their_types_and_nothing_else(site):
    with served(site) as address:
        types = {
            "": "text/html; charset=utf-8",
            "app.js": "text/javascript; charset=utf-8",
            "index.css": "text/css; charset=utf-8",
            "models.json": "application/json",
            "manifest.webmanifest": "application/manifest+json",
            "litert.wasm.gz": "application/gzip",
        }
        for name, kind in types.items():
            headers, content = answer(address + name)
            assert (headers["Content-Type"], headers["Cache-Control"]) == (kind, "no-cache")
            assert headers["Content-Encoding"] is None
            assert content == (site / (name or "index.html")).read_bytes()
        for name in ("models/", "none.html", "../conftest.py"):
            with pytest.raises(urllib.error.HTTPError) as error:
                answer(address + name)
            assert error.value.code == 404
            error.value.close()


def test_a_port_that_is_taken_is_told(site, tmp_path):
    with site_server(site, 0) as server:
        assert address_of(server) == f"http://127.0.0.1:{server.server_port}/"
        with pytest.raises(
            pg.InputError, match=f"port {server.server_port} is in use; give another"
        ):
            site_server(tmp_path, server.server_port)


def test_a_server_is_reached_from_this_machine_alone(site):
    with site_server(site, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        assert server.server_address[0] == "127.0.0.1"
        server.shutdown()
