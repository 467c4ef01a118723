"""All cores of this machine at work on pictures."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from multiprocessing.connection import wait

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.work import Crops, Outcome, open_detector, process
from keras_pggan.preprocessing.worker import PATIENCE, Worker

# How far workers may be ahead of the slowest one, in pictures each, and in bytes of crops that wait
# for it. With 128 a folder with a large picture in a hundred took a tenth less time than with 16.
AHEAD, AHEAD_BYTES = 128, 2**28
MOST_WORKERS = 16  # unless more are asked for; each takes about 700 MB


def usable_workers() -> int:
    """A worker for each core that this process may use, 16 at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(cores or 1, MOST_WORKERS)


@dataclasses.dataclass(frozen=True)
class LocalEngine:
    """Works pictures off in processes, and gives what came of them in the order of the pictures.

    A process that dies costs the picture that it died on, which is rejected, and no other.

    Args:
        workers: how many processes; 0 for this one, which a decoder that crashes would end.
        patience: seconds after which a worker process that does not answer is given up.

    Raises:
        InputError: workers below 0; when called, that the options cannot be used here.
    """

    workers: int = 0
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        if self.workers < 0:
            raise InputError(f"workers must be 0 or more, got {self.workers}")

    def __call__(self, sources: Sequence[Source], options: FaceOptions) -> Iterator[Outcome]:
        """What came of each picture, in their order."""
        if self.workers == 0:
            detector = open_detector(options)
            return (process(source, detector, options) for source in sources)
        return self._in_processes(sources, options)

    def _in_processes(self, sources: Sequence[Source], options: FaceOptions) -> Iterator[Outcome]:
        count = min(self.workers, len(sources))
        pool = {Worker(options, patience=self.patience): -1 for _ in range(count)}
        done: dict[int, Outcome] = {}
        given = 0
        try:
            for position in range(len(sources)):
                last = min(len(sources), position + AHEAD * count)
                while position not in done:
                    room = last - given if _bytes(done) < AHEAD_BYTES else 0
                    for worker in [worker for worker in pool if worker.idle][:room]:
                        worker.give(sources[given])
                        pool[worker], given = given, given + 1
                    self._listen(pool, done, options)
                yield done.pop(position)
        finally:
            for worker in pool:
                worker.stop()

    def _listen(
        self, pool: dict[Worker, int], done: dict[int, Outcome], options: FaceOptions
    ) -> None:
        """Waits until a worker has something to say, or is overdue; replaces those that died."""
        patience = min(worker.time_left for worker in pool)
        talking = wait([worker.connection for worker in pool], patience)
        for worker, index in list(pool.items()):
            answer: Outcome | None = None
            try:
                if worker.connection in talking or not worker.time_left:
                    answer = worker.answer()
            except EOFError:
                del pool[worker]
                answer = worker.post_mortem()
                pool[Worker(options, patience=self.patience)] = -1
            if answer is not None:
                done[index] = answer


def _bytes(done: dict[int, Outcome]) -> int:
    """Of the crops among what waits."""
    return sum(each.images.nbytes for each in done.values() if isinstance(each, Crops))
