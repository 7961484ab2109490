#!/usr/bin/env bash
# Warnings are errors. No file is so long that it must have two subjects.
set -euo pipefail
cargo clippy --locked --workspace --all-targets -- -D warnings

long=$(git ls-files '*.rs' | xargs wc -l | awk '$2 != "total" && $1 > 400 { print "  " $1 "  " $2 }')
if [ -n "$long" ]; then
  printf 'longer than 400 lines:\n%s\n' "$long" >&2
  exit 1
fi
