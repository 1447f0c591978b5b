//! Parses the arguments and runs.

/// Gives back what reading a large community takes for a moment (decision 0001).
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    server::cli::run()
}
