//! The `wardbook` binary: all of it is in the library's [`wardbook::cli`].

use std::process::ExitCode;

/// A request allocates some hundred times: measured, the system's own allocator takes a tenth of
/// its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    wardbook::cli::main()
}
