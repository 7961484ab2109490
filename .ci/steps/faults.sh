#!/usr/bin/env bash
# Faults sown on purpose are caught.
set -euo pipefail
cargo run --locked --quiet -p faults
