//! A set of people as one bit each.

/// The set.
#[derive(Debug, Default)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// Nobody of so many.
    pub fn new(people: usize) -> Self {
        Self(vec![0; people.div_ceil(64)])
    }

    /// Makes room for so many people.
    pub fn resize(&mut self, people: usize) {
        self.0.resize(people.div_ceil(64), 0);
    }

    /// Whether a person is in it.
    #[inline]
    pub fn has(&self, person: u32) -> bool {
        self.0[person as usize / 64] >> (person % 64) & 1 != 0
    }

    /// Puts a person in.
    #[inline]
    pub fn put(&mut self, person: u32) {
        self.0[person as usize / 64] |= 1 << (person % 64);
    }

    /// Takes a person out.
    #[inline]
    pub fn take(&mut self, person: u32) {
        self.0[person as usize / 64] &= !(1 << (person % 64));
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        self.0.capacity() * 8
    }
}
