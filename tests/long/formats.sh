#!/usr/bin/env bash
# A thousand broken files of each format of other programs (or as many as said), each read as cells and as a track: an answer in
# words or cells, no panic, less than 1 GiB and 10 s. Prints how many were accepted, the slowest, and the peak of memory.
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1:-1000}
for kind in nwb matlab matlab_73 pickled phy tables_of_pictures; do
  GRIDSCOPE_MUTANTS="$count" cargo test --release --locked --test suite -- --exact "mutants::$kind" --nocapture
done
