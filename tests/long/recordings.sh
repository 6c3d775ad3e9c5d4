#!/usr/bin/env bash
# Makes the recordings that come with the program: `tests/long/recordings.sh [FILE…]`, all of them unless named. What each is
# made from is in presets/talk/recordings.txt.
#
# TRAIN_MORE is appended to the command line of training: `TRAIN_MORE="--set units=8" OUT=/tmp/made tests/long/recordings.sh`
# shows within a minute whether the script works.
set -euo pipefail
cd "$(dirname "$0")/../.."
MOST_BUNDLED=$((5 * 1024 * 1024))
MOST_ALL=$((25 * 1024 * 1024))
LIST=presets/talk/recordings.txt
OUT=${OUT:-.}
PROGRAM=${PROGRAM:-target/release/gridscope}
[ -x "$PROGRAM" ] || cargo build --release --locked
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

# Whether a file is among the others.
wanted() {
    local file=$1
    shift
    [ $# -eq 0 ] && return 0
    printf '%s\n' "$@" | grep -qxF -- "$file"
}

# The bytes of a file.
size() {
    wc -c < "$1"
}

while read -r file arguments; do
    case $file in '' | '#'*) continue ;; esac
    wanted "$file" "$@" || continue
    name=$(basename "$file" .gsrec)
    # shellcheck disable=SC2086
    "$PROGRAM" train $arguments --device cpu --out "$WORK/run-$name" --record "$WORK/made.gsrec" ${TRAIN_MORE:-} < /dev/null
    rm -rf "$WORK/run-$name"
    mkdir -p "$OUT/$(dirname "$file")"
    mv "$WORK/made.gsrec" "$OUT/$file"
    echo "$file: $(size "$OUT/$file") bytes"
done < "$LIST"
all=0
while read -r file _; do
    case $file in '' | '#'*) continue ;; esac
    [ -e "$OUT/$file" ] && all=$((all + $(size "$OUT/$file")))
done < "$LIST"
echo "all recordings: $all bytes"
[ "$all" -le "$MOST_ALL" ] || { echo "more than $MOST_ALL bytes together: record maps less often" >&2; exit 1; }
bundled=$(size "$OUT/assets/modules.gsrec" 2> /dev/null || echo 0)
[ "$bundled" -le "$MOST_BUNDLED" ] || { echo "assets/modules.gsrec has more than $MOST_BUNDLED bytes" >&2; exit 1; }
