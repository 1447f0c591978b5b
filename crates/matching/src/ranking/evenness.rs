//! How evenly something is shared out.

/// The Gini coefficient of how often each was served: 0 when all alike, towards 1 when one has it all, 0 of nothing.
///
/// `2 Σ i·x_i / (n Σ x_i) - (n + 1) / n` over the counts in ascending order, `i` from 1.
pub fn gini(counts: &[u32]) -> f64 {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let total: f64 = sorted.iter().map(|count| f64::from(*count)).sum();
    if total == 0.0 {
        return 0.0;
    }
    let n = sorted.len() as f64;
    let weighted: f64 =
        sorted.iter().zip(1_u32..).map(|(count, place)| f64::from(place) * f64::from(*count)).sum();
    2.0 * weighted / (n * total) - (n + 1.0) / n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_how_uneven_a_share_is() {
        for (counts, expected) in [
            (&[][..], 0.0),
            (&[0, 0][..], 0.0),
            (&[5, 5, 5][..], 0.0),
            (&[0, 0, 0, 8][..], 0.75),
            (&[3, 1, 2][..], 2.0 * 14.0 / 18.0 - 4.0 / 3.0),
        ] {
            assert!((gini(counts) - expected).abs() < 1e-12, "{counts:?}");
        }
    }
}
