//! What common contacts tell: Adamic and Adar's measure (2003) with a floor, saturated.

/// A contact with fewer contacts than this counts as if it had this many; without the floor one common friend who
/// knows nobody else would score as much as five ordinary ones.
pub const SMALLEST_DEGREE: usize = 10;

/// One in the fixed-point numbers that weights are summed in: so a sum is the same in whatever order it is made.
const ONE: f64 = (1_u64 << 48) as f64;

/// Counts are weights in parts of this many to one.
const PARTS: f64 = 64.0;

/// What one common contact adds, by the number of contacts it has: `1 / ln(degree)` in parts of 2⁴⁸.
pub fn weight(degree: usize) -> u64 {
    (ONE / (degree.max(SMALLEST_DEGREE) as f64).ln()).round() as u64
}

/// The weights of the usual degrees, worked out once: a logarithm takes longer than a look.
#[derive(Debug)]
pub struct Weights(Vec<u64>);

impl Weights {
    /// Those of degrees below 4,096.
    pub fn new() -> Self {
        Self((0..4_096).map(weight).collect())
    }

    /// What one common contact adds: see [`weight`].
    #[inline]
    pub fn of(&self, degree: usize) -> u64 {
        self.0.get(degree).copied().unwrap_or_else(|| weight(degree))
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self::new()
    }
}

/// A sum of weights as a number.
pub fn as_number(sum: u64) -> f64 {
    sum as f64 / ONE
}

/// A weight rounded up, so that a byte holds the sum of those of a person's common contacts; more than fits is 255.
pub fn count(weight: u64) -> u8 {
    (as_number(weight) * PARTS).ceil() as u8
}

/// By sum of counts: the mutual part is at most this.
pub fn bounds() -> [f32; 256] {
    let mut bounds = [1.0; 256];
    for (count, bound) in bounds.iter_mut().enumerate().take(255) {
        let sum = count as f64 / PARTS;
        *bound = (sum / (sum + 1.0)) as f32 * 1.000_001;
    }
    bounds
}

/// The mutual part for a sum of weights: saturates, since the strongest ties are not the most useful ones.
pub fn saturate(sum: u64) -> f64 {
    let sum = as_number(sum);
    sum / (sum + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_grows_with_contacts_and_levels_off() {
        let of_degree_50 = |n: u64| saturate(n * weight(50));
        for (n, expected) in [(1, 0.20), (3, 0.43), (10, 0.72), (30, 0.88)] {
            assert!((of_degree_50(n) - expected).abs() < 0.006, "{n}");
        }
        assert_eq!(weight(2), weight(10));
        assert!(saturate(0).abs() < f64::EPSILON);
    }
}
