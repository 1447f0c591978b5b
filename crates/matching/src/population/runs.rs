//! A short run of numbers for each person, packed one behind the other: most have few or none.

/// Everyone's runs.
#[derive(Debug)]
pub struct Runs {
    /// By person: where their run begins; 0 stands for none.
    starts: Vec<u32>,
    /// Runs of numbers, seven bits a byte and the lowest first (LEB128), each behind its length in bytes.
    bytes: Vec<u8>,
    /// Bytes that nobody refers to any more.
    wasted: usize,
}

impl Default for Runs {
    fn default() -> Self {
        Self { starts: Vec::new(), bytes: vec![0], wasted: 0 }
    }
}

impl Runs {
    /// Everyone's, as [`Self::parts`] gave them.
    pub fn from_parts(starts: Vec<u32>, bytes: Vec<u8>) -> Self {
        Self { starts, bytes, wasted: 0 }
    }

    /// Where everyone's runs begin, and the runs.
    pub fn parts(&self) -> (&[u32], &[u8]) {
        (&self.starts, &self.bytes)
    }

    /// Makes room for so many people.
    pub fn resize(&mut self, people: usize) {
        self.starts.resize(people, 0);
    }

    /// Whether a person has any number.
    #[inline]
    pub fn has(&self, person: u32) -> bool {
        self.starts[person as usize] != 0
    }

    /// A person's numbers.
    #[inline]
    pub fn of(&self, person: u32) -> Numbers<'_> {
        let mut run = Numbers(&self.bytes[self.starts[person as usize] as usize..]);
        let length = run.next().unwrap_or(0) as usize;
        Numbers(&run.0[..length])
    }

    /// Sets a person's numbers.
    pub fn set(&mut self, person: u32, numbers: impl Iterator<Item = u64>) {
        let mut run = Vec::new();
        numbers.for_each(|number| write(number, &mut run));
        if self.of(person).0 == run {
            return;
        }
        self.wasted += self.length(person);
        self.starts[person as usize] = if run.is_empty() { 0 } else { self.bytes.len() as u32 };
        if !run.is_empty() {
            write(run.len() as u64, &mut self.bytes);
            self.bytes.extend_from_slice(&run);
        }
        if self.wasted > self.bytes.len() / 4 + 4_096 {
            self.shrink();
        }
    }

    /// Gives back what was reserved for more than came, or was replaced.
    pub fn shrink(&mut self) {
        let mut bytes = Vec::with_capacity(self.bytes.len() - self.wasted);
        bytes.push(0);
        for person in 0..self.starts.len() {
            let (start, length) = (self.starts[person] as usize, self.length(person as u32));
            if start != 0 {
                self.starts[person] = bytes.len() as u32;
                bytes.extend_from_slice(&self.bytes[start..start + length]);
            }
        }
        (self.bytes, self.wasted) = (bytes, 0);
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        self.starts.capacity() * 4 + self.bytes.capacity()
    }

    /// The bytes of a person's run with what says its length.
    fn length(&self, person: u32) -> usize {
        if !self.has(person) {
            return 0;
        }
        let run = self.of(person).0;
        let mut length = Vec::new();
        write(run.len() as u64, &mut length);
        length.len() + run.len()
    }
}

fn write(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// The numbers of a run.
#[derive(Clone, Debug)]
pub struct Numbers<'a>(&'a [u8]);

impl Iterator for Numbers<'_> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        let mut number = 0;
        for (at, byte) in self.0.iter().enumerate() {
            number |= u64::from(byte & 0x7f) << (7 * at as u32 % 64);
            if byte & 0x80 == 0 {
                self.0 = &self.0[at + 1..];
                return Some(number);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_can_be_changed_for_ever_and_say_what_was_said_last() {
        let mut runs = Runs::default();
        runs.resize(4);
        let long: Vec<u64> = (0..64).map(|shift| 1 << shift).chain([u64::MAX, 0]).collect();
        for turn in 0..3_000 {
            runs.set(1, [turn, 127, 128].into_iter());
            runs.set(2, long.iter().copied());
            runs.set(3, [5].into_iter());
        }
        assert_eq!(runs.of(1).collect::<Vec<_>>(), [2_999, 127, 128]);
        assert_eq!(runs.of(2).collect::<Vec<_>>(), long);
        assert!(!runs.has(0) && runs.of(0).next().is_none());
        runs.set(3, std::iter::empty());
        assert!(!runs.has(3));
        assert!(runs.bytes.len() < 10_000, "what is replaced is given back");
        let (starts, bytes) = runs.parts();
        let again = Runs::from_parts(starts.to_vec(), bytes.to_vec());
        assert_eq!(again.of(2).collect::<Vec<_>>(), long);
    }
}
