//! Parses the arguments and runs.

fn main() -> std::process::ExitCode {
    server::cli::run()
}
