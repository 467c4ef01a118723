"""A process for pictures that is there whatever they do to it."""

from __future__ import annotations

from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.work import Outcome
from keras_pggan.preprocessing.worker import PATIENCE, Worker


class SteadyWorker:
    """Takes one picture after the other to a process, and replaces it where one ends it.

    Args:
        options: what is taken out of each picture.
        patience: seconds after which a picture counts as one that hangs.
    """

    def __init__(self, options: FaceOptions, *, patience: float = PATIENCE):
        self.options, self.patience = options, patience
        self._worker = Worker(options, patience=patience)

    def __call__(self, source: Source) -> Outcome:
        """What came of a picture; waits for it.

        Raises:
            InputError: the process cannot start, or not work with these options.
        """
        worker = self._worker
        try:
            while not worker.idle:
                worker.answer()
            worker.give(source)
            return worker.answer() or self(source)
        except EOFError:
            reject = worker.post_mortem()
            self._worker = Worker(self.options, patience=self.patience)
            return reject or self(source)

    def stop(self) -> None:
        """Ends the process."""
        self._worker.stop()
