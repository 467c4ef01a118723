"""A run on a page: what it holds, and that it needs nothing else."""

import base64
import html.parser
import io
import re
import shutil

import pytest
from PIL import Image

import keras_pggan as pg
from keras_pggan.errors import InputError
from keras_pggan.evaluation import EvaluationOptions, evaluate
from keras_pggan.report import ReportOptions, write_report
from keras_pggan.report.curves import draw_curves
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.history_rows import read_history
from keras_pggan.runs.recorded import read_recorded
from keras_pggan.runs.toml_files import read_toml

TINY = pg.NetworkConfig(
    resolution=16, base_shape=(8, 8), filters_base=32, filters_max=8, latent_dim=8
)
ALPHA = "alpha", "How far it has faded in."  # what the schedule moves, and what that is


class Addresses(html.parser.HTMLParser):
    """Collects all that a page refers to, and its tags."""

    def __init__(self):
        super().__init__()
        self.found, self.tags = [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.found += [value for name, value in attributes if name in ("src", "href", "srcset")]


@pytest.fixture
def page(page_file):
    return page_file.read_text()


def pictures_of(page, kind):
    found = re.findall(rf'src="data:image/{kind};base64,([^"]+)"', page)
    return [base64.b64decode(each) for each in found]


def durations(image):
    """Of the frames of a film, in milliseconds."""
    for frame in range(image.n_frames):
        image.seek(frame)
        image.load()
        yield image.info["duration"]


def test_the_page_needs_no_other_file_and_no_network(page):
    reader = Addresses()
    reader.feed(page)
    assert reader.found
    assert all(address.startswith("data:") for address in reader.found)
    assert "script" not in reader.tags
    assert "@import" not in page
    assert "url(" not in page


def test_the_page_has_a_picture_of_all_that_the_run_has(run, page):
    pngs = [Image.open(io.BytesIO(content)) for content in pictures_of(page, "png")]
    grids = sorted((run / "samples").glob("*.png"))
    assert len(grids) == 3
    assert len(pngs) == 2 + len(grids) + 1  # samples and training pictures, grids, neighbours
    assert pngs[0].size == pngs[1].size
    for path in grids:
        assert base64.b64encode(path.read_bytes()).decode() in page
    (film,) = pictures_of(page, "webp")
    with Image.open(io.BytesIO(film)) as image:
        assert image.n_frames == 72
        assert sum(durations(image)) == pytest.approx(6000, abs=72)
        size = image.size
    (still,) = re.findall(r'reduce\)" srcset="data:image/webp;base64,([^"]+)"', page)
    with Image.open(io.BytesIO(base64.b64decode(still))) as image:
        assert (image.n_frames, image.size) == (1, size)
    for title in ("Losses", "Scores", "Sliced Wasserstein distance", "Gradient norm", "Alpha"):
        assert f"<h3>{title}</h3>" in page
    assert len(pictures_of(page, "svg\\+xml")) == 6


def test_the_page_tells_the_configuration_and_how_far_the_run_is(page):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>|data:[^\"]*", " ", page))
    assert "images seen 48 of 48" in text
    assert "16x16-straight" in text
    assert "network.filters_max 8" in text
    assert "phases[2]" in text
    assert re.search(r"sliced Wasserstein distance [\d.e+]+, noise floor [\d.e+]+", text)
    assert re.search(r"time of training \d.* s, [\d.,]+ images a second", text)
    assert len(re.findall(r"\d+x\d+-(?:straight|fade-in) 16 \d+ s [\d.,]+ ", text)) == 3
    assert "median distance of 128 samples" in text


@pytest.mark.slow
def test_a_run_whose_pictures_are_gone_says_so_and_takes_others(run, tmp_path):
    moved = tmp_path / "moved"
    shutil.copytree(run, moved)
    toml = (moved / "config.toml").read_text()
    toml = re.sub(r'data = "[^"]+"', 'data = "nowhere/<b>.npz"', toml)
    (moved / "config.toml").write_text(toml)
    write_report(moved, tmp_path / "without.html")
    page = (tmp_path / "without.html").read_text()
    told = "The pictures are not at nowhere/&lt;b&gt;.npz; --data tells"  # nothing of it is a tag
    assert f"No training pictures are shown beside them. {told}" in page
    assert f"They are not shown. {told}" in page
    options = ReportOptions(data=run.parent / "pictures.npz")
    write_report(moved, tmp_path / "with.html", options)
    assert "median distance of 128 samples" in (tmp_path / "with.html").read_text()
    with pytest.raises(InputError, match="no such file"):
        write_report(moved, tmp_path / "x.html", ReportOptions(data=tmp_path / "missing.npz"))
    assert not (tmp_path / "x.html").exists()


def test_a_run_that_has_only_begun_is_told_as_far_as_it_is(run, tmp_path):
    begun = tmp_path / "begun"
    begun.mkdir()
    shutil.copy(run / "config.toml", begun)
    write_report(begun, tmp_path / "begun.html")
    page = (tmp_path / "begun.html").read_text()
    assert "No level is completed yet." in page
    assert "The run has no history yet." in page
    assert "<h2>Time</h2>" not in page
    assert f"It was not evaluated yet: keras-pggan evaluate {begun} does." in page
    assert "0 of 48" in page


