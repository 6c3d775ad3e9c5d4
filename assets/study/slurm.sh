#!/bin/bash
# A study as a job array of Slurm: each task makes every N-th run, and a last job joins them into one table.
#
#   tasks=$(sbatch --parsable --array=0-9 slurm.sh STUDY.ron DIR)
#   sbatch --dependency=afterok:$tasks slurm.sh STUDY.ron DIR --collect
#
# Give --array, --time, --mem, --partition and the like on the command line or below. A task that is killed, or runs out of
# time, goes on from its newest checkpoints when it is queued again; what is finished is not made again.
#SBATCH --job-name=gridscope-study
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@120
set -euo pipefail

study=$1
folder=$2
program=${GRIDSCOPE:-gridscope}

if [[ ${3:-} == --collect ]]; then
  exec "$program" study "$study" --out "$folder" --collect
fi

"$program" study "$study" --out "$folder" --jobs "${SLURM_CPUS_PER_TASK:-1}" \
  --array-index "$SLURM_ARRAY_TASK_ID" --array-size "$SLURM_ARRAY_TASK_COUNT" &
worker=$!
# Two minutes before its time is over, a task saves all it has done and queues itself again.
again() {
  kill -TERM "$worker" 2> /dev/null || true
  wait "$worker" || true
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
  exit 0
}
trap again TERM
status=0
wait "$worker" || status=$?
# Killed, but not by anyone who wanted the job gone: the machine was short of memory, for example. Three times, not for ever.
if ((status == 137)) && ((${SLURM_RESTART_COUNT:-0} < 3)); then
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
fi
exit "$status"
