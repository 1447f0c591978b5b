//! What the comparisons share: time on the processor, and percentiles.

use std::fs;

/// Milliseconds that this thread has spent on a processor. Linux counts it in ticks of a few milliseconds, so it tells
/// sums and not single questions.
pub fn thread_cpu_ms() -> f64 {
    let text =
        fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells the time on the processor");
    let nanoseconds: f64 =
        text.split_whitespace().next().and_then(|text| text.parse().ok()).expect("a number");
    nanoseconds / 1e6
}

/// The value below which the fraction of the sorted values lies.
pub fn percentile(sorted: &[f64], fraction: f64) -> f64 {
    sorted[((sorted.len() as f64 * fraction) as usize).min(sorted.len() - 1)]
}