@pytest.mark.slow
def test_the_evaluation_of_the_run_is_told_and_whether_it_is_still_of_it(run, tmp_path):
    shutil.copytree(run, tmp_path / "run")
    options = EvaluationOptions(count=16, repeats=2)
    evaluate(run, options=options).save(tmp_path / "run" / "evaluation.json")
    write_report(tmp_path / "run", tmp_path / "of_this.html")
    page = re.sub(r"\s+", " ", (tmp_path / "of_this.html").read_text())
    (sentence,) = re.findall(r'<p class="verdict">(.*?)</p>', page)
    assert re.fullmatch(
        r"By 16 pictures of each set, which say little, samples are (at|near|far from) the noise "
        r"floor .*, vary .*, and are (no copies|copies) .*\.",
        sentence,
    )
    for name in ("swd 16", "swd average", "ms-ssim"):
        assert re.search(rf">{name}</th><td>[\d.]+</td><td>[\d.]+ to [\d.]+</td><td>[\d.]+<", page)
    assert "another generator" not in page

    pg.GrowingGenerator(TINY).straight_through(1).save(tmp_path / "run" / "generator.keras")
    write_report(tmp_path / "run", tmp_path / "of_another.html")
    page = (tmp_path / "of_another.html").read_text()
    assert "This evaluation is of another generator than the run has now" in page
    (sentence,) = re.findall(r'<p class="verdict">(.*?)</p>', page)
    assert "copies" not in sentence


def test_an_evaluation_that_is_none_is_told(run, tmp_path):
    shutil.copytree(run, tmp_path / "run")
    (tmp_path / "run" / "evaluation.json").write_text("{}")
    write_report(tmp_path / "run", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    assert "evaluation.json: not an evaluation as `keras-pggan evaluate` writes it" in page
    for path in (tmp_path / "run" / "evaluation.json", tmp_path / "missing.json"):
        with pytest.raises(InputError, match=f"{path}: (not an evaluation|there is no such file)"):
            write_report(run, tmp_path / "x.html", ReportOptions(evaluation=path))
    assert not (tmp_path / "x.html").exists()


def test_what_is_no_run_is_told(tmp_path):
    with pytest.raises(InputError, match=r"a run directory is expected, it has no config\.toml"):
        write_report(tmp_path, tmp_path / "report.html")
    with pytest.raises(InputError, match="there is no such folder"):
        write_report(tmp_path / "nowhere", tmp_path / "report.html")
    (tmp_path / "history.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="not the history of a run"):
        read_history(tmp_path / "history.csv")
    (tmp_path / "history.csv").write_text("images_seen,phase\n1.5,4x4-straight\n")
    with pytest.raises(InputError, match="not the history of a run"):
        read_history(tmp_path / "history.csv")
    (tmp_path / "history.csv").write_text("images_seen,phase,alpha\n1,4x4-straight,much\n")
    with pytest.raises(InputError, match="a history has numbers, got 'much'"):
        draw_curves(read_history(tmp_path / "history.csv"), *ALPHA)


def test_a_row_that_was_cut_off_is_left_out(run, tmp_path):
    whole = (run / "history.csv").read_text()
    for cut in (3, 20, len(whole.splitlines()[-1])):
        (tmp_path / "history.csv").write_text(whole[:-cut])
        assert read_history(tmp_path / "history.csv") == read_history(run / "history.csv")[:-1]


def test_a_measure_has_a_figure_where_it_was_measured(run):
    rows = read_history(run / "history.csv")
    titles = [curve.title for curve in draw_curves(rows, *ALPHA)]
    without = [{**row, "swd": "", "swd_floor": ""} for row in rows]
    assert set(titles) - {curve.title for curve in draw_curves(without, *ALPHA)} == {
        "Sliced Wasserstein distance"
    }


def test_a_run_of_a_family_and_loss_that_are_not_known_here_is_told(run, tmp_path):
    shutil.copytree(run, tmp_path / "run")
    file = tmp_path / "run" / "config.toml"
    text = file.read_text().replace('family = "progressive"', 'family = "separable"')
    text = text.replace("freeze_levels = 0", "freeze_levels = 1")
    text = text.replace("[network]", "[network]\nknots = 5")
    file.write_text(text.replace('name = "wasserstein-gp"', 'name = "own"'))
    read = read_recorded(file)
    read.write(tmp_path / "again.toml")
    assert read_toml(tmp_path / "again.toml") == read_toml(file)
    assert read.network.knots == 5
    write_report(tmp_path / "run", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    assert "<td>separable</td>" in page
    assert "<h3>Alpha" not in page  # nobody says what it moved
    with pytest.raises(InputError, match="one of your own needs --import"):
        TrainConfig.read(file)


def test_the_strength_of_augmentation_has_a_figure_where_it_moved(run):
    rows = read_history(run / "history.csv")
    without = {curve.title for curve in draw_curves(rows, *ALPHA)}
    moved = [{**row, "augment_strength": "0.1"} for row in rows]
    assert {curve.title for curve in draw_curves(moved, *ALPHA)} - without == {"Augmentation"}


def test_without_the_packages_of_a_report_that_is_told(run, tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(InputError, match=r"needs the package jinja2: .*\[report\]"):
        write_report(run, tmp_path / "report.html")
