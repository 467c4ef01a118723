"""`keras-pggan generate`: pictures from a trained generator."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from keras_pggan.cli.common import GeneratorPlace, friendly_errors, load_keras
from keras_pggan.cli.from_options import from_options
from keras_pggan.errors import InputError
from keras_pggan.options import check, option
from keras_pggan.words import counted

if TYPE_CHECKING:
    from keras_pggan.generators.accepting import Accepted
    from keras_pggan.generators.generation import Generator

COUNT = 16


@dataclasses.dataclass(frozen=True, kw_only=True)
class SampleOptions:
    """What is drawn."""

    count: int | None = option(None, "How many pictures.", least=1, default="16; all of --latents")
    seed: int = option(0, "Of the latents.", least=0)
    latents: Path | None = option(
        None, "Draw these, such as the latents.npz of `project`, in place of a seed's."
    )
    resolution: int | None = option(
        None,
        "Height of the pictures: one of those that a run, or a preset, was grown through.",
        least=1,
        default="the largest",
    )
    label: str | None = option(
        None, "Class to draw, its number or name.", default="all in turn; that of each of --latents"
    )
    truncation: float = option(
        1.0,
        "Of variety: less draws pictures nearer to the first one of the seed, or of --latents; "
        "0 draws that alone.",
        least=0,
        most=1,
    )
    latents_out: Path | None = option(
        None,
        "An .npz that gets the latents, each by the name of its picture in a folder, for "
        "`direction` and --latents.",
    )
    filter: Path | None = option(
        None,
        "Keep pictures that pass this, which `train-filter` wrote, until there are --count; with "
        "less than 1 % passing, it gives up after 1,000.",
    )
    min_score: float = option(0.95, "That passes --filter.", least=0, most=1)

    def __post_init__(self) -> None:
        check(self)
        if self.filter is not None and self.latents is not None:
            raise InputError(f"filter must be left out where latents are given, got {self.filter}")

    @property
    def drawn(self) -> dict[str, Any]:
        """How latents are drawn, wherever they come from."""
        return {"label": self.label, "truncation": self.truncation}


@from_options
def command(
    model: GeneratorPlace,
    out: Annotated[
        Path,
        typer.Option(
            help="A .png gets a grid, of small pictures enlarged; a .npz the data set format, and "
            "either may be replaced; a new or empty folder gets one .png each. The latter two keep "
            "the true size."
        ),
    ],
    options: SampleOptions,
) -> None:
    """Generate pictures.

    Example: keras-pggan generate runs/faces --out faces.png --count 64
    """
    with friendly_errors(lambda: "no picture was written in part", command):
        load_keras()
        from keras_pggan.generators.found_latents import check_npz
        from keras_pggan.generators.generation import check_out, write_pictures
        from keras_pggan.generators.levels import generator_at

        check_out(out)
        if options.latents_out is not None:
            check_npz(options.latents_out)
        generator = generator_at(model, options.resolution)
        pictures, found, tried = _drawn(generator, options)
        names = generator.class_names
        write_pictures(pictures, out, labels=found.labels, class_names=names)
        if options.latents_out is not None:
            found.write(options.latents_out)
        typer.echo(
            f"{counted(len(pictures), 'picture')} of {model} in {out}{_told(options, tried)}"
        )


def _drawn(generator: Generator, options: SampleOptions) -> Accepted:
    from keras_pggan.generators.accepting import Accepted, generate_accepted
    from keras_pggan.generators.found_latents import latents_for
    from keras_pggan.generators.generating import generate_from, moved, seeded

    if options.latents is not None:
        given = latents_for(generator, options.latents).first(options.count)
        found = moved(generator, given, **options.drawn)
    else:
        count = COUNT if options.count is None else options.count
        if options.filter is not None:
            from keras_pggan.filtering.picture_filter import load_filter

            accept = load_filter(options.filter).at_least(options.min_score)
            return generate_accepted(generator, count, accept, seed=options.seed, **options.drawn)
        found = seeded(generator, count, options.seed, **options.drawn)
    return Accepted(generate_from(generator, found), found, len(found))


def _told(options: SampleOptions, tried: int) -> str:
    if options.filter is None:
        return ""
    return (
        f", of {tried:,} tried those that score {options.min_score:g} or more by {options.filter}"
    )
