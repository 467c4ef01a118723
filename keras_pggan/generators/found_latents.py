"""Latents in files: what was found for pictures, to be drawn again."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from keras_pggan.data.npz import DAMAGE
from keras_pggan.errors import InputError
from keras_pggan.files import as_path, check_writable, written_whole
from keras_pggan.generators.generation import Generator
from keras_pggan.words import listed, shortened


@dataclasses.dataclass(frozen=True)
class FoundLatents:
    """Latents, and what is known of each.

    Args:
        values: float32 (count, latent_dim).
        labels: the class of each, int64 (count,); None where the generator has none.
        names: of the pictures that they were found for; empty if there are none.
        distances: float64 (count,) to these, see `PictureDistance`; None if there are none.
    """

    values: np.ndarray
    labels: np.ndarray | None = None
    names: tuple[str, ...] = ()
    distances: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.values)

    def write(self, path: Path | str) -> None:
        """Writes an .npz of plain arrays: `latents` and, as there are, `labels` and the others."""
        arrays = {"latents": self.values, "labels": self.labels, "distances": self.distances}
        arrays["names"] = np.array(self.names) if self.names else None
        with written_whole(path) as temporary, temporary.open("wb") as file:
            np.savez(file, allow_pickle=False, **{k: v for k, v in arrays.items() if v is not None})

    def labels_for(
        self, generator: Generator, wanted: int | str | None = None
    ) -> np.ndarray | None:
        """Labels of all, int64: of the class that is wanted; else their own, or all in turn.

        Raises:
            InputError: the generator has no such class.
        """
        if wanted is not None or self.labels is None or not generator.label_count:
            return generator.labels(len(self), wanted)
        return self.labels

    def first(self, count: int | None) -> FoundLatents:
        """The first so many of them; all, where that is None.

        Raises:
            InputError: there are fewer.
        """
        if count is None:
            return self
        if count > len(self):
            raise InputError(f"count must be {len(self)} or less, as many as latents, got {count}")
        parts = [None if x is None else x[:count] for x in (self.labels, self.distances)]
        return FoundLatents(self.values[:count], parts[0], self.names[:count], parts[1])


def read_latents(path: Path | str) -> FoundLatents:
    """Reads what `FoundLatents.write` wrote, or any .npz with such an array `latents`.

    Raises:
        InputError: there is no such file, or it is another one.
    """
    path = as_path(path)
    arrays = read_plain_arrays(path, ("latents", "labels", "names", "distances"))
    values = arrays["latents"]
    good = values.ndim == 2 and values.dtype.kind == "f" and 0 not in values.shape
    if not good or not np.isfinite(values).all():
        raise InputError(
            f"{path}: `latents` must be finite floats (count, latent_dim), one or more, got "
            f"{values.dtype} {values.shape}"
        )
    for key in ("labels", "names", "distances"):
        if key in arrays and arrays[key].shape != (len(values),):
            raise InputError(
                f"{path}: `{key}` must be one for each of {len(values)} latents, got "
                f"{shortened(arrays[key].shape)}"
            )
    labels = arrays.get("labels")
    if labels is not None and (labels.dtype.kind not in "iu" or labels.min() < 0):
        raise InputError(f"{path}: `labels` must be whole numbers, 0 or more")
    names = tuple(map(str, arrays.get("names", ())))
    return FoundLatents(
        values.astype(np.float32),
        None if labels is None else labels.astype(np.int64),
        names,
        arrays.get("distances"),
    )


def latents_for(
    generator: Generator, latents: FoundLatents | np.ndarray | Path | str
) -> FoundLatents:
    """Latents from a file, or given as an array, that a generator takes.

    Raises:
        InputError: it takes others; as `read_latents`.
    """
    if isinstance(latents, str | Path):
        found, where = read_latents(latents), f"{latents}: "
    elif isinstance(latents, FoundLatents):
        found, where = latents, ""
    else:
        found, where = FoundLatents(np.asarray(latents, np.float32)), ""
    shape, latent_dim = found.values.shape, generator.latent_dim
    if len(shape) != 2 or shape[1] != latent_dim:
        raise InputError(
            f"{where}latents of {latent_dim} numbers are expected for {generator.source}, got "
            f"{shortened(shape)}; give those that were found with this generator"
        )
    if found.labels is not None and generator.label_count <= max(found.labels, default=0) > 0:
        raise InputError(
            f"{where}labels below {generator.label_count} are expected for {generator.source}, got "
            f"{max(found.labels)}; give latents that were found with this generator"
        )
    return found


def check_npz(out: Path | str) -> Path:
    """Raises InputError where `out` is no .npz that could be written; gives the path."""
    out = as_path(out)
    if out.suffix.lower() != ".npz" or out.is_dir():
        raise InputError(f"{out}: a file name that ends in .npz is expected")
    check_writable(out)
    return out


def read_plain_arrays(path: Path, keys: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Those of the named arrays that an .npz has, the first of which it must have.

    Raises:
        InputError: there is no such file, or it is another one; nothing is unpickled.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    try:
        with np.load(path, allow_pickle=False) as file:
            found = list(file.files)
            arrays = {key: np.asarray(file[key]) for key in keys if key in found}
    except (*DAMAGE, TypeError, AttributeError) as error:  # of a .npy, an array is loaded
        raise InputError(f"{path}: not an .npz that can be read, or damaged") from error
    if keys[0] not in arrays:
        known = listed(found, most=5) or "nothing"
        raise InputError(f"{path}: an array `{keys[0]}` is expected, found {known}")
    return arrays
