#!/bin/sh
# Whether the time of a step and the memory stay flat over a long training: 1,000 steps of one example of 120 tokens each,
# printed by hundreds; about eight minutes on two cores.
# Usage: bench/steady.sh FILE.gguf [STEPS [TOKENS]]
set -eu
file=$(realpath "$1")
cd "$(dirname "$0")/.."
[ -f target/class-path.txt ] && [ -d target/test-classes ] || mvn -q -B package -DskipTests
case ${2:-} in *[!0-9]*) set -- "$1" ;; esac # `make bench` hands every script a PYTHON
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx512m --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  -Dorg.bytedeco.openblas.load=mkl_rt -cp "target/classes:target/test-classes:$(cat target/class-path.txt)" \
  dev.understudy.bench.Steady "$file" ${2:+"$2"} ${3:+"$3"}
