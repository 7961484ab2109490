#!/usr/bin/env bash
# PostgreSQL's programs for the tests' throwaway cluster, Node for the contract, the audits, the types of
# front ends and another casbin, Python and R for the lines that analysts write, a C++ compiler and
# cargo-fuzz for fuzzing.
set -euo pipefail

have_postgres() { command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

packages=()
have_postgres || packages+=(postgresql)
{ command -v cc && command -v c++; } >/dev/null || packages+=(build-essential)
command -v npm >/dev/null || packages+=(nodejs npm)
command -v python3 >/dev/null || packages+=(python3-minimal)
Rscript -e 'library(jsonlite)' >/dev/null 2>&1 || packages+=(r-base-core r-cran-jsonlite)
if [ "${#packages[@]}" -gt 0 ]; then
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}"
fi
have_postgres || { echo "PostgreSQL is missing: the tests need initdb" >&2; exit 1; }

for component in rustfmt clippy; do
  cargo "${component/rustfmt/fmt}" --version >/dev/null 2>&1 || rustup component add "$component"
done
cargo fuzz --version >/dev/null 2>&1 || cargo install --locked --quiet cargo-fuzz@0.13.2
