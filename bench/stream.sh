#!/bin/sh
# A million experiences through the filters that need no model, near duplicates by words among them, and out again as messages,
# within a heap of 1 GiB. About eight minutes of one core, and 3 GB of disk for what is written on the way.
# Usage: bench/stream.sh [COUNT]
set -eu
cd "$(dirname "$0")/.."
[ -f target/class-path.txt ] && [ -d target/test-classes ] || mvn -q -B package -DskipTests
case ${1:-} in *[!0-9]*) set -- ;; esac # `make bench` hands every script a file
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT INT TERM
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g -XX:+UseSerialGC --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow -cp "target/classes:target/test-classes:$(cat target/class-path.txt)" \
  dev.understudy.bench.Streaming "$home" ${1:+"$1"}
