"""From the file of another program to the networks in it."""

from __future__ import annotations

from pathlib import Path

from keras_pggan.errors import InputError
from keras_pggan.memory import check_room
from keras_pggan.words import unreadable
from keras_pggan.zoo.foreign import gan_zoo, official, pro_gan
from keras_pggan.zoo.foreign.found_network import Reader
from keras_pggan.zoo.foreign.stand_ins import told
from keras_pggan.zoo.foreign.torch_file import is_torch_file, read_torch

PICKLE = b"\x80"
EXPECTED = f"{official.TOLD}, {gan_zoo.TOLD} or {pro_gan.TOLD}"


def networks_in(path: Path) -> tuple[str, dict[str, Reader]]:
    """Of which program a file is, and what reads its networks, by what they are.

    Those are `generator`, `averaged` (the moving average of it) and `discriminator`.

    Raises:
        InputError: there is no such file, or it is of no program that is known here.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(1)
        check_room(f"the networks of {path}", path.stat().st_size, "convert it on a larger one")
        if is_torch_file(path):
            return _of_torch(path)
        if begins == PICKLE:
            return official.TOLD, official.networks_of_official(path)
    except OSError as error:
        raise InputError(f"{path}: {unreadable(error)}") from error
    raise InputError(f"{path}: {EXPECTED} is expected, this is {'none' if begins else 'empty'}")


def _of_torch(path: Path) -> tuple[str, dict[str, Reader]]:
    value = read_torch(path)
    if gan_zoo.is_gan_zoo(value):
        return gan_zoo.TOLD, gan_zoo.networks_of_gan_zoo(path, value)
    if pro_gan.is_pro_gan(value):
        return pro_gan.TOLD, pro_gan.networks_of_pro_gan(path, value)
    raise InputError(f"{path}: a file of PyTorch with {told(value)}; {EXPECTED} is expected")
