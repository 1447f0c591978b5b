//! The meaning of a phrase: a direction, a byte a dimension.

use super::rows::product;

/// The largest code.
const LARGEST: f32 = 127.0;

/// A unit vector in 8-bit codes.
///
/// The codes are the vector: they are what is stored and what is compared, and every cosine is an exact whole number of
/// them times the two lengths, the same on every machine. Against the model's 32-bit numbers a cosine moves by less
/// than a hundredth.
#[derive(Clone, Debug, PartialEq)]
pub struct Vector {
    codes: Box<[i8]>,
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
        Self::of_codes(numbers.iter().map(|number| (number * step).round() as i8).collect())
    }

    fn of_codes(codes: Box<[i8]>) -> Option<Self> {
        let squares = product(&codes, &codes);
        (squares > 0).then(|| Self { scale: 1.0 / (squares as f32).sqrt(), codes })
    }

    /// Dimensions.
    pub fn dimensions(&self) -> usize {
        self.codes.len()
    }

    /// The cosine with a vector of the same model.
    pub fn cosine(&self, other: &Self) -> f32 {
        cosine(product(&self.codes, &other.codes), self.scale, other.scale)
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

    /// The form that is stored: a byte a dimension.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.codes.iter().map(|code| code.cast_unsigned()).collect()
    }

    /// The vector that was stored; none when these bytes are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let codes: Box<[i8]> = bytes.iter().map(|byte| byte.cast_signed()).collect();
        if codes.contains(&i8::MIN) { None } else { Self::of_codes(codes) }
    }

    pub(super) fn codes(&self) -> &[i8] {
        &self.codes
    }

    pub(super) fn scale(&self) -> f32 {
        self.scale
    }
}

/// The cosine of two vectors by the product of their codes; the same whichever comes first.
#[inline(always)]
pub(super) fn cosine(product: i32, scale: f32, other_scale: f32) -> f32 {
    (product as f32 * (scale * other_scale)).clamp(-1.0, 1.0)
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
        assert_eq!(Vector::from_bytes(&[0, 0]), None);
        assert_eq!(Vector::from_bytes(&[1, i8::MIN.cast_unsigned()]), None);
    }

    proptest! {
        #[test]
        fn a_cosine_is_that_of_the_numbers(a in numbers(64), b in numbers(64)) {
            let (Some(x), Some(y)) = (Vector::of(&a), Vector::of(&b)) else { return Ok(()) };
            prop_assert!((f64::from(x.cosine(&y)) - plain_cosine(&a, &b)).abs() < 0.01);
            prop_assert!((x.cosine(&x) - 1.0).abs() < 1e-6);
            prop_assert_eq!(x.cosine(&y), y.cosine(&x));
        }

        #[test]
        fn what_is_stored_is_read_back_the_same(a in numbers(40)) {
            let Some(vector) = Vector::of(&a) else { return Ok(()) };
            prop_assert_eq!(vector.to_bytes().len(), 40);
            prop_assert_eq!(Vector::from_bytes(&vector.to_bytes()), Some(vector));
        }
    }
}
