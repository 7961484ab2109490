#!/usr/bin/env bash
# The running server keeps to the GraphQL-over-HTTP specification, as graphql-http audits it, and the
# clients that front ends use for subscriptions understand it.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing: the audits need Node 18 or later" >&2; exit 1; }
work=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then
    kill -KILL "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

cp tests/http/audits.mjs tests/http/subscriptions.mjs "$work"
(cd "$work" && npm install --silent --no-fund --no-audit --no-save --no-package-lock graphql-http@1.23.1 graphql@16.15.0 \
  graphql-ws@6 graphql-sse@2 ws@8)
cargo build --locked --quiet --bin wardbook
"${CARGO_TARGET_DIR:-target}/debug/wardbook" demo --json --listen 127.0.0.1:0 --data "$work/data" \
  --seed 1 --now 2026-11-20T08:00:00Z >"$work/served.json" 2>"$work/log" &
server=$!
for _ in $(seq 600); do
  if [ -s "$work/served.json" ]; then break; fi
  if ! kill -0 "$server" 2>/dev/null; then break; fi
  sleep 0.1
done
if [ ! -s "$work/served.json" ]; then
  echo "the server did not start:" >&2
  cat "$work/log" >&2
  exit 1
fi
node "$work/audits.mjs" "$work/served.json"
node "$work/subscriptions.mjs" "$work/served.json"
