#!/bin/sh
# Generation by us and by transformers on the same weights, prompts and number of tokens, one after the other.
# Usage: bench/decode.sh FILE.gguf [PYTHON]    PYTHON: an interpreter with torch, transformers and gguf; none: only ours
set -eu
file=$(readlink -f "$1")
python=${2:-}
cd "$(dirname "$0")/.."
[ -f target/class-path.txt ] && [ -d target/test-classes ] || mvn -q -B package -DskipTests
"${JAVA_HOME:+$JAVA_HOME/bin/}java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  -Dorg.bytedeco.openblas.load=mkl_rt -cp "target/classes:target/test-classes:$(cat target/class-path.txt)" \
  dev.understudy.bench.Decode "$file"
[ -z "$python" ] || "$python" bench/peer_decode.py "$file" 2>/dev/null
