#!/usr/bin/env bash
# What each role is shown of the schema is valid for graphql-js, as text and by introspection alike.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing: graphql-js needs Node 18 or later" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/views"
WARDBOOK_VIEWS="$work/views" cargo test --locked --quiet --test it -- \
  views::shown::introspection_tells_the_same_as_the_text::on_sqlite >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
cp tests/views/valid.mjs "$work"
(cd "$work" && npm install --silent --no-fund --no-audit --no-save --no-package-lock graphql@16.15.0)
node "$work/valid.mjs" "$work/views"
