#!/bin/sh
# From the command to the first step of a training, with the base in the cache: what takes how long, in a home where
# nothing has been computed before, and again with what the first one kept.
# Usage: bench/start.sh
set -eu
cd "$(dirname "$0")/.."
[ -f target/class-path.txt ] && [ -d target/test-classes ] || mvn -q -B package -DskipTests
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT INT TERM
mkdir "$home/characters"
cp -r recipes "$home/"
cp -r characters/beethoven "$home/characters/"
rm -rf "$home/characters/beethoven/.understudy"
for name in first second third; do
  echo "$name start:"
  echo "| | wall s | CPU s |"
  echo "|---|---|---|"
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -XX:-UsePerfData --add-modules jdk.incubator.vector \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dorg.bytedeco.openblas.load=mkl_rt \
    -cp "target/test-classes:target/classes:$(cat target/class-path.txt)" \
    dev.understudy.bench.Start "$home/characters/beethoven" recipes/demo.yaml "$name" 2>/dev/null
done
# The command itself, with the launcher: until its first step stands in the log.
./understudy --version >/dev/null
for name in fourth fifth; do
  log=$home/characters/beethoven/runs/$name/metrics.jsonl
  from=$(date +%s%N)
  ./understudy train beethoven --steps 500 --run "$name" --home "$home" >/dev/null 2>&1 &
  while [ ! -s "$log" ] && kill -0 $! 2>/dev/null; do sleep 0.02; done
  [ -s "$log" ] || { echo "the command ended without a step"; exit 1; }
  echo "./understudy train: $(( ($(date +%s%N) - from) / 10000000 ))e-2 s until its first step is done"
  kill -TERM $! && wait $! || true
done
