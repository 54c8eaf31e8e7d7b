#!/bin/sh
# How long a step takes with plain LoRA, rsLoRA and DoRA, in turns in one process.
# Usage: bench/variants.sh FILE.gguf [STEPS [TOKENS]]
set -eu
file=$(realpath "$1")
cd "$(dirname "$0")/.."
[ -f target/class-path.txt ] && [ -d target/test-classes ] || mvn -q -B package -DskipTests
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" --add-modules jdk.incubator.vector \
  -cp "target/classes:target/test-classes:$(cat target/class-path.txt)" \
  dev.understudy.bench.VariantsWork "$file" "${2:-12}" "${3:-235}"
