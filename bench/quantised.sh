#!/bin/sh
# What frozen weights in eight and four bits save and cost.
# Usage: bench/quantised.sh large [KIND [TOKENS]]   two LoRA steps with checkpointing beside a random base of the shape of
#                                                   Mistral 7B; KIND: INT4 (usual) or INT8; TMPDIR needs 15 GB, the heap little
#        bench/quantised.sh quality FILE.gguf [STEPS]   held-out loss of the demo's scenes, untrained and after STEPS (100)
set -eu
what=${1:-large}
[ "$what" != quality ] || file=$(realpath "$2")
cd "$(dirname "$0")/.."
[ -f target/class-path.txt ] && [ -d target/test-classes ] || mvn -q -B package -DskipTests
run() {
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g -XX:+UseSerialGC --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
    -Dorg.bytedeco.openblas.load=mkl_rt -cp "target/classes:target/test-classes:$(cat target/class-path.txt)" \
    dev.understudy.bench.Quantised "$@" 2>/dev/null
}
if [ "$what" = quality ]; then
  echo '| frozen weights | held-out loss, untrained | after the steps |'
  echo '|---|---|---|'
  run quality "$file" "${3:-100}"
  exit
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
run write "$folder"
echo '| frozen weights | tokens a step | peak MiB | planned MiB | s to read and round | s a step | loss |'
echo '|---|---|---|---|---|---|---|'
run steps "$folder" "${2:-INT4}" "${3:-512}"
