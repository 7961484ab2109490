# What there is to run; `just` lists it.
default:
    @just --list

# Serve a made-up town
demo *arguments:
    cargo run --release -- demo {{arguments}}

# Run all tests: on SQLite, and on PostgreSQL where it is on the machine
test *arguments:
    cargo test --workspace {{arguments}}

# Compare so many random worlds with casbin's own answers, on both databases
worlds number="20000":
    WARDBOOK_WORLDS={{number}} cargo test --test it worlds -- --nocapture

# Try so many random actions on cases, two at a time, on both databases
actions number="20000":
    WARDBOOK_ACTIONS={{number}} cargo test --test it life::random -- --nocapture

# Kill the server so often on each database while many change cases
crashes number="200":
    WARDBOOK_CRASH_ROUNDS={{number}} cargo test --test it life::killed -- --nocapture

# Sow each known fault into a copy of the tree, and see that a test catches it
faults:
    bash .ci/steps/faults.sh

# Compare reads with hand-written SQL passed through, on PostgreSQL and SQLite: [CASES] [OPTIONS]
bench *arguments:
    cargo run --release -p bench -- compare {{arguments}}

# The same in towns of several sizes; --out docs writes the table and the plot
bench-scale *arguments:
    cargo run --release -p bench -- scale {{arguments}}

# Time what a change of the policy would do, how long it takes to compile, and until another instance has it: [CASES] [OPTIONS]
bench-policy *arguments:
    cargo run --release -p bench -- policy {{arguments}}

# Time the desk's short reads, quiet and while analysts ask for what is heavy: [CASES] [OPTIONS]
bench-desk *arguments:
    cargo run --release -p bench -- desk {{arguments}}

# Time every filter and order of cases, as users who see much and little: [CASES] [OPTIONS]
bench-filters *arguments:
    cargo run --release -p bench -- filters {{arguments}}

# Have files made of a million cases in each format, and measure the time and the memory: [CASES] [OPTIONS]
bench-exports *arguments:
    cargo run --release -p bench -- exports {{arguments}}

# Serve a made-up town under a mixed load for so many minutes, at so many requests a second, and watch its memory
soak minutes="30" rate="40":
    cargo build --release --bin wardbook
    cargo run --release -p soak -- --minutes {{minutes}} --rate {{rate}} "${CARGO_TARGET_DIR:-target}/release/wardbook"

# Throw hostile input at one public door for so many seconds, or one input (a file) again; README.md has the targets
fuzz target seconds="300":
    bash .ci/steps/fuzz.sh {{target}} {{seconds}}

# The drill: back a served demo town up, restore it elsewhere, serve it there
drill:
    bash .ci/steps/restore.sh

# Write the snapshots anew; read the difference before it is committed
update-snapshots:
    INSTA_UPDATE=always WARDBOOK_UPDATE=1 cargo test --workspace

# Put the source in its format
format:
    cargo fmt --all

# All that CI runs
ci:
    bash .ci/run

# CI's single steps
ci-install:
    bash .ci/steps/install.sh
ci-format:
    bash .ci/steps/format.sh
ci-lint:
    bash .ci/steps/lint.sh
ci-test:
    bash .ci/steps/test.sh
ci-restore:
    bash .ci/steps/restore.sh
ci-contract:
    bash .ci/steps/contract.sh
ci-audits:
    bash .ci/steps/audits.sh
ci-codegen:
    bash .ci/steps/codegen.sh
ci-analysts:
    bash .ci/steps/analysts.sh
ci-casbin:
    bash .ci/steps/casbin.sh
ci-faults:
    bash .ci/steps/faults.sh
ci-bench:
    bash .ci/steps/bench.sh
ci-fuzz:
    bash .ci/steps/fuzz.sh

# Licences, advisories and sources of all dependencies (needs cargo-deny)
deny:
    cargo deny check
