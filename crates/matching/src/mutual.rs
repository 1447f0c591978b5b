//! What common contacts tell: Adamic and Adar's measure (2003) with a floor, saturated.

/// A contact with fewer contacts than this counts as if it had this many; without the floor one common friend who
/// knows nobody else would score as much as five ordinary ones.
pub const SMALLEST_DEGREE: usize = 10;

/// What one common contact adds, by the number of contacts it has.
pub fn weight(degree: usize) -> f64 {
    1.0 / (degree.max(SMALLEST_DEGREE) as f64).ln()
}

/// The mutual part for a sum of weights: saturates, since the strongest ties are not the most useful ones.
pub fn saturate(sum: f64) -> f64 {
    sum / (sum + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_grows_with_contacts_and_levels_off() {
        let of_degree_50 = |n: f64| saturate(n * weight(50));
        for (n, expected) in [(1.0, 0.20), (3.0, 0.43), (10.0, 0.72), (30.0, 0.88)] {
            assert!((of_degree_50(n) - expected).abs() < 0.006, "{n}");
        }
        assert!((weight(2) - weight(10)).abs() < f64::EPSILON);
        assert!(saturate(0.0).abs() < f64::EPSILON);
    }
}
