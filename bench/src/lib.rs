//! What the comparisons share: a community, what is asked of it and what happens to it; time on the processor, and
//! percentiles.

pub mod community;
pub mod competitors;
pub mod exposure;
pub mod happenings;
pub mod hidden_contacts;
pub mod planted;
pub mod questions;
pub mod retrieval;
pub mod sql;
pub mod walk;

use rustix::time::{ClockId, clock_gettime};

/// Milliseconds that this thread has spent on a processor.
pub fn thread_cpu_ms() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// Milliseconds that all threads of this process have spent on processors.
pub fn process_cpu_ms() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// The value below which the fraction of the sorted values lies.
pub fn percentile(sorted: &[f64], fraction: f64) -> f64 {
    sorted[((sorted.len() as f64 * fraction) as usize).min(sorted.len() - 1)]
}
