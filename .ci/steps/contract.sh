#!/usr/bin/env bash
# The served schema has all that front ends are written against.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --locked --quiet --bin wardbook
"${CARGO_TARGET_DIR:-target}/debug/wardbook" schema >"$work/served.graphql"
contract=${WARDBOOK_CONTRACT:-$PWD/../shared/contract}
(cd "$work" && npm install --silent --no-fund --no-audit --no-save graphql@16 >/dev/null &&
  node "$contract/check.mjs" "$work/served.graphql" 1,2,3,4,5)
