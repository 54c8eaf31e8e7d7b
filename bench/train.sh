#!/bin/sh
# Training by us and by transformers with PEFT on the same base, examples and machine, in turns, in one go.
# Usage: bench/train.sh FILE.gguf [ROUNDS]
# PEER_PYTHON: an interpreter with torch, transformers, peft and gguf; without it one is made in bench/.peer (1 GB).
set -eu
file=$(realpath "$1")
rounds=${2:-2}
cd "$(dirname "$0")/.."
if [ -z "${PEER_PYTHON:-}" ]; then
  PEER_PYTHON=bench/.peer/bin/python
  [ -x "$PEER_PYTHON" ] || {
    python3 -m venv bench/.peer
    bench/.peer/bin/pip install -q torch==2.13.0 transformers==5.23.0 peft==0.21.0 gguf==0.19.0
  }
fi
[ -f target/class-path.txt ] && [ -d target/test-classes ] || mvn -q -B package -DskipTests
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" --add-modules jdk.incubator.vector \
  -cp "target/classes:target/test-classes:$(cat target/class-path.txt)" \
  dev.understudy.bench.TrainCompare "$file" "$PEER_PYTHON" "$rounds"
