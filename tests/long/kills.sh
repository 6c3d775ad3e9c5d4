#!/usr/bin/env bash
# Kills a training run 200 times at random moments (or as often as is said), also after its first checkpoints. What is left has
# to go on to the same bits as a run that nobody killed. Takes about six minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
GRIDSCOPE_KILLS=${1:-200} cargo test --release --locked --test suite -- --exact cli::crashes::killed_at_random_moments_nothing_finished_is_lost --nocapture
