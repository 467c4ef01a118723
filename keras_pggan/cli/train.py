"""`keras-pggan train`: a data set becomes a generator, phase by phase."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow


def command(
    out: Annotated[Path, typer.Option(help="Folder of the run; the same command continues it.")],
    data: Annotated[
        Path | None,
        typer.Argument(
            help="An .npz of pictures, or a folder of shards; default: that of --config."
        ),
    ] = None,
    resolution: Annotated[
        int | None, typer.Option(help="Height in pixels; default: the largest that fits the data.")
    ] = None,
    phase_images: Annotated[
        int | None,
        typer.Option(
            help="Images shown in each phase, rounded up to whole batches; default 600000."
        ),
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(help="Default: the paper's for each resolution, 128 to 4.")
    ] = None,
    filters_base: Annotated[
        int | None, typer.Option(help="Filters of a level -1, halved at each; default 8192.")
    ] = None,
    filters_max: Annotated[
        int | None, typer.Option(help="Most filters of any layer; default 512.")
    ] = None,
    latent_dim: Annotated[int | None, typer.Option(help="Length of a latent; default 512.")] = None,
    base_shape: Annotated[
        str | None, typer.Option(help="HEIGHTxWIDTH of level 0; default 4x4. 4x6 gives 2:3.")
    ] = None,
    growing: Annotated[
        bool | None,
        typer.Option("--growing/--no-growing", help="Grow, or train at full size throughout."),
    ] = None,
    labels: Annotated[
        bool, typer.Option("--labels/--no-labels", help="Use the labels of the data, if any.")
    ] = True,
    loss: Annotated[
        str | None,
        typer.Option(
            help="wasserstein-gp (default), least-squares, mean-squared-error, non-saturating-r1 "
            "or hinge."
        ),
    ] = None,
    precision: Annotated[
        str | None, typer.Option(help="float32 (default), bfloat16, or on one GPU float16.")
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="Default: the paper's, 0.001, and 0.0015 from 1024 on.")
    ] = None,
    averaging: Annotated[
        float | None,
        typer.Option(
            help="Decay of the generator's moving average; default 0.999. Short runs want less."
        ),
    ] = None,
    checkpoint_images: Annotated[
        int | None, typer.Option(help="Images between checkpoints; default 100000.")
    ] = None,
    checkpoints_kept: Annotated[
        int | None, typer.Option(help="How many checkpoints stay; default 2.")
    ] = None,
    metrics_every: Annotated[
        int | None,
        typer.Option(
            help="Images between measurements of the samples (sliced Wasserstein distance, from "
            "16 pixels on); the best generator is kept. Default 0: none."
        ),
    ] = None,
    mirror: Annotated[
        bool | None, typer.Option("--mirror/--no-mirror", help="Mirror half of the pictures.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of everything random; default 0.")] = None,
    strategy: Annotated[
        str,
        typer.Option(
            help="auto, none, mirrored (over this machine's GPUs) or multiworker (TF_CONFIG)."
        ),
    ] = "auto",
    allow_data_change: Annotated[
        bool, typer.Option("--allow-data-change", help="Continue a run with other pictures.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print warnings and errors only.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Print a line at every row of history.csv.")
    ] = False,
    config: Annotated[
        Path | None, typer.Option(help="TOML with options, such as a run's config.toml.")
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Print the phases and what they take; write nothing."),
    ] = False,
    measure: Annotated[
        bool, typer.Option("--measure", help="Try a few steps in each phase, to tell the time.")
    ] = False,
    memory_check: Annotated[
        bool,
        typer.Option(
            "--memory-check/--no-memory-check",
            help="Refuse phases that would not fit in memory, or only warn of them.",
        ),
    ] = True,
) -> None:
    """Train a generator on a data set, growing it phase by phase.

    Example: keras-pggan train faces.npz --out runs/faces --resolution 64 --mirror
    """
    with friendly_errors(lambda: _kept(out), command):
        load_tensorflow(find_devices=strategy != "multiworker")
        from keras_pggan import data as data_module
        from keras_pggan.cli.train_run import carry_out
        from keras_pggan.runs.run_directory import RunDirectory
        from keras_pggan.training import options
        from keras_pggan.training.distribution.strategies import choose_strategy
        from keras_pggan.training.run import Manner, Run

        images = data_module.open(data or options.data_of(config))
        given = options.Options(
            resolution=resolution,
            phase_images=phase_images,
            batch_size=batch_size,
            filters_base=filters_base,
            filters_max=filters_max,
            latent_dim=latent_dim,
            base_shape=options.parse_shape(base_shape) if base_shape else None,
            label_count=None if labels else 0,
            growing=growing,
            loss=loss,
            precision=precision,
            learning_rate=learning_rate,
            averaging=averaging,
            checkpoint_images=checkpoint_images,
            checkpoints_kept=checkpoints_kept,
            metrics_every=metrics_every,
            mirror=mirror,
            seed=seed,
        )
        folder = RunDirectory(out)
        resolved = options.resolve(given, images, config, started=folder.started_with())
        manner = Manner(
            allow_data_change=allow_data_change,
            dry_run=dry_run,
            measure=measure,
            memory_check=memory_check,
        )
        run = Run(resolved, images, folder, choose_strategy(strategy))
        carry_out(run, manner, quiet=quiet, verbose=verbose)


def _kept(out: Path) -> str:
    # Nothing of ours is imported here: the interrupt may have come in the middle of an import.
    if not any(out.glob("checkpoints/images-*")):
        return "nothing was saved yet"
    return f"the last checkpoint is kept in {out}; the same command continues it"
