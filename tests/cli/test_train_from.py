"""`keras-pggan train --from`, from the one trained run of these tests."""

import shutil

import pytest

from keras_pggan.report import write_report
from keras_pggan.runs.config import TrainConfig

PHASES = ("--phase-images", "4", "--batch-size", "4")
RECIPE = "recipe short; --recipe takes another, keras-pggan recipes tells of all"  # for its length


@pytest.fixture
def planned(command, data_file, tmp_path):
    """The lines that a dry run tells before its table."""

    def plan(*options):
        out = tmp_path / "new"
        result = command("train", data_file, "--out", out, *PHASES, *options, "--dry-run")
        assert result.exit_code == 0, (result.exception, result.output)
        assert not out.exists()
        return result.stdout.partition("phase ")[0].splitlines()

    return plan


def test_the_plan_tells_what_is_taken_and_where_training_begins(run, planned):
    start = f"starting from {run} (8 pixels high, after 96 images): generator, average and "
    assert planned("--from", run) == [
        f"{start}discriminator; new: the optimizers",
        "training begins with 8x8-straight",
        RECIPE,
    ]
    assert planned("--from", run, "--resolution", "32", "--freeze-levels", "1") == [
        f"{start}discriminator; new: 16x16, 32x32, the optimizers",
        "training begins with 16x16-fade-in",
        "frozen in the discriminator: 8x8",
        RECIPE,
    ]
    assert planned("--from", run, "--all-phases")[1] == "training begins with 4x4-straight"
    widths = ("--filters-base", "32", "--filters-max", "8")
    assert planned("--from", run / "generator.keras", *widths, "--resolution", "16") == [
        f"starting from {run / 'generator.keras'} (8 pixels high): the generator, which is the "
        "average, too; new: 16x16, the discriminator, the optimizers",
        "training begins with 8x8-straight",
        RECIPE,
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--latent-dim", "9"), "latent_dim of its networks is 8, 9 is asked for; give the same"),
        (("--filters-max", "4"), "filters_max of its networks is 8, 4 is asked for; give the same"),
        (
            ("--freeze-levels", "2"),
            "--freeze-levels must be 0 to 1, got 2; the source has 2",
        ),
        (("--freeze-levels", "-1"), "--freeze-levels must be 0 or more, got -1"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_written(
    run, refused, data_file, tmp_path, options, says
):
    out = tmp_path / "new"
    refused("train", data_file, "--out", out, *PHASES, "--from", run, *options, says=says)
    assert not out.exists()


def test_freezing_without_a_source_is_refused(refused, data_file, run_options, tmp_path):
    says = "--freeze-levels must be 0 without a source, got 1; new levels have learned nothing"
    out = tmp_path / "new"
    refused("train", data_file, "--out", out, *run_options, "--freeze-levels", "1", says=says)


@pytest.mark.slow
def test_a_run_from_a_source_goes_on_as_it_began(run, command, data_file, trained_run, tmp_path):
    source = shutil.copytree(run, tmp_path / "source")
    out = trained_run(data_file, *PHASES, "--from", source, "--freeze-levels", "1")
    shutil.rmtree(source)
    began = TrainConfig.read(out / "config.toml")
    assert (began.freeze_levels, began.source.path) == (1, str(source))
    assert [phase.name for phase in began.schedule] == ["8x8-straight"]
    for options in ((data_file, *PHASES, "--from", source, "--freeze-levels", "1"), ()):
        again = command("train", *options, "--out", out)
        assert again.stdout.startswith(f"{out} is complete: 1 phase, 4 images; ")
    assert TrainConfig.read(out / "config.toml") == began
    further = command("train", "--out", out, "--phase-images", "12", "--dry-run").stdout
    assert "continuing after 4 images, in phase 2 of 2" in further
    assert "8 images in 1 phase." in further
    other = command("train", "--out", out, "--from", run)
    assert other.exit_code == 2
    assert other.stderr == (
        f"error: {out}: this run began with {source}, {run} is asked for; leave --from out, or "
        "give another folder\n"
    )
    write_report(out, tmp_path / "page.html")
    assert f"{source} (8 pixels high, after 96 images)" in (tmp_path / "page.html").read_text()


def test_the_configuration_of_a_run_starts_another_from_the_same_source(
    run, command, data_file, trained_run, tmp_path
):
    first = trained_run(data_file, *PHASES, "--from", run)
    again = command("train", "--out", tmp_path / "new", "--config", first / "config.toml")
    assert again.exit_code == 0, again.output
    paths = [folder / "config.toml" for folder in (first, tmp_path / "new")]
    assert TrainConfig.read(paths[0]) == TrainConfig.read(paths[1])
    grids = [min((folder / "samples").iterdir()) for folder in (first, tmp_path / "new")]
    last = max((run / "samples").iterdir())
    assert grids[0].read_bytes() == grids[1].read_bytes() == last.read_bytes()
