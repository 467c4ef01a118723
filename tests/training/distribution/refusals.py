"""What two workers of one run refuse, as one of those that TF_CONFIG names; tells it, a line each.

Argument: a folder of the test, with a run in `begun` that the other worker's folder lacks.
"""

import dataclasses
import sys
from pathlib import Path

import numpy as np

from keras_pggan.training.distribution.strategies import choose_strategy

strategy = choose_strategy("multiworker")  # before anything else touches TensorFlow

import keras_pggan as pg  # noqa: E402
from keras_pggan.runs.config import TrainConfig  # noqa: E402
from keras_pggan.runs.run_directory import RunDirectory  # noqa: E402
from keras_pggan.training.callbacks.progress import ProgressDisplay  # noqa: E402
from keras_pggan.training.manner import Manner  # noqa: E402
from keras_pggan.training.narrator import Narrator  # noqa: E402
from keras_pggan.training.run import Run  # noqa: E402

folder, chief = Path(sys.argv[1]), strategy.cluster_resolver.task_id == 0
config = TrainConfig.read(folder / "begun" / "config.toml")
images = pg.data.Images(pg.data.Pictures(np.zeros((8, 4, 4, 3), np.uint8)), "black")


def told(name, given, run):
    try:
        whole = Run(given, images, RunDirectory(folder / run), strategy)
        whole.carry_out(Manner(), Narrator(), ProgressDisplay())
    except pg.InputError as error:
        sys.stdout.write(f"{name}: {error}\n")


told("options", config if chief else dataclasses.replace(config, seed=9), "new")
told("folder", config, "holiday")
told("checkpoints", config, "begun" if chief else "elsewhere")
