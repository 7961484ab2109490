#!/usr/bin/env bash
# Front ends get types out of the schema, by urql's preset and by its older plugin, that compile.
# The generator is of the last line that runs on Node 18.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing: graphql-codegen needs Node 18 or later" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --locked --quiet --bin wardbook
cp -r tests/codegen/. "$work"
"${CARGO_TARGET_DIR:-target}/debug/wardbook" schema >"$work/schema.graphql"
cd "$work"
npm install --silent --no-fund --no-audit --no-package-lock
node_modules/.bin/graphql-codegen --silent --config codegen.json
node_modules/.bin/tsc --noEmit --strict --project .
printf 'generated and compiled: %s documents, %s lines\n' \
  "$(ls documents | wc -l)" "$(cat generated/*.ts generated/client/*.ts | wc -l)"
