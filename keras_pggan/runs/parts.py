"""Parts of a run's configuration, each from its table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_pggan.augmentation import NO_AUGMENTATION, Policy, named_policies
from keras_pggan.errors import InputError
from keras_pggan.losses import AdversarialLoss, AuxiliaryClassifier, named_losses
from keras_pggan.runs.origin import Origin
from keras_pggan.runs.toml_files import build, check_keys, part_of
from keras_pggan.words import shortened


def classifier_from(table: object, where: str) -> AuxiliaryClassifier:
    """A classifier from its table, in the file `where`.

    Raises:
        InputError: it does not fit.
    """
    return build(AuxiliaryClassifier, table, part_of(where, "[classifier]"))


def loss_from(table: object, where: str) -> AdversarialLoss:
    """A loss from its table, or from its name alone, in the file `where`.

    Raises:
        InputError: there is none of that name, or the table does not fit it.
    """
    return _named(table, where, "loss", named_losses())


def policy_from(table: object, where: str) -> Policy | None:
    """A policy of augmentation from its table, or from its name alone; None for "none".

    Raises:
        InputError: there is none of that name, or the table does not fit it.
    """
    if table == NO_AUGMENTATION:
        return None
    if isinstance(table, dict) and table.get("name") == NO_AUGMENTATION:
        check_keys(table, ["name"], f"{where}: [augment]: " if where else "")
        return None
    return _named(table, where, "augment", named_policies(), NO_AUGMENTATION)


def _named(table: object, where: str, key: str, known: dict[str, type], *others: str) -> Any:
    """What a table says of the kind that its name says, or a name alone."""
    where = part_of(where, f"[{key}]")
    fields = dict(table) if isinstance(table, dict) else {"name": table}
    name, names = fields.pop("name", None), ", ".join([*sorted(known), *others])
    start = f"{where}: " if where else ""
    if name is None:
        raise InputError(f"{start}name must be given, one of {names}")
    if not isinstance(name, str) or name not in known:
        raise InputError(
            f"{start}{key} must be one of {names}, got {shortened(name)}; one of your own needs "
            "--import, with the module that defines it"
        )
    return build(known[name], fields, where)


def origin_from(table: object, where: str) -> Origin:
    """Where weights come from, of its table in the file `where`; one that is none by now is taken.

    Raises:
        InputError: it does not fit.
    """
    if isinstance(table, Origin):
        return table
    return build(Origin, table, part_of(where, "[source]"))


# By the key of the table, how it is read.
PARTS: dict[str, Callable[[Any, str], Any]] = {
    "source": origin_from,
    "loss": loss_from,
    "augment": policy_from,
    "classifier": classifier_from,
}
