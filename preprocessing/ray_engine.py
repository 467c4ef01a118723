"""All cores of a cluster at work on pictures, by Ray."""

from __future__ import annotations

import dataclasses
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.ray_work import import_ray, work_off
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.work import Outcome
from keras_pggan.preprocessing.worker import PATIENCE
from keras_pggan.words import error_in

ANSWER_SECONDS = 30.0  # for a cluster to take us in
# Ray itself tries for minutes where nobody answers, and talks meanwhile: a process can be ended.
PROBE = "import sys, ray; ray.init(address=sys.argv[1], log_to_driver=False)"
DRIVER = "from keras_pggan.preprocessing.ray_driver import main; main()"


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
        import_ray()

    def __call__(self, sources: Sequence[Source], options: FaceOptions) -> Iterator[Outcome]:
        """What came of each picture, in their order."""
        if import_ray().is_initialized():  # by whoever calls this
            yield from work_off(sources, options, workers=self.workers, patience=self.patience)
            return
        where = self.address or os.environ.get("RAY_ADDRESS") or "local"
        if where != "local":
            _check(where)
        yield from self._in_a_process(where, sources, options)

    def _in_a_process(
        self, where: str, sources: Sequence[Source], options: FaceOptions
    ) -> Iterator[Outcome]:
        """Ray ends the process that is connected to a cluster where that fails; so not this one."""
        command = [sys.executable, "-c", DRIVER]
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                start_new_session=True,  # Ctrl-C is told to this one
            ) as driver,
        ):
            assert driver.stdin
            assert driver.stdout
            try:
                with driver.stdin as job:
                    pickle.dump((where, self.workers, self.patience, sources, options), job)
                for _ in sources:
                    outcome = pickle.load(driver.stdout)
                    if isinstance(outcome, InputError):
                        raise outcome
                    yield outcome
                driver.wait()
            except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
                driver.wait()
                said.seek(0)
                reason = error_in(said.read().decode(errors="replace"))
                raise InputError(
                    f"Ray ended in the middle of the work ({reason}); see that the cluster is up, "
                    "the same command goes on with what is finished"
                ) from error
            finally:
                driver.terminate()  # of use where it is not done


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
