"""How a run is kept; imported for a command's `--help`, so it imports little."""

from __future__ import annotations

import dataclasses

from keras_pggan.options import check, described, option


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class RunOptions:
    """How a run is kept, whatever it trains.

    Raises:
        InputError: a value out of range.
    """

    checkpoint_images: int = option(
        100_000,
        "Images between two checkpoints inside a phase; every phase ends with one.",
        least=1,
    )
    checkpoints_kept: int = option(2, "How many checkpoints stay.", least=1)
    metrics_every: int = option(
        0,
        "Images between measurements of the samples (sliced Wasserstein distance, from 16 pixels "
        "on); the best generator is kept. 0 for none.",
        least=0,
    )
    imports: tuple[str, ...] = option(
        (),
        "Modules or .py files that define what the run names, such as a loss of your own; `train "
        "--import` names them, and a continuation imports them again.",
        command=False,
    )
    onednn: bool | None = option(
        None,
        "Whether TensorFlow computes by oneDNN on a CPU. `train` turns it on unless "
        "TF_ENABLE_ONEDNN_OPTS says otherwise, and goes on as it began.",
        default="what TensorFlow takes",
        command=False,
    )

    def __post_init__(self) -> None:
        check(self)
