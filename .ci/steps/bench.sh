#!/usr/bin/env bash
# Reads keep up with hand-written SQL passed through: on PostgreSQL no ratio is under a half. SQLite
# answers inside the server, one case in some 20 µs, beside which all else of a request weighs more:
# there no ratio is under three tenths. No time is asserted.
set -euo pipefail
compare() {
  cargo run --locked --quiet --profile bench-ci -p bench -- compare 20000 --quiet \
    --questions q1,q2,q3,q4,q5 --actors one,team,district --turns 7 --seconds 0.4 "$@"
}
compare --databases postgres --least 0.5
compare --databases sqlite --least 0.3
