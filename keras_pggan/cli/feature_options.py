"""What features of pictures are compared; imported for `--help`."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from keras_pggan.errors import InputError
from keras_pggan.options import option

if TYPE_CHECKING:
    from keras_pggan.metrics.extractor import Extractor

INCEPTION = "inception"


@dataclasses.dataclass(frozen=True, kw_only=True)
class FeatureOptions:
    """What is compared besides pixels."""

    extractor: str | None = option(
        None,
        "Compare features too: of a .keras file or SavedModel, or `inception`, whose weights are "
        "downloaded.",
    )
    inception_weights: Path | None = option(
        None, "Compare features of Inception-v3 with these weights."
    )

    def open(self) -> Extractor | None:
        """The extractor; None where pixels alone are compared.

        Raises:
            InputError: it cannot be used, or two were given.
        """
        from keras_pggan.metrics.extractor import open_extractor

        weights = self.inception_weights
        if self.extractor not in (None, INCEPTION):
            if weights is not None:
                raise InputError(
                    "--inception-weights are of Inception-v3, "
                    f"--extractor is {self.extractor}; give one"
                )
            return open_extractor(self.extractor)
        if self.extractor is None and weights is None:
            return None
        return open_extractor(inception_weights=weights)
