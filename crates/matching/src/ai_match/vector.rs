//! The meaning of a phrase: a direction, kept in two bytes a dimension and searched in one.

/// One step of the coarse byte, in steps of the fine code.
const COARSE_STEP: i16 = 256;
/// The largest fine code, so that the coarse byte never overflows.
const LARGEST: f32 = 127.0 * COARSE_STEP as f32;

/// A unit vector in 16-bit codes.
///
/// The codes are the vector: they are what is stored, and every cosine is an exact whole number of them times the two
/// lengths, the same on every machine. Against the model's 32-bit numbers a cosine moves by less than a
/// ten-thousandth.
#[derive(Clone, Debug, PartialEq)]
pub struct Vector {
    codes: Box<[i16]>,
    /// One over the length of the codes.
    scale: f32,
}

impl Vector {
    /// The direction of some numbers; none when they have none (all zero, or not finite).
    pub fn of(numbers: &[f32]) -> Option<Self> {
        let largest = numbers.iter().fold(0.0_f32, |largest, number| largest.max(number.abs()));
        if !(largest > 0.0 && largest.is_finite()) || numbers.iter().any(|number| number.is_nan()) {
            return None;
        }
        let step = LARGEST / largest;
        Self::of_codes(numbers.iter().map(|number| (number * step).round() as i16).collect())
    }

    pub(super) fn of_codes(codes: Box<[i16]>) -> Option<Self> {
        let squares = dot(&codes, &codes);
        (squares > 0).then(|| Self { scale: (1.0 / (squares as f64).sqrt()) as f32, codes })
    }

    /// Dimensions.
    pub fn dimensions(&self) -> usize {
        self.codes.len()
    }

    /// The cosine with a vector of the same model.
    pub fn cosine(&self, other: &Self) -> f32 {
        cosine(&self.codes, self.scale, &other.codes, other.scale)
    }

    /// The mean direction of some vectors of one model; none of nothing, and where they cancel out.
    pub fn mean<'a>(vectors: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        let mut sum: Vec<f32> = Vec::new();
        for vector in vectors {
            sum.resize(vector.dimensions(), 0.0);
            for (total, code) in sum.iter_mut().zip(&vector.codes) {
                *total += f32::from(*code) * vector.scale;
            }
        }
        Self::of(&sum)
    }

    /// The form that is stored: two bytes a dimension, the low one first.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.codes.iter().flat_map(|code| code.to_le_bytes()).collect()
    }

    /// The vector that was stored; none when these bytes are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let codes: Box<[i16]> = pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
        let is_whole =
            rest.is_empty() && codes.iter().all(|code| f32::from(code.saturating_abs()) <= LARGEST);
        if is_whole { Self::of_codes(codes) } else { None }
    }

    pub(super) fn codes(&self) -> &[i16] {
        &self.codes
    }

    pub(super) fn scale(&self) -> f32 {
        self.scale
    }
}

/// The coarse byte of a fine code: the nearest whole step.
pub(super) fn coarse(code: i16) -> i8 {
    ((i32::from(code) + i32::from(COARSE_STEP) / 2) >> 8) as i8
}

/// What the coarse byte leaves out.
pub(super) fn residual(code: i16) -> i8 {
    (i32::from(code) - i32::from(coarse(code)) * i32::from(COARSE_STEP)) as i8
}

/// The fine code of its two bytes.
pub(super) fn fine(coarse: i8, residual: i8) -> i16 {
    i16::from(coarse) * COARSE_STEP + i16::from(residual)
}

/// The cosine of two fine rows.
pub(super) fn cosine(a: &[i16], a_scale: f32, b: &[i16], b_scale: f32) -> f32 {
    cosine_of(dot(a, b), a_scale, b_scale)
}

/// The cosine of two fine rows by their product.
pub(super) fn cosine_of(product: i64, a_scale: f32, b_scale: f32) -> f32 {
    let cosine = product as f64 * f64::from(a_scale) * f64::from(b_scale);
    cosine.clamp(-1.0, 1.0) as f32
}

fn dot(a: &[i16], b: &[i16]) -> i64 {
    a.iter().zip(b).map(|(a, b)| i64::from(i32::from(*a) * i32::from(*b))).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbers(dimensions: usize) -> impl Strategy<Value = Vec<f32>> {
        proptest::collection::vec(-1.0_f32..1.0, dimensions)
    }

    fn plain_cosine(a: &[f32], b: &[f32]) -> f64 {
        let product = |a: &[f32], b: &[f32]| -> f64 {
            a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
        };
        product(a, b) / (product(a, a) * product(b, b)).sqrt()
    }

    #[test]
    fn what_has_no_direction_is_no_vector() {
        assert_eq!(Vector::of(&[]), None);
        assert_eq!(Vector::of(&[0.0, 0.0]), None);
        assert_eq!(Vector::of(&[1.0, f32::NAN]), None);
        assert_eq!(Vector::of(&[1.0, f32::INFINITY]), None);
        assert_eq!(Vector::mean([]), None);
    }

    #[test]
    fn broken_bytes_are_no_vector() {
        assert_eq!(Vector::from_bytes(&[]), None);
        assert_eq!(Vector::from_bytes(&[1, 2, 3]), None);
        assert_eq!(Vector::from_bytes(&[0, 0]), None);
        assert_eq!(Vector::from_bytes(&i16::MIN.to_le_bytes()), None);
    }

    proptest! {
        #[test]
        fn a_cosine_is_that_of_the_numbers(a in numbers(64), b in numbers(64)) {
            let (Some(x), Some(y)) = (Vector::of(&a), Vector::of(&b)) else { return Ok(()) };
            prop_assert!((f64::from(x.cosine(&y)) - plain_cosine(&a, &b)).abs() < 1e-4);
            prop_assert!((x.cosine(&x) - 1.0).abs() < 1e-6);
        }

        #[test]
        fn what_is_stored_is_read_back_the_same(a in numbers(40)) {
            let Some(vector) = Vector::of(&a) else { return Ok(()) };
            prop_assert_eq!(Vector::from_bytes(&vector.to_bytes()), Some(vector));
        }

        #[test]
        fn a_fine_code_is_its_two_bytes(code in -32_512_i16..=32_512) {
            prop_assert_eq!(fine(coarse(code), residual(code)), code);
        }
    }
}
