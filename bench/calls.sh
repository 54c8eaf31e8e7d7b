#!/bin/sh
# Calls to a model through the journal, against an endpoint on loopback that answers at once, beside a bare HTTP client:
# calls a second with 64 in flight, the time of a single call, and 100,000 journalled calls reopened. The disk counts:
# TMPDIR says where the journals are.
# Usage: bench/calls.sh [CALLS]    CALLS: in a round; 10000 when nothing is said
set -eu
cd "$(dirname "$0")/.."
[ -f target/class-path.txt ] && [ -d target/test-classes ] || mvn -q -B package -DskipTests
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
  -cp "target/classes:target/test-classes:$(cat target/class-path.txt)" dev.understudy.bench.CallsBench "$folder" "${1:-10000}"
