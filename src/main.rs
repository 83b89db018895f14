//! The program: everything is in the library.

use std::process::ExitCode;

// Importing makes and drops many small texts on all cores.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    viva::cli::run(std::env::args_os())
}
