//! The `wardbook` binary: all of it is in the library's [`wardbook::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    wardbook::cli::main()
}
