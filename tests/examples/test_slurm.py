"""The SLURM script gives each machine its place, with commands that stand in for SLURM's."""

import json
import os
import subprocess
from pathlib import Path

from keras_pggan.training.distribution.cluster import Cluster

SCRIPT = Path(__file__).parents[2] / "examples" / "slurm.sh"
STANDING_IN = {
    # Two machines.
    "scontrol": 'test "$*" = "show hostnames node[1-2]" && printf "node1\\nnode2\\n"',
    # Runs its command once for each, one after the other.
    "srun": 'shift; for n in 0 1; do SLURM_PROCID=$n "$@" || exit; done',
    "keras-pggan": 'printf "%s\\n%s\\n" "$TF_CONFIG" "$*"',
}


def test_every_process_gets_the_cluster_and_its_index(tmp_path):
    for name, script in STANDING_IN.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{script}\n")
        (tmp_path / name).chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "SLURM_JOB_NODELIST": "node[1-2]",
    }
    done = subprocess.run(
        ["bash", SCRIPT, "faces of us.npz", "--out", "run"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    clusters = [Cluster.from_environment({"TF_CONFIG": line}) for line in lines[::2]]
    assert clusters == [Cluster(("node1:12345", "node2:12345"), index) for index in (0, 1)]
    assert all(json.loads(line)["task"]["type"] == "worker" for line in lines[::2])
    assert set(lines[1::2]) == {"train faces of us.npz --out run --strategy multiworker"}
