"""All cores of a cluster at work on pictures, by Ray."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.local_engine import usable_workers
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.steady_worker import SteadyWorker
from keras_pggan.preprocessing.work import Outcome
from keras_pggan.preprocessing.worker import PATIENCE
from keras_pggan.stderr import stderr_kept_back
from keras_pggan.words import error_in, lacking

PICTURES = 16  # that an actor takes at once; what came of them comes at once, too
MOST_BLOCKS = 10_000  # Ray keeps books of each
ANSWER_SECONDS = 30.0  # for a cluster to take us in
# Ray itself tries for minutes where nobody answers, and talks meanwhile: a process can be ended.
PROBE = "import sys, ray; ray.init(address=sys.argv[1], log_to_driver=False)"


@dataclasses.dataclass(frozen=True)
class RayEngine:
    """Works pictures off as a Ray Data pipeline, and gives what came of them in their order.

    Each actor has a detector in a process of its own, as the workers of `LocalEngine` have, so that
    the outcomes are the same, those of pictures that crash or hang included. What an actor or a
    node was doing when it was lost is done again by Ray. All nodes need this package, and see the
    pictures under the same paths or URLs.

    Args:
        address: of the cluster (`HOST:PORT`, or `auto` for the one of this machine); by default
            that of the environment's RAY_ADDRESS, or else one is made here while it works.
        workers: how many actors there are at most; by default one for each core.
        patience: seconds after which a picture that is not done is given up.

    Raises:
        InputError: Ray is not installed, or workers below 1; when called, that the cluster does not
            answer or fails, or that the options cannot be used there.
    """

    address: str | None = None
    workers: int | None = None
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        if self.workers is not None and self.workers < 1:
            raise InputError(f"workers must be 1 or more for Ray, got {self.workers}")
        _ray()

    def __call__(self, sources: Sequence[Source], options: FaceOptions) -> Iterator[Outcome]:
        """What came of each picture, in their order."""
        with _cluster(self.address, self.workers) as cores:
            try:
                for row in self._pipeline(sources, options, cores).iter_rows():
                    outcome = pickle.loads(row["outcome"])
                    if isinstance(outcome, InputError):
                        raise outcome
                    yield outcome
            except _ray().exceptions.RayError as error:
                raise InputError(
                    f"Ray failed ({error_in(str(error))}); see that all nodes have keras_pggan and "
                    "enough memory, the same command goes on with what is finished"
                ) from error

    def _pipeline(self, sources: Sequence[Source], options: FaceOptions, cores: int) -> Any:
        data = _ray().data
        actors = min(self.workers or cores, len(sources))
        # Pickled by us and for us: Arrow would take outcomes apart, and has no text for paths that
        # are no UTF-8.
        items = [pickle.dumps(source) for source in sources]
        blocks = max(actors, min(-(-len(items) // PICTURES), MOST_BLOCKS))
        outcomes = data.from_items(items, override_num_blocks=blocks).map(
            _Actor,
            fn_constructor_args=(options, self.patience),
            compute=data.ActorPoolStrategy(size=actors),
            num_cpus=1,
        )
        outcomes.context.execution_options.preserve_order = True
        outcomes.context.enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        return outcomes


def _ray() -> Any:
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
def _cluster(address: str | None, workers: int | None) -> Iterator[int]:
    """Connects to a cluster, or makes one, and gives the number of its cores."""
    ray = _ray()
    if ray.is_initialized():  # by whoever calls this
        yield _cores()
        return
    where = address or os.environ.get("RAY_ADDRESS") or "local"
    here: dict[str, Any] = {}
    if where == "local":
        here = {"num_cpus": workers or usable_workers(), "include_dashboard": False}
    else:
        _check(where)
    try:
        with stderr_kept_back():
            ray.init(where, log_to_driver=False, logging_level=logging.ERROR, **here)
    except Exception as error:
        raise InputError(f"Ray cannot be used at {where} ({error_in(str(error))})") from error
    try:
        yield _cores()
    finally:
        ray.shutdown()


def _check(address: str) -> None:
    """Raises InputError where a cluster does not take us in within seconds."""
    command = [sys.executable, "-c", PROBE, address]
    advice = (
        "give the HOST:PORT that `ray start --head` told, and in RAY_AUTH_TOKEN its token if "
        "it has one; or give none to work on this machine"
    )
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=ANSWER_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"{address}: no Ray cluster answers there within {ANSWER_SECONDS:g} s; {advice}"
        ) from error
    if done.returncode:
        raise InputError(
            f"{address}: no Ray cluster can be used there ({error_in(done.stderr)}); {advice}"
        )


def _cores() -> int:
    return max(1, int(_ray().cluster_resources().get("CPU", 0)))
