"""`keras-pggan train`: a data set becomes a generator, phase by phase."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keras_pggan.cli.common import device_in_words, friendly_errors, load_tensorflow
from keras_pggan.cli.phases_table import print_phases

if TYPE_CHECKING:
    import tensorflow as tf

    from keras_pggan.data import Images
    from keras_pggan.training.config import TrainConfig


def command(
    data: Annotated[Path, typer.Argument(help="The .npz of pictures.")],
    out: Annotated[Path, typer.Option(help="Folder of the run; the same command continues it.")],
    resolution: Annotated[
        int | None, typer.Option(help="Height in pixels; default: the largest that fits the data.")
    ] = None,
    phase_images: Annotated[
        int | None, typer.Option(help="Images shown in each phase; default 600000, as the paper.")
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
    learning_rate: Annotated[float | None, typer.Option(help="Default 0.001.")] = None,
    checkpoint_images: Annotated[
        int | None, typer.Option(help="Images between checkpoints; default 100000.")
    ] = None,
    checkpoints_kept: Annotated[
        int | None, typer.Option(help="How many checkpoints stay; default 2.")
    ] = None,
    mirror: Annotated[
        bool | None, typer.Option("--mirror/--no-mirror", help="Mirror half of the pictures.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of everything random; default 0.")] = None,
    strategy: Annotated[
        str,
        typer.Option(help="auto, none or mirrored: spread batches over this machine's GPUs."),
    ] = "auto",
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
) -> None:
    """Train a generator on a data set, growing it phase by phase.

    Example: keras-pggan train faces.npz --out runs/faces --resolution 64 --mirror
    """
    with friendly_errors(f"the last checkpoint is kept in {out}; the same command continues it"):
        load_tensorflow()
        from keras_pggan import data as data_module
        from keras_pggan.training import options
        from keras_pggan.training.checks import check_run
        from keras_pggan.training.distribution import choose_strategy
        from keras_pggan.training.preflight import preflight
        from keras_pggan.training.run_directory import RunDirectory

        images = data_module.open(data)
        given = options.Options(
            resolution=resolution,
            phase_images=phase_images,
            batch_size=batch_size,
            filters_base=filters_base,
            filters_max=filters_max,
            latent_dim=latent_dim,
            base_shape=options.parse_shape(base_shape) if base_shape else None,
            learning_rate=learning_rate,
            checkpoint_images=checkpoint_images,
            checkpoints_kept=checkpoints_kept,
            mirror=mirror,
            seed=seed,
        )
        resolved = options.resolve(given, images, config)
        devices = choose_strategy(strategy)
        replicas = devices.num_replicas_in_sync if devices else 1
        check_run(resolved, images, replicas=replicas)
        RunDirectory(out).check_config(resolved)
        if dry_run:
            print_phases(preflight(resolved, images, strategy=devices, measure=measure))
            typer.echo("Nothing was trained or written.")
        else:
            _train(resolved, images, out, devices, measure=measure)


def _train(
    config: TrainConfig,
    images: Images,
    out: Path,
    strategy: tf.distribute.Strategy | None,
    *,
    measure: bool,
) -> None:
    from keras_pggan.training import loop
    from keras_pggan.training.checkpoints import Checkpoints
    from keras_pggan.training.preflight import preflight
    from keras_pggan.training.run_directory import RunDirectory

    found = Checkpoints(RunDirectory(out).checkpoints).latest()
    phases = len(config.schedule)
    if found and found.position.phases_completed == phases:
        seen = found.position.images_seen
        typer.echo(f"{out} is complete: all {phases} phases, {seen:,} images")
        return
    estimates = preflight(config, images, strategy=strategy, measure=measure)
    if found:
        position = found.position
        typer.echo(
            f"continuing after {position.images_seen:,} images, "
            f"in phase {position.phases_completed + 1} of {phases}"
        )
    print_phases(estimates)
    gan = loop.build_gan(config, strategy)
    typer.echo(f"training on {device_in_words()}")
    run = loop.train(gan, images, config.schedule, out, options=config.run_options())
    typer.echo(f"generator in {run.generator}, pictures in {run.samples}, curves in {run.history}")
