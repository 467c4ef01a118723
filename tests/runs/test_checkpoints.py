"""What is refused of checkpoints; that runs continue from them is held in `training`."""

import pytest

import keras_pggan as pg
from keras_pggan.runs.checkpoints import Checkpoints


@pytest.mark.parametrize("keep", [0, -1])
def test_keeping_no_checkpoint_is_refused(tmp_path, keep):
    with pytest.raises(pg.InputError, match=f"^1 checkpoint or more must be kept, got {keep}$"):
        Checkpoints(tmp_path, keep=keep)
