#!/bin/bash
# One run on several machines of a SLURM cluster, one process on each, all of its GPUs:
#
#     sbatch examples/slurm.sh faces.npz --out runs/faces --resolution 256 --mirror
#
# Arguments are those of `keras-pggan train`. The data and the folder of the run must be on storage
# that all machines share. Two minutes before its time is up the job gets SIGTERM, saves, and ends;
# the same command continues it.
#SBATCH --job-name=keras-pggan
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=4
#SBATCH --cpus-per-task=16
#SBATCH --time=24:00:00
#SBATCH --signal=TERM@120
set -euo pipefail

port=${PORT:-12345}
addresses=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | sed "s/.*/\"&:$port\"/" | paste -sd, -)

export WORKERS="{\"worker\": [$addresses]}"
srun --kill-on-bad-exit=1 bash -c '
    export TF_CONFIG="{\"cluster\": $WORKERS, \"task\": {\"type\": \"worker\", \"index\": $SLURM_PROCID}}"
    exec keras-pggan train "$@" --strategy multiworker
' train "$@"
