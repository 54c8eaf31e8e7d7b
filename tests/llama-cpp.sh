#!/usr/bin/env bash
# Exports the shipped Beethoven in float32, merged and as an adapter on its base, and lets llama.cpp go on with his words:
# token for token ours. Then stops an export half-way and sees that nothing is left. Takes 1.2 GB of disk.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { printf 'FAILED: %s\n' "$1" >&2; exit 1; }

tests/llama-cpp/install.sh
[ -d tests/llama-cpp/node_modules/@node-llama-cpp ] || exit 0
./understudy base path smollm2-135m >/dev/null 2>&1 || { echo "SKIPPED, no base model: tests/llama-cpp.sh" >&2; exit 0; }

./understudy export beethoven --run shipped --to "$work/out" --format gguf,lora-gguf,base-gguf --type f32
node tests/llama-cpp/check.mjs "$work/out" | tee "$work/checked"
python3 - "$work/checked" <<'PYTHON' || fail 'llama.cpp goes on otherwise than we do'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
assert len(lines) == 3, lines
for line in lines:
    assert line["words"] and line["apart"] < 1e-3 and line["of"] >= 72, line
    if line["adapter"] or "base-gguf" not in line["file"]:
        assert line["same"] == line["likeliest"] == line["of"], line
PYTHON

# What is started in the background ignores Ctrl-C, as does all that a program starts which ignores it itself.
env --default-signal=INT \
  ./understudy export beethoven --run shipped --to "$work/stopped" --format safetensors --type f32 >"$work/log" 2>&1 &
export=$!
until compgen -G "$work/.stopped.*.tmp/*" >/dev/null; do
  kill -0 "$export" 2>/dev/null || fail "it ended before it could be stopped: $(cat "$work/log")"
  sleep 0.05
done
kill -INT "$export"
status=0
wait "$export" || status=$?
[ "$status" = 130 ] || fail "a stopped export ends with $status"
[ "$(ls -A "$work")" = "$(printf 'checked\nlog\nout')" ] || fail "a stopped export leaves $(ls -A "$work")"
echo 'tests/llama-cpp.sh: all as it should be'
