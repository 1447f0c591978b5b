//! Values that many people share, kept once and named by a small number.

use std::collections::HashMap;
use std::hash::Hash;

/// Gives equal values the same number, in order of first appearance.
#[derive(Debug)]
pub struct Interned<T> {
    values: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self { values: Vec::new(), numbers: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Interned<T> {
    /// The value's number, a new one when it is seen for the first time.
    pub fn number(&mut self, value: T) -> u32 {
        if let Some(number) = self.numbers.get(&value) {
            return *number;
        }
        let number = u32::try_from(self.values.len()).expect("there are fewer values than people");
        self.values.push(value.clone());
        self.numbers.insert(value, number);
        number
    }

    /// The number of a value that was seen.
    pub fn find<Q>(&self, value: &Q) -> Option<u32>
    where
        T: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.numbers.get(value).copied()
    }

    /// All values, each at its number.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// The value of a number.
    pub fn get(&self, number: u32) -> &T {
        &self.values[number as usize]
    }
}
