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
}

/// A vector that rows are compared with.
pub(super) struct Probe {
    coarse: Vec<i8>,
    /// The scale of the coarse codes.
    scale: f32,
    error: f32,
}

impl Probe {
    pub(super) fn of(vector: &Vector) -> Self {
        let coarse: Vec<i8> = vector.codes().iter().map(|code| coarse(*code)).collect();
        Self { scale: vector.scale() * 256.0, error: error(vector), coarse }
    }
}

impl Rows {
    pub(super) fn new(dimensions: usize) -> Self {
        Self { dimensions, coarse: Vec::new(), residual: Vec::new(), scale: Vec::new(), error: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.scale.len()
    }

    /// Adds the vectors as consecutive rows.
    pub(super) fn push<'a>(&mut self, vectors: impl Iterator<Item = &'a Vector>) -> Range<usize> {
        let first = self.len();
        for vector in vectors {
            self.coarse.extend(vector.codes().iter().map(|code| coarse(*code)));
            self.residual.extend(vector.codes().iter().map(|code| residual(*code)));
            self.scale.push(vector.scale());
            self.error.push(error(vector));
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
        self.error.extend_from_slice(&other.error[rows]);
        first..self.len()
    }

    /// A cosine that no pair of a row and a probe exceeds; minus one of nothing.
    ///
    /// From the coarse bytes alone: `q·v - q'·v' = q·(v - v') + (q - q')·v'`, at most the error of `v`, plus that of
    /// `q` times the length of `v'`.
    #[inline(always)]
    pub(super) fn ceiling(&self, rows: Range<usize>, probes: &[Probe]) -> f32 {
        let mut highest = -1.0_f32;
        for row in rows {
            let bytes = &self.coarse[row * self.dimensions..(row + 1) * self.dimensions];
            let (scale, error) = (self.scale[row] * 256.0, self.error[row]);
            for probe in probes {
                let slack = error + probe.error * (1.0 + error) + ROUNDING;
                let product = coarse_dot(bytes, &probe.coarse) as f32;
                highest = highest.max(product * scale * probe.scale + slack);
            }
        }
        highest
    }

    /// The exact cosine of a row with a row of another table.
    pub(super) fn cosine_with(&self, row: usize, other: &Self, other_row: usize) -> f32 {
        vector::cosine(&self.codes(row), self.scale[row], &other.codes(other_row), other.scale[other_row])
    }

    /// The vector of a row.
    pub(super) fn vector(&self, row: usize) -> Option<Vector> {
        Vector::of_codes(self.codes(row).into())
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
    }
}

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
