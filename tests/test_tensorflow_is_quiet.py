"""What TensorFlow would say beside us, of what we ask of it without need.

AutoGraph writes a source file of each function that it rewrites, and warns at length where the disk
is full; oneDNN, which training turns on, prints an error about half precision on many processors.
"""

import subprocess
import sys

import numpy as np

PROGRAM = """
import sys
from keras_pggan.cli import app

data, folder = sys.argv[1:]
RUN = f"{folder}/run"
NETWORK = "--filters-base 32 --filters-max 8 --latent-dim 8 --phase-images 8 --batch-size 4"
COMMANDS = {
    "train": f"train {data} --out {RUN} --resolution 4 {NETWORK} --quiet",
    "generate": f"generate {RUN} --count 2 --out {folder}/a.png",
    "evaluate": f"evaluate {data} {data} --metrics swd,ms-ssim --count 4 --repeats 1",
}
for verb, command in COMMANDS.items():
    try:
        app(command.split())
    except SystemExit as end:
        assert not end.code, verb
    made = [name for name in sys.modules if name.startswith("__autograph_generated_file")]
    functions = [open(sys.modules[name].__file__).read() for name in made]
    assert not functions, (verb, functions[0])
"""


def test_commands_have_no_function_rewritten_and_ask_for_no_half_precision(tmp_path):
    data = tmp_path / "data.npz"
    np.savez(data, images=np.random.default_rng(0).integers(0, 256, (16, 32, 32, 3), np.uint8))
    program = [sys.executable, "-c", PROGRAM, data, tmp_path]
    done = subprocess.run(program, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stderr
    assert "DT_HALF" not in done.stderr
