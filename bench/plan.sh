#!/bin/bash
# What `train --plan` says a training takes of the memory, and what it takes: a plan and a short real run of each setting.
# Usage: bench/plan.sh [NAME…]    NAME: of a setting below; none: all. Needs GNU time, and the default base fetched.
set -euo pipefail
cd "$(dirname "$0")/.."
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -p "$home/characters/beethoven"
cp -r characters/beethoven/[!r]* "$home/characters/beethoven"

# Few scenes are held out or none, so that the runs are short: what counts is the largest pass.
declare -A recipe=(
  [adapter]='method: lora'
  [all-weights]='method: full'
  [four-scenes]='data: {examples-per-step: 4, held-out: 0, window: 1024, scenes: []}'
  [checkpointing]=$'data: {examples-per-step: 4, held-out: 0, window: 1024, scenes: []}\nmemory: {checkpointing: true}'
  [int8]=$'data: {examples-per-step: 4, held-out: 0, window: 1024, scenes: []}\nmemory: {base-weights: int8}'
  [int4-checkpointing]=$'data: {examples-per-step: 4, held-out: 0, window: 1024, scenes: []}\nmemory: {base-weights: int4, checkpointing: true}'
)
[ $# -gt 0 ] || set -- adapter all-weights four-scenes checkpointing int8 int4-checkpointing

echo '| setting | planned MiB | measured peak MiB | ratio |'
echo '|---|---|---|---|'
for name in "$@"; do
  file=$home/$name.yaml
  printf '%s\n' "${recipe[$name]}" 'length: {steps: 4}' 'watch: {save-every: 0}' >"$file"
  [[ ${recipe[$name]} == *data:* ]] || echo 'data: {held-out: 0.01}' >>"$file"
  plan=$(./understudy train beethoven --home "$home" --recipe "$file" --plan --json 2>/dev/null)
  planned=$(grep -o '"memory":{[^}]*}' <<<"$plan" | grep -o '[0-9]*' | awk '{ sum += $1 } END { print sum / 1048576 }')
  /usr/bin/time -o "$home/peak" -f %M ./understudy train beethoven --home "$home" --recipe "$file" --run "$name" >/dev/null 2>&1
  awk -v name="$name" -v planned="$planned" \
    '{ peak = $1 / 1024; printf "| %s | %.0f | %.0f | %.2f |\n", name, planned, peak, planned / peak }' "$home/peak"
done
