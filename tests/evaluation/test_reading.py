"""An evaluation that was written, read again; and where it lies in a run."""

import hashlib
import json
import os

import pytest

from keras_pggan.errors import InputError
from keras_pggan.evaluation import Evaluation, EvaluationOptions, place_in_run, read_evaluation
from keras_pggan.evaluation.evaluation import Measured
from keras_pggan.evaluation.in_run import generator_checksum
from keras_pggan.evaluation.measure import Figures

REPEATS = {
    "swd": [
        Figures({"16": 3.0, "average": value}, {"16": 1.0, "average": 2.0}) for value in (4.0, 5.0)
    ],
    "ms-ssim": [Figures({"value": value}, {"value": 0.2}) for value in (0.3, 0.4)],
    "pr": [Figures({"precision": 0.5, "recall": 0.6}, {"precision": 0.9, "recall": 0.8})] * 2,
}


@pytest.mark.parametrize("repeats", [1, 2])
def test_what_was_written_is_read(tmp_path, repeats):
    figures = {name: found[:repeats] for name, found in REPEATS.items()}
    whole, options = Measured(500, figures), EvaluationOptions(metrics=tuple(REPEATS))
    written = Evaluation("run", "data.npz", options, "of a test", whole, {}, ("few",), "0a")
    written.save(tmp_path / "evaluation.json")
    found = read_evaluation(tmp_path / "evaluation.json")
    assert (found.model, found.data, found.count) == ("run", "data.npz", 500)
    assert (found.notes, found.generator_sha256) == (("few",), "0a")
    assert found.figures == {name: whole.of(name) for name in REPEATS}
    assert found.figure("swd", "average").reals == 2.0
    assert found.figure("ms-ssim").interval == whole.of("ms-ssim")[0].interval
    assert found.figure("swd") is found.figure("fid") is None


GOOD = {"model": "run", "data": "data.npz", "count": 8, "notes": []}


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "\xff", json.dumps({**GOOD, "notes": 3}),
        json.dumps({"swd": {}}), json.dumps({**GOOD, "swd": {}}), json.dumps({**GOOD, "swd": 3}),
        json.dumps({**GOOD, "ms_ssim": {"value": None, "reals": 0.2, "interval": None}}),
        json.dumps({**GOOD, "ms_ssim": {"value": 0.1, "reals": 0.2, "interval": [0.1]}}),
        json.dumps({**GOOD, "ms_ssim": {"value": float("nan"), "reals": 0.2, "interval": None}}),
    ],
)  # fmt: skip
def test_what_is_no_evaluation_is_told(tmp_path, text):
    path = tmp_path / "evaluation.json"
    path.write_text(text, encoding="latin-1")
    says = "not an evaluation as `keras-pggan evaluate` writes it .*; measure again, or remove it"
    with pytest.raises(InputError, match=says):
        read_evaluation(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match=r"none\.json: there is no such file"):
        read_evaluation(tmp_path / "none.json")


def test_a_run_has_a_place_for_it(tmp_path, monkeypatch):
    assert place_in_run(tmp_path) is None
    (tmp_path / "config.toml").touch()
    assert place_in_run(tmp_path) == tmp_path / "evaluation.json"
    (tmp_path / "generator.keras").write_bytes(b"weights")
    assert place_in_run(tmp_path / "generator.keras") is None
    monkeypatch.setattr(os, "access", lambda *_: False)  # the tests' own user may write anywhere
    assert place_in_run(tmp_path) is None


def test_the_checksum_is_that_of_the_generator(tmp_path):
    assert generator_checksum(tmp_path) is None
    (tmp_path / "generator.keras").write_bytes(b"weights")
    expected = hashlib.sha256(b"weights").hexdigest()
    for model in (tmp_path, str(tmp_path / "generator.keras")):
        assert generator_checksum(model) == expected
    (tmp_path / "fakes.npz").touch()
    assert generator_checksum(tmp_path / "fakes.npz") is None
