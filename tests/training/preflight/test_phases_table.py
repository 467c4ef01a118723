"""The table of phases, where it is widest."""

import dataclasses

import pytest

import keras_pggan as pg
from keras_pggan.training.preflight.costs import NetworkCost
from keras_pggan.training.preflight.machine import Machine
from keras_pggan.training.preflight.memory import Need
from keras_pggan.training.preflight.phase_estimate import PhaseEstimate
from keras_pggan.training.preflight.phases_table import print_measured, print_phases
from keras_pggan.training.preflight.preflight import Preflight
from keras_pggan.training.preflight.step_time import StepTime

COSTS = {field.name: 1.0 for field in dataclasses.fields(NetworkCost)}
GIB = 2**30


def estimate(phase, **others):
    cost = NetworkCost(**{**COSTS, "parameters": 23_079_115})
    need = Need(fixed=117 * GIB, per_image=0)
    step = StepTime(overhead=0.0, work=1.5, compiling=20.0)
    fields = {
        "generator": cost,
        "discriminator": cost,
        "flops": 1.95e12,
        "host": need,
        "step": step,
    }
    return PhaseEstimate(phase=phase, **{**fields, **others})


def told_of(phases, capsys, **others):
    print_phases(Preflight(tuple(phases), Machine(host=120 * GIB), 4, **others))
    return capsys.readouterr().out


def test_the_time_is_told_as_what_it_is_an_estimate_or_measured(capsys):
    phases = pg.Schedule.paper(pg.NetworkConfig(resolution=8), images_per_phase=1280)
    guessed = told_of(map(estimate, phases), capsys)  # three phases of ten steps
    assert "s/1000: seconds for 1000 images, from arithmetic.\n" in guessed
    assert guessed.endswith(
        "Training takes about 110 s, estimated from arithmetic; --measure measures.\n"
    )
    measured = told_of((estimate(phase, measured=2.56, compiling=30.0) for phase in phases), capsys)
    rows = [line for line in measured.splitlines() if "straight" in line or "fade-in" in line]
    assert [row.split()[-1] for row in rows] == ["20.0"] * 3
    assert "images, from a few steps of some phases, and arithmetic.\n" in measured
    assert measured.endswith(
        "Training takes about 2 min 52 s, 90 s of it to compile;\nmeasured without checkpoints.\n"
    )


def test_what_the_first_phase_has_shown_is_neither_counted_nor_waited_for(capsys):
    phases = pg.Schedule.paper(pg.NetworkConfig(resolution=8), images_per_phase=1280)
    told = told_of(map(estimate, phases), capsys, shown=896)  # seven steps of 1.5 s
    assert "2,944 images left in 3 phases.\n" in told
    assert "Training takes about 100 s, " in told


def test_a_phase_is_told_as_soon_as_it_is_measured(capsys):
    print_measured(3, pg.Schedule.paper(pg.NetworkConfig(resolution=8))[2], 0.0123, 4.2)
    assert capsys.readouterr().out == (
        "phase 3 8x8-straight: 12.3 ms a step, 0.096 s/1000, compiled in 4 s\n"
    )


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_the_paper_s_phases_fit_into_80_columns_and_nothing_is_cut(columns, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    gpu = Need(fixed=139 * GIB, per_image=0)
    phases = tuple(
        estimate(phase, gpu=gpu, step=StepTime(overhead=0.0, work=1.23456 * phase.batch_size))
        for phase in pg.Schedule.paper(pg.NetworkConfig())
    )
    print_phases(Preflight(phases, Machine(host=120 * GIB, gpu=140 * GIB, has_gpu=True), 4))
    told = capsys.readouterr().out
    assert "…" not in told
    assert max(len(line.rstrip()) for line in told.splitlines()) <= 80
    (row,) = (line for line in told.splitlines() if line.startswith("16 fade-in"))
    numbers = ("1024x1024", "4", "600,000", "150,000", "23.1M", "23.1M", "1,950")
    assert row.split() == ["16", "fade-in", *numbers, "139", "117", "1,235"]
