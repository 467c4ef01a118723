"""`keras-pggan direction`: along which latents something in pictures changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keras_pggan.cli.common import GeneratorPlace, friendly_errors, load_keras
from keras_pggan.cli.from_options import from_options
from keras_pggan.generators.projection_options import ProjectionOptions

if TYPE_CHECKING:
    from keras_pggan.generators.attribute_direction import AttributeDirection


@from_options
def command(
    model: GeneratorPlace,
    labelled: Annotated[
        list[Path],
        typer.Argument(
            help="Pictures of two kinds: two folders, towards the second; one folder that holds "
            "two; or a CSV with the columns `file` and another, such as that of `label`."
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="The .npz to write, for `walk --direction`; it may be replaced.")
    ],
    options: ProjectionOptions,
    latents: Annotated[
        Path | None,
        typer.Option(
            help="Latents of the pictures, by their names: what `generate --latents-out`, `label` "
            "or `project` wrote. Without it, each picture is projected, which takes seconds; the "
            "other options are for that.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Find the direction among latents from pictures of one kind to those of another.

    Example: keras-pggan direction runs/faces grave smiling --latents drawn.npz --out smile.npz
    """
    with friendly_errors(lambda: f"{out} was not written", command):
        load_keras()
        from rich.console import Console

        from keras_pggan.generators.finding_direction import write_direction

        with Console(stderr=True).status("opening the generator") as status:
            given = model, labelled, out, latents, options
            found = write_direction(*given, on_step=status.update)
        for line in _told(found):
            typer.echo(line)


def _told(found: AttributeDirection) -> list[str]:
    accuracy, chance = (f"{100 * share:.0f} %" for share in (found.accuracy, found.chance))
    (first, second), (few, many) = found.names, found.counts
    lines = [
        f"from {first} ({few:,}) to {second} ({many:,}): of pictures that it was not made of, it "
        f"tells {accuracy} apart, where 50 % are chance"
    ]
    if not found.is_sure:
        lines.append(
            f"note: so few pictures give up to {chance} by chance; label more, or the generator "
            "does not know this difference"
        )
    return [*lines, f"the direction is in {found.source}"]
