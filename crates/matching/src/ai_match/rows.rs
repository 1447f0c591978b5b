//! Vectors of one facet in two planes of bytes: the coarse one is read for everyone, the other to be exact.

use std::ops::Range;

use super::vector::{self, Vector, coarse, residual};

/// A growing table of vectors; a row that is let go leaves a hole until the table is written anew.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    dimensions: usize,
    coarse: Vec<i8>,
    residual: Vec<i8>,
    /// One over the length of a row's fine codes.
    scale: Vec<f32>,
    /// The length of what the coarse row leaves out, as a share of the whole.
    error: Vec<f32>,
    ordinary: Vec<Ordinary>,
}

/// What a phrase's cosines with others are like: a general phrase is near to all, which means nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ordinary {
    mean: f32,
    /// One over the standard deviation.
    sharpness: f32,
}

impl Default for Ordinary {
    fn default() -> Self {
        Self { mean: 0.0, sharpness: 1.0 }
    }
}

impl Ordinary {
    fn of(cosines: &[f32]) -> Self {
        if cosines.len() < 2 {
            return Self::default();
        }
        let count = cosines.len() as f32;
        let mean = cosines.iter().sum::<f32>() / count;
        let variance = cosines.iter().map(|cosine| (cosine - mean).powi(2)).sum::<f32>() / count;
        Self { mean, sharpness: 1.0 / variance.sqrt().max(LEAST_SPREAD) }
    }

    /// How far a cosine of two phrases lies above what is ordinary for both, in standard deviations.
    #[inline(always)]
    pub(super) fn stands_out(self, other: Self, cosine: f32) -> f32 {
        0.5 * ((cosine - self.mean) * self.sharpness + (cosine - other.mean) * other.sharpness)
    }
}

/// A vector that rows are compared with.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    coarse: Vec<i8>,
    /// The scale of the coarse codes.
    scale: f32,
    error: f32,
    ordinary: Ordinary,
}

impl Probe {
    pub(super) fn of(vector: &Vector, ordinary: Ordinary) -> Self {
        let coarse: Vec<i8> = vector.codes().iter().map(|code| coarse(*code)).collect();
        Self { scale: vector.scale() * 256.0, error: error(vector), coarse, ordinary }
    }
}

impl Rows {
    pub(super) fn new(dimensions: usize) -> Self {
        Self {
            dimensions,
            coarse: Vec::new(),
            residual: Vec::new(),
            scale: Vec::new(),
            error: Vec::new(),
            ordinary: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.scale.len()
    }

    /// Adds the vectors as consecutive rows, whose ordinary cosines are those with the sample.
    pub(super) fn push<'a>(
        &mut self,
        vectors: impl Iterator<Item = &'a Vector>,
        sample: &[Probe],
    ) -> Range<usize> {
        let first = self.len();
        for vector in vectors {
            self.coarse.extend(vector.codes().iter().map(|code| coarse(*code)));
            self.residual.extend(vector.codes().iter().map(|code| residual(*code)));
            self.scale.push(vector.scale());
            self.error.push(error(vector));
            self.ordinary.push(self.ordinary_of(self.len() - 1, sample));
        }
        first..self.len()
    }

    /// Copies rows of another table to the end of this one.
    pub(super) fn push_rows(&mut self, other: &Self, rows: Range<usize>) -> Range<usize> {
        let first = self.len();
        let bytes = rows.start * self.dimensions..rows.end * self.dimensions;
        self.coarse.extend_from_slice(&other.coarse[bytes.clone()]);
        self.residual.extend_from_slice(&other.residual[bytes]);
        self.scale.extend_from_slice(&other.scale[rows.clone()]);
        self.error.extend_from_slice(&other.error[rows.clone()]);
        self.ordinary.extend_from_slice(&other.ordinary[rows]);
        first..self.len()
    }

    /// Measures anew what is ordinary for every row.
    pub(super) fn measure(&mut self, sample: &[Probe]) {
        self.ordinary = (0..self.len()).map(|row| self.ordinary_of(row, sample)).collect();
    }

