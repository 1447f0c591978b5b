//! Vectors of one facet, row after row, and how far a row and a phrase stand out together.

use std::ops::Range;

use pulp::{Arch, NullaryFnOnce};

use super::vector::{Vector, cosine};

/// A growing table of vectors; a row that is let go leaves a hole until the table is written anew.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    dimensions: usize,
    codes: Vec<i8>,
    /// One over the length of a row's codes.
    scale: Vec<f32>,
    ordinary: Vec<Ordinary>,
    /// What the caller knows the phrases by.
    marks: Vec<u32>,
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
    #[inline(always)]
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
    fn stands_out(self, other: Self, cosine: f32) -> f32 {
        0.5 * ((cosine - self.mean) * self.sharpness + (cosine - other.mean) * other.sharpness)
    }
}

/// A phrase that rows are compared with.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    /// The codes, wide enough for the processor to multiply as they are.
    codes: Vec<i16>,
    scale: f32,
    ordinary: Ordinary,
}

/// A row that is compared with probes: what is the same for all of them is looked up once.
struct Row<'a> {
    codes: &'a [i8],
    scale: f32,
    ordinary: Ordinary,
}

impl Row<'_> {
    #[inline(always)]
    fn cosine(&self, probe: &Probe) -> f32 {
        let others = &probe.codes[..self.codes.len()];
        let products = (0..self.codes.len()).map(|at| i32::from(self.codes[at]) * i32::from(others[at]));
        cosine(products.sum(), self.scale, probe.scale)
    }

    #[inline(always)]
    fn stands_out(&self, probe: &Probe) -> f32 {
        self.ordinary.stands_out(probe.ordinary, self.cosine(probe))
    }
}

impl Rows {
    pub(super) fn new(dimensions: usize) -> Self {
        Self { dimensions, codes: Vec::new(), scale: Vec::new(), ordinary: Vec::new(), marks: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.scale.len()
    }

    /// Makes room for an eighth more: doubling would hold twice the bytes of a large table.
    fn grow(&mut self) {
        let rows = self.len() / 8 + 64;
        self.codes.reserve_exact(rows * self.dimensions);
        self.scale.reserve_exact(rows);
        self.ordinary.reserve_exact(rows);
        self.marks.reserve_exact(rows);
    }

    /// Adds phrases as consecutive rows, whose ordinary cosines are those with the sample.
    pub(super) fn push<'a>(
        &mut self,
        phrases: impl IntoIterator<Item = (u32, &'a Vector)>,
        sample: &[Probe],
    ) -> Range<usize> {
        let first = self.len();
        for (mark, vector) in phrases {
            if self.scale.len() == self.scale.capacity() {
                self.grow();
            }
            self.codes.extend_from_slice(vector.codes());
            self.scale.push(vector.scale());
            self.marks.push(mark);
            self.ordinary.push(Ordinary::default());
        }
        self.measure(first..self.len(), sample);
        first..self.len()
    }

    /// Copies rows of another table to the end of this one.
    pub(super) fn push_rows(&mut self, other: &Self, rows: Range<usize>) -> Range<usize> {
        let first = self.len();
        self.codes.extend_from_slice(other.codes_of(rows.clone()));
        self.scale.extend_from_slice(&other.scale[rows.clone()]);
        self.ordinary.extend_from_slice(&other.ordinary[rows.clone()]);
        self.marks.extend_from_slice(&other.marks[rows]);
        first..self.len()
    }

    /// Measures anew what is ordinary for these rows.
    pub(super) fn measure(&mut self, rows: Range<usize>, sample: &[Probe]) {
        let measured = Arch::new().dispatch(Measuring { table: self, rows: rows.clone(), sample });
        self.ordinary[rows].copy_from_slice(&measured);
    }

    /// How far the best pair of a row of each span and a probe stands out, in the order of the spans; the least number
    /// there is for a span without rows, or without probes.
    pub(super) fn most_outstanding(
        &self,
        spans: impl ExactSizeIterator<Item = Range<usize>>,
        probes: &[Probe],
    ) -> Vec<f32> {
        Arch::new().dispatch(Searching { table: self, spans, probes })
    }

    #[inline(always)]
    fn row(&self, row: usize) -> Row<'_> {
        Row { codes: self.codes_of(row..row + 1), scale: self.scale[row], ordinary: self.ordinary[row] }
    }

    /// The row and the probe that stand out most together, and how far.
    pub(super) fn best(&self, rows: Range<usize>, probes: &[Probe]) -> Option<(usize, usize, f32)> {
        let mut best: Option<(usize, usize, f32)> = None;
        for row in rows {
            for (number, probe) in probes.iter().enumerate() {
                let value = self.row(row).stands_out(probe);
                if best.is_none_or(|(_, _, most)| value > most) {
                    best = Some((row, number, value));
                }
            }
        }
        best
    }

    /// The cosine of two rows.
    pub(super) fn cosine(&self, row: usize, other: usize) -> f32 {
        let product = product(self.codes_of(row..row + 1), self.codes_of(other..other + 1));
        cosine(product, self.scale[row], self.scale[other])
    }

    /// Rows as something to compare others with.
    pub(super) fn probes(&self, rows: Range<usize>) -> Vec<Probe> {
        let probe = |row| Probe {
            codes: self.codes_of(row..row + 1).iter().map(|code| i16::from(*code)).collect(),
            scale: self.scale[row],
            ordinary: self.ordinary[row],
        };
        rows.map(probe).collect()
    }

    /// What the caller knows a row's phrase by.
    pub(super) fn mark(&self, row: usize) -> u32 {
        self.marks[row]
    }

    #[inline(always)]
    fn codes_of(&self, rows: Range<usize>) -> &[i8] {
        &self.codes[rows.start * self.dimensions..rows.end * self.dimensions]
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.codes.capacity()
            + 4 * (self.scale.capacity() + self.marks.capacity())
            + size_of::<Ordinary>() * self.ordinary.capacity()
    }
}

/// [`Rows::measure`], to be compiled for each kind of processor.
struct Measuring<'a> {
    table: &'a Rows,
    rows: Range<usize>,
    sample: &'a [Probe],
}

impl NullaryFnOnce for Measuring<'_> {
    type Output = Vec<Ordinary>;

    #[inline(always)]
    fn call(self) -> Self::Output {
        let mut measured = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            let row = self.table.row(row);
            let mut cosines = [0.0; SAMPLE];
            for (cosine, probe) in cosines.iter_mut().zip(self.sample) {
                *cosine = row.cosine(probe);
            }
            measured.push(Ordinary::of(&cosines[..self.sample.len().min(SAMPLE)]));
        }
        measured
    }
}

/// [`Rows::most_outstanding`], to be compiled for each kind of processor.
struct Searching<'a, S> {
    table: &'a Rows,
    spans: S,
    probes: &'a [Probe],
}

impl<S: ExactSizeIterator<Item = Range<usize>>> NullaryFnOnce for Searching<'_, S> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn call(self) -> Self::Output {
        let mut found = Vec::with_capacity(self.spans.len());
        for span in self.spans {
            let mut most = f32::MIN;
            for row in span {
                let row = self.table.row(row);
                for probe in self.probes {
                    most = most.max(row.stands_out(probe));
                }
            }
            found.push(most);
        }
        found
    }
}

/// Phrases that another is measured against to know what is ordinary for it.
pub(super) const SAMPLE: usize = 256;
/// A phrase whose cosines hardly differ would stand out by its rounding.
const LEAST_SPREAD: f32 = 0.01;

/// The sum of products of codes.
#[inline(always)]
pub(super) fn product(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
}
