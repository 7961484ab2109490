#!/usr/bin/env bash
# The README's own test command, with PostgreSQL required, and a count of the tests on each database.
set -euo pipefail
output=$(mktemp)
trap 'rm -f "$output"' EXIT
WARDBOOK_REQUIRE_POSTGRES=1 cargo test --locked --workspace 2>&1 | tee "$output"

on_sqlite=$(grep -cE '^test .*sqlite.* \.\.\. ok$' "$output" || true)
on_postgres=$(grep -cE '^test .*postgres.* \.\.\. ok$' "$output" || true)
printf 'tests on SQLite: %s, on PostgreSQL: %s\n' "$on_sqlite" "$on_postgres"
if [ "$on_sqlite" -eq 0 ] || [ "$on_postgres" -eq 0 ]; then
  echo "a database was left out" >&2
  exit 1
fi

passed=$(awk '/^test result: ok\./ { sum += $4 } END { print sum + 0 }' "$output")
printf '%s passed, 0 failed\n' "$passed"
