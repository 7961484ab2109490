#!/usr/bin/env bash
# Another implementation of casbin reads an exported policy and answers as wardbook does.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing: npm's casbin needs Node 18 or later" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp tests/casbin/. -r "$work"
(cd "$work" && npm install --silent --no-fund --no-audit --no-package-lock)
WARDBOOK_NPM_CASBIN=$work cargo test --locked --quiet --test it -- --nocapture policy_files::other_casbin | tee "$work/said"
grep -q 'answered alike' "$work/said"
