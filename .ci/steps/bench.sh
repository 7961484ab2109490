#!/usr/bin/env bash
# Reads keep up with hand-written SQL passed through, on both databases: no ratio is under a half.
# No time is asserted.
set -euo pipefail
cargo run --locked --quiet --profile bench-ci -p bench -- compare 20000 --quiet --least 0.5 \
  --questions q1,q3,q4 --actors one,team --turns 5 --seconds 0.25