    fn ordinary_of(&self, row: usize, sample: &[Probe]) -> Ordinary {
        let cosines: Vec<f32> = sample.iter().map(|probe| self.coarse_cosine(row, probe)).collect();
        Ordinary::of(&cosines)
    }

    #[inline(always)]
    fn coarse_cosine(&self, row: usize, probe: &Probe) -> f32 {
        let bytes = &self.coarse[row * self.dimensions..(row + 1) * self.dimensions];
        coarse_dot(bytes, &probe.coarse) as f32 * (self.scale[row] * 256.0) * probe.scale
    }

    /// A cosine that the exact one does not exceed, from the coarse bytes alone:
    /// `q·v - q'·v' = q·(v - v') + (q - q')·v'`, at most the error of `v`, plus that of `q` times the length of `v'`.
    #[inline(always)]
    pub(super) fn ceiling(&self, row: usize, probe: &Probe) -> f32 {
        let error = self.error[row];
        self.coarse_cosine(row, probe) + error + probe.error * (1.0 + error) + ROUNDING
    }

    /// How far, at most, any pair of these rows and probes stands out.
    #[inline(always)]
    pub(super) fn most_outstanding(&self, rows: Range<usize>, probes: &[Probe]) -> f32 {
        let mut most = f32::MIN;
        for row in rows {
            for probe in probes {
                let ceiling = self.ceiling(row, probe);
                most = most.max(self.ordinary[row].stands_out(probe.ordinary, ceiling));
            }
        }
        most
    }

    /// What is ordinary for a row.
    pub(super) fn ordinary(&self, row: usize) -> Ordinary {
        self.ordinary[row]
    }

    /// The exact cosine of a row with a row of another table.
    ///
    /// With `a = 256 c + r` for each code, the product of two rows is `65536 c·c' + 256 (c·r' + r·c') + r·r'`: four
    /// sums of products of bytes, and no row needs to be put together.
    pub(super) fn cosine_with(&self, row: usize, other: &Self, other_row: usize) -> f32 {
        let (coarse, residual) = self.planes(row);
        let (other_coarse, other_residual) = other.planes(other_row);
        let high = i64::from(coarse_dot(coarse, other_coarse));
        let middle =
            i64::from(coarse_dot(coarse, other_residual)) + i64::from(coarse_dot(residual, other_coarse));
        let low = i64::from(coarse_dot(residual, other_residual));
        let product = (high << 16) + (middle << 8) + low;
        vector::cosine_of(product, self.scale[row], other.scale[other_row])
    }

    fn planes(&self, row: usize) -> (&[i8], &[i8]) {
        let bytes = row * self.dimensions..(row + 1) * self.dimensions;
        (&self.coarse[bytes.clone()], &self.residual[bytes])
    }

    /// A row as something to compare others with.
    pub(super) fn probe(&self, row: usize) -> Option<Probe> {
        Some(Probe::of(&Vector::of_codes(self.codes(row).into())?, self.ordinary[row]))
    }

    fn codes(&self, row: usize) -> Vec<i16> {
        let bytes = row * self.dimensions..(row + 1) * self.dimensions;
        let planes = self.coarse[bytes.clone()].iter().zip(&self.residual[bytes]);
        planes.map(|(coarse, residual)| vector::fine(*coarse, *residual)).collect()
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.coarse.capacity()
            + self.residual.capacity()
            + 4 * (self.scale.capacity() + self.error.capacity())
            + size_of::<Ordinary>() * self.ordinary.capacity()
    }
}

/// A phrase whose cosines hardly differ would stand out by its rounding.
const LEAST_SPREAD: f32 = 0.01;
/// More than the rounding of the few 32-bit operations of a ceiling.
const ROUNDING: f32 = 1e-5;

fn error(vector: &Vector) -> f32 {
    let squares: i64 = vector.codes().iter().map(|code| i64::from(residual(*code)).pow(2)).sum();
    (squares as f64).sqrt() as f32 * vector.scale()
}

#[inline(always)]
fn coarse_dot(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
}
