#!/usr/bin/env bash
# Throws hostile input at every public door, each target of fuzz/ for a minute, two at a time. What
# earlier runs learnt is kept beside the build and tried again first.
#
#   fuzz.sh                      all of them, WARDBOOK_FUZZ_SECONDS each
#   fuzz.sh TARGET [SECONDS]     one of them, for as long as wanted
#   fuzz.sh TARGET FILE          one input again
set -euo pipefail
cd "$(dirname "$0")/../.."

targets=(documents queries variables filters cursors ids tokens tables maps policies uploads)
built="${CARGO_TARGET_DIR:-$PWD/target}/fuzz"
host=$(rustc -vV | sed -n 's/^host: //p')

# The product as it is (no cfg(fuzzing)), with debug assertions. Coverage needs no more than stable
# Rust has; the sanitizers alone would want a nightly, and there is no unsafe code to look for.
build() {
  # cargo-fuzz has no --locked of its own. After a change of dependencies:
  # cargo update --workspace --manifest-path fuzz/Cargo.toml
  cargo fetch --locked --target "$host" --manifest-path fuzz/Cargo.toml
  CARGO_INCREMENTAL=0 cargo fuzz build --sanitizer none --no-cfg-fuzzing --codegen-units 16 \
    --target-dir "$built" "$@"
}

# Words and first inputs, made of what the tree has.
prepare() {
  mkdir -p "$scratch/seeds"/{documents,policies,maps}
  cp tests/it/queries/*.graphql "$scratch/seeds/documents/"
  for part in $(seq 10 20 150); do
    { printf '\1\2\3\5\7\11\15\22\37\67\132\220\351\0'; sed -n "$part,$((part + 30))p" policies/policy.csv; } \
      >"$scratch/seeds/policies/$part"
  done
  { cat examples/import/la311.toml; printf '\n---\n'; cat fuzz/seeds/311.csv; } >"$scratch/seeds/maps/la311"
  {
    grep -hoE '[A-Za-z_]{2,}' tests/it/queries/*.graphql src/schema/types/*.rs | sort -u | sed 's/.*/"&"/'
    cat fuzz/dictionaries/graphql.dict
  } >"$scratch/documents.dict"
  grep -oE '[a-z_:]{2,}' policies/policy.csv | sort -u | sed 's/.*/"&"/' >"$scratch/policies.dict"
  cat fuzz/dictionaries/policies.dict >>"$scratch/policies.dict"
  cp "$scratch/documents.dict" "$scratch/variables.dict"
  for target in tables maps tokens ids; do
    cp "fuzz/dictionaries/$target.dict" "$scratch/$target.dict"
  done
}

# One target for so many seconds: prints a line, or what it found. A hang is what takes half a minute,
# not what a busy machine does to a short one.
fuzz_one() {
  local target=$1 seconds=$2 log="$scratch/$1.log" corpus="$built/corpus/$1" arguments=()
  mkdir -p "$corpus" "fuzz/artifacts/$target" "$scratch/tmp-$target"
  [ -f "$scratch/$target.dict" ] && arguments+=("-dict=$scratch/$target.dict")
  for seeds in "$scratch/seeds/$target" "fuzz/seeds/$target"; do
    [ -d "$seeds" ] && arguments+=("$seeds")
  done
  if TMPDIR="$scratch/tmp-$target" "$built/$host/release/$target" "$corpus" "${arguments[@]}" \
    -max_total_time="$seconds" -timeout=30 -rss_limit_mb=1024 -max_len=4096 -len_control=0 -print_final_stats=1 \
    -artifact_prefix="fuzz/artifacts/$target/" >"$log" 2>&1; then
    awk -v target="$target" '
      /^#[0-9]+\tDONE/ { for (i = 1; i < NF; i++) if ($i == "cov:") edges = $(i + 1); else if ($i == "ft:") features = $(i + 1) }
      /number_of_executed_units/ { runs = $2 }
      /peak_rss_mb/ { memory = $2 }
      END { printf "%-10s %9d executions, %6d edges, %6d features, %4d MB\n", target, runs, edges, features, memory }' "$log"
    return
  fi
  grep -vE '^#[0-9]+\t' "$log" | tail -n 60 >&2
  printf '%s failed; to repeat it: just fuzz %s %s\n' "$target" "$target" \
    "$(sed -n 's/.*Test unit written to \(.*\)/\1/p' "$log" | tail -n 1)" >&2
  return 1
}

if [ "${1:-}" = --one ]; then
  scratch=$2
  fuzz_one "$3" "$4"
  exit
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if [ -f "${2:-}" ]; then
  build "$1"
  TMPDIR=$scratch "$built/$host/release/$1" "$2" -timeout=30 -rss_limit_mb=1024
  exit
fi
if [ "$#" -gt 0 ]; then
  build "$1"
  targets=("$1")
else
  build
fi
prepare
seconds=${2:-${WARDBOOK_FUZZ_SECONDS:-60}}
printf '%s\n' "${targets[@]}" | xargs -P 2 -I '{}' bash "$0" --one "$scratch" '{}' "$seconds"
