#!/usr/bin/env bash
# What docs/analysts.md tells analysts to write reads the files that a demo town's cases are taken out
# in; Parquet is read by a library of somebody else, too.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing: hyparquet needs Node 18 or later" >&2; exit 1; }
command -v python3 >/dev/null || { echo "python3 is missing" >&2; exit 1; }
command -v Rscript >/dev/null || { echo "R is missing" >&2; exit 1; }
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

cp tests/exports/agree.mjs "$work"
(cd "$work" && npm install --silent --no-fund --no-audit --no-save --no-package-lock hyparquet@1.31.5)
cargo build --locked --quiet --bin wardbook
program=$(realpath "${CARGO_TARGET_DIR:-target}/debug/wardbook")
"$program" demo --json --listen 127.0.0.1:0 --data "$work/data" --seed 1 --now 2026-11-20T08:00:00Z \
  >"$work/served.json" 2>"$work/log" &
server=$!
for _ in $(seq 600); do
  if [ -s "$work/served.json" ] || ! kill -0 "$server" 2>/dev/null; then break; fi
  sleep 0.1
done
[ -s "$work/served.json" ] || { echo "the server did not start:" >&2; cat "$work/log" >&2; exit 1; }
for file in cases.ndjson cases.parquet; do
  "$program" --database-url "sqlite://$work/data/wardbook.db" export cases --as analyst "$work/$file"
done
node "$work/agree.mjs" "$work"

# The page's blocks in a language, each to a file.
blocks() {
  awk -v fence="\`\`\`$1" -v to="$work/$1" '
    $0 == fence { inside = 1; n += 1; next }
    $0 == "```" { inside = 0 }
    inside { print > (to "." n) }
  ' docs/analysts.md
}
blocks python
blocks r
for block in "$work"/python.* "$work"/r.*; do
  [ "$(wc -l <"$block")" = 3 ] || { echo "$block has not three lines:" >&2; cat "$block" >&2; exit 1; }
done
# Of the standard library alone.
(cd "$work" && python3 python.1)
export PYTHONPATH="$work/packages"
wheels=(pandas==3.0.3 pyarrow==26.0.1)
if python3 -c 'import pandas, pyarrow' 2>/dev/null ||
  python3 -m pip install --quiet --only-binary :all: --target "$work/packages" "${wheels[@]}"; then
  (cd "$work" && python3 python.2)
else
  echo "pip cannot have pandas with pyarrow here: Python's lines for Parquet were left out"
fi
(cd "$work" && Rscript r.1)
# Debian has it not.
if Rscript -e 'library(nanoparquet)' >/dev/null 2>&1; then (cd "$work" && Rscript r.2); else
  echo "R with nanoparquet is not on this machine: R's lines for Parquet were left out"
fi
