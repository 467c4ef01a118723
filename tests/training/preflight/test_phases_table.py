"""The table of phases, where it is widest."""

import dataclasses

import pytest

import keras_pggan as pg
from keras_pggan.training.preflight.costs import NetworkCost
from keras_pggan.training.preflight.machine import Machine
from keras_pggan.training.preflight.memory import Need
from keras_pggan.training.preflight.phases_table import print_phases
from keras_pggan.training.preflight.preflight import PhaseEstimate, Preflight

COSTS = {field.name: 1.0 for field in dataclasses.fields(NetworkCost)}
GIB = 2**30


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_the_paper_s_phases_fit_into_80_columns_and_nothing_is_cut(columns, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    cost = NetworkCost(**{**COSTS, "parameters": 23_079_115})
    phases = tuple(
        PhaseEstimate(
            phase=phase,
            generator=cost,
            discriminator=cost,
            flops=1.95e12,
            host=Need(fixed=117 * GIB, per_image=0),
            gpu=Need(fixed=139 * GIB, per_image=0),
            seconds_per_image=1.23456,
        )
        for phase in pg.Schedule.paper(pg.NetworkConfig())
    )
    print_phases(Preflight(phases, Machine(host=120 * GIB, gpu=140 * GIB, has_gpu=True), 4))
    told = capsys.readouterr().out
    assert "…" not in told
    assert max(len(line.rstrip()) for line in told.splitlines()) <= 80
    (row,) = (line for line in told.splitlines() if line.startswith("16 fade-in"))
    numbers = ("1024x1024", "4", "600,000", "150,000", "23.1M", "23.1M", "1,950")
    assert row.split() == ["16", "fade-in", *numbers, "139", "117", "1,235"]
