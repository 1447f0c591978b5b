//! Bytes that are compared many at once.

/// A whole block is compared at once, and seldom looked into.
const BLOCK: usize = 64;

/// Where the bytes are this or more.
#[inline]
pub fn places_from(least: u16, bytes: &[u8]) -> impl Iterator<Item = usize> {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    Places { least, blocks: blocks.iter(), rest: Some(rest), next: 0, first: 0, found: 0 }
}

/// Block after block, and within one the places found there, a bit each.
struct Places<'a> {
    least: u16,
    blocks: std::slice::Iter<'a, [u8; BLOCK]>,
    rest: Option<&'a [u8]>,
    next: usize,
    first: usize,
    found: u64,
}

impl Iterator for Places<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            self.first = self.next;
            self.next += BLOCK;
            self.found = match self.blocks.next() {
                Some(block) if u16::from(greatest(block)) < self.least => 0,
                Some(block) => places_within(block, self.least),
                None => places_within(self.rest.take()?, self.least),
            };
        }
        let place = self.first + self.found.trailing_zeros() as usize;
        self.found &= self.found - 1;
        Some(place)
    }
}

fn places_within(block: &[u8], least: u16) -> u64 {
    let place = |(at, byte): (usize, &u8)| u64::from(u16::from(*byte) >= least) << at;
    block.iter().enumerate().map(place).fold(0, |places, place| places | place)
}

/// Without a way out early, which would have them compared one by one.
#[inline]
fn greatest(block: &[u8; BLOCK]) -> u8 {
    block.iter().fold(0, |most, byte| most.max(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_once_and_in_order() {
        let bytes: Vec<u8> = (0..1_000_u32).map(|at| (at * 7 % 256) as u8).collect();
        for (least, length) in [(0, 1_000), (1, 64), (250, 1_000), (255, 130), (256, 1_000), (3, 0)] {
            let expected: Vec<usize> = (0..length).filter(|at| u16::from(bytes[*at]) >= least).collect();
            assert_eq!(places_from(least, &bytes[..length]).collect::<Vec<_>>(), expected);
        }
    }
}
