#!/bin/sh
# Calls to a model that answers at once, with the journal on: calls a second with 64 in flight, what one call takes longer than
# a bare HTTP client, and how long a journal of 100,000 calls takes to open. The endpoint is a process of its own on the same
# machine. About two minutes.
# Usage: bench/calls.sh
set -eu
cd "$(dirname "$0")/.."
[ -f target/class-path.txt ] && [ -d target/test-classes ] || mvn -q -B package -DskipTests
home=$(mktemp -d)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
classes=target/classes:target/test-classes:$(cat target/class-path.txt)
mkfifo "$home/end" "$home/port"
"$java" -XX:+UseSerialGC -Xmx256m -cp "$classes" dev.understudy.bench.InstantEndpoint <"$home/end" >"$home/port" &
exec 9>"$home/end"
trap 'exec 9>&-; rm -rf "$home"' EXIT INT TERM
read -r port <"$home/port"
"$java" -XX:+UseSerialGC -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$classes" dev.understudy.bench.Calls "$port" "$home" 9>&-
