#!/usr/bin/env bash
# Recognises all clips of a list with several processes on this machine. Start it again after an interruption: it goes on.
#
#   shards.sh MODEL CLIPS.csv OUT.jsonl [PROCESSES]
set -euo pipefail
if [ $# -lt 3 ]; then
  echo "Usage: shards.sh MODEL CLIPS.csv OUT.jsonl [PROCESSES]" >&2
  exit 2
fi
model=$1 list=$2 out=$3 processes=${4:-2}
mmadfer=${MMADFER:-mmadfer}
processors=$(getconf _NPROCESSORS_ONLN)
threads=$((processors > processes ? processors / processes : 1))

pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true' INT TERM
for ((shard = 0; shard < processes; shard++)); do
  # Unquoted on purpose: MMADFER may be a program with its first arguments.
  $mmadfer predict --model "$model" --list "$list" --out "$out.$shard" --shard "$shard/$processes" --threads "$threads" --resume --json &
  pids+=($!)
done
failed=0 unreadable=0
for pid in "${pids[@]}"; do
  code=0
  wait "$pid" || code=$?
  # 5: all was gone through, but some clips could not be read; their lines say why.
  if [ "$code" = 5 ]; then unreadable=5; elif [ "$code" != 0 ]; then failed=1; fi
done
[ "$failed" = 0 ] || { echo "A process failed; start again to go on where it stopped." >&2; exit 1; }

# Only whole results get the name that was asked for.
for ((shard = 0; shard < processes; shard++)); do cat "$out.$shard"; done >"$out.tmp"
mv "$out.tmp" "$out"
for ((shard = 0; shard < processes; shard++)); do rm "$out.$shard"; done
exit "$unreadable"
