"""Pictures worked off as a Ray Data pipeline, by a process that is connected to the cluster."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import pickle
import time
from collections.abc import Iterator, Sequence
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.local_engine import usable_workers
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.steady_worker import SteadyWorker
from keras_pggan.preprocessing.work import Outcome
from keras_pggan.stderr import stderr_kept_back
from keras_pggan.words import error_in, lacking

PICTURES = 16  # that an actor takes at once; what came of them comes at once, too
MOST_BLOCKS = 10_000  # Ray keeps books of each
CORE_SECONDS = 300.0  # for a cluster that has none to get a core, as one that grows by demand does


def work_off(
    sources: Sequence[Source], options: FaceOptions, *, workers: int | None, patience: float
) -> Iterator[Outcome]:
    """What came of each picture, in their order; Ray is connected to a cluster.

    Raises:
        InputError: the cluster fails or has no core, or the options cannot be used there.
    """
    ray = import_ray()
    cores = _cores()
    actors = min(workers or cores, len(sources))
    try:
        for row in _pipeline(sources, options, actors, patience).iter_rows():
            outcome = pickle.loads(row["outcome"])
            if isinstance(outcome, InputError):
                raise outcome
            yield outcome
    except ray.exceptions.RayError as error:
        raise InputError(
            f"Ray failed ({error_in(str(error))}); see that all nodes have keras_pggan and "
            "enough memory, the same command goes on with what is finished"
        ) from error


def _pipeline(sources: Sequence[Source], options: FaceOptions, actors: int, patience: float) -> Any:
    data = import_ray().data
    # Pickled by us and for us: Arrow would take outcomes apart, and has no text for paths that
    # are no UTF-8.
    items = [pickle.dumps(source) for source in sources]
    blocks = max(actors, min(-(-len(items) // PICTURES), MOST_BLOCKS))
    outcomes = data.from_items(items, override_num_blocks=blocks).map(
        _Actor,
        fn_constructor_args=(options, patience),
        compute=data.ActorPoolStrategy(size=actors),
        num_cpus=1,
    )
    outcomes.context.execution_options.preserve_order = True
    outcomes.context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return outcomes


class _Actor:
    """One detector, somewhere in the cluster."""

    def __init__(self, options: FaceOptions, patience: float):
        self._worker = SteadyWorker(options, patience=patience)

    def __call__(self, row: dict[str, bytes]) -> dict[str, bytes]:
        outcome: Outcome | InputError
        try:
            outcome = self._worker(pickle.loads(row["item"]))
        except InputError as error:  # Ray would wrap it in pages
            outcome = error
        return {"outcome": pickle.dumps(outcome)}


@contextlib.contextmanager
def connected(where: str, workers: int | None) -> Iterator[None]:
    """Connects Ray to a cluster, or makes one.

    Args:
        where: its address; `local` makes one here.
        workers: the cores of one that is made; None for all.

    Raises:
        InputError: it cannot be used.
    """
    ray = import_ray()
    here: dict[str, Any] = {}
    if where == "local":
        here = {"num_cpus": workers or usable_workers(), "include_dashboard": False}
    try:
        with stderr_kept_back():
            ray.init(where, log_to_driver=False, logging_level=logging.ERROR, **here)
    except Exception as error:
        reason = error_in(str(error))
        raise InputError(f"Ray cannot be used at {where} ({reason})") from error
    try:
        yield
    finally:
        ray.shutdown()


def import_ray() -> Any:
    """Ray, with its data pipelines, and without reports to its makers or notes on the terminal."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        import ray
        import ray.data
    except ImportError as error:
        packages = ["ray", "pyarrow", "pandas"]
        told = lacking(error, "the engine ray", packages, "keras_pggan[distributed]")
        raise InputError(told) from error
    return ray


def _cores() -> int:
    """The cores of the cluster, once it has one: Ray itself would wait for ever, without a word."""
    ray, deadline = import_ray(), time.monotonic() + CORE_SECONDS
    while not (cores := int(ray.cluster_resources().get("CPU", 0))):
        if time.monotonic() >= deadline:
            raise InputError(
                f"the Ray cluster has no core, and got none within {CORE_SECONDS:g} s; add a node "
                "with `ray start --address=HOST:PORT`, or leave out --engine ray to work here"
            )
        importlib.import_module("ray.autoscaler.sdk").request_resources(num_cpus=1)
        time.sleep(1.0)
    return cores
