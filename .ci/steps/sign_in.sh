#!/usr/bin/env bash
# People and services of a certified OpenID provider, npm's oidc-provider, are let into a served wardbook.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing: the provider needs Node 20 or later" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/town"
cp tests/http/sign_in.mjs "$work"
(cd "$work" && npm install --silent --no-fund --no-audit --no-save --no-package-lock oidc-provider@9.13.3)
cargo build --locked --quiet --bin wardbook
program=$(realpath "${CARGO_TARGET_DIR:-target}/debug/wardbook")
NODE_NO_WARNINGS=1 node "$work/sign_in.mjs" "$program" "$work/town"
