#!/bin/sh
# Training by us and by transformers with PEFT on the same base, examples and machine, in turns, in one go.
# Usage: bench/train.sh [--full | --long | --checkpointing] FILE.gguf [PYTHON [ROUNDS [DEMO_STEPS]]]
# --full: all weights learn, instead of LoRA. --long: scenes of 512 to 1024 tokens, packed on both sides.
# --checkpointing: two examples of 512 tokens, with gradient checkpointing on either side and without.
# PYTHON: an interpreter with torch, transformers, peft and gguf; none: PEER_PYTHON, or one is made in bench/.peer.
# DEMO_STEPS: train on the demo's own scenes for so many steps, and compare the held-out loss, too (650: eight minutes).
set -eu
what=short
case $1 in --full | --long | --checkpointing) what=${1#--}; shift ;; esac
file=$(realpath "$1")
python=${2:-${PEER_PYTHON:-}}
rounds=${3:-2}
cd "$(dirname "$0")/.."
if [ -z "$python" ]; then
  python=bench/.peer/bin/python
  [ -x "$python" ] || {
    python3 -m venv bench/.peer
    bench/.peer/bin/pip install -q torch==2.13.0 transformers==5.23.0 peft==0.21.0 gguf==0.19.0
  }
fi
[ "$what" = short ] || [ -z "${4:-}" ] || { echo "DEMO_STEPS go without --$what" >&2; exit 2; }
[ -f target/class-path.txt ] && [ -d target/test-classes ] || mvn -q -B package -DskipTests
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" --add-modules jdk.incubator.vector \
  -cp "target/classes:target/test-classes:$(cat target/class-path.txt)" \
  dev.understudy.bench.TrainCompare "$file" "$python" "$rounds" "${4:-$what}"
