#!/usr/bin/env bash
# Fetches llama.cpp, built for this system, by npm into tests/llama-cpp/node_modules: no script of a package is run,
# nothing is compiled. Says why and does nothing where that can't be.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

skip() { printf 'tests/llama-cpp: SKIPPED, %s; exports are not tried in llama.cpp\n' "$1" >&2; exit 0; }

[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || skip "npm's llama.cpp is tried on Linux x86-64 only"
version=$(node --version 2>/dev/null) || skip 'there is no node'
version=${version#v}
[ "${version%%.*}" -ge 20 ] || skip "node is $version, 20 or later is needed"
command -v npm >/dev/null || skip 'there is no npm'

if ! cmp -s package-lock.json node_modules/.installed; then
  rm -rf node_modules
  # Not `npm ci`: it wants builds for other systems in the lock, too, of which a registry may lack some.
  npm install --no-save --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error >&2 ||
    { rm -rf node_modules; skip 'npm could not fetch it'; }
  cp package-lock.json node_modules/.installed
fi
