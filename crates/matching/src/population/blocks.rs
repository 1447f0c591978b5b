//! Bytes that are compared many at once.

/// A whole block is compared at once, and seldom looked into.
const BLOCK: usize = 32;

/// Where the bytes are this or more.
#[inline]
pub fn places_from(least: u16, bytes: &[u8]) -> impl Iterator<Item = usize> {
    let blocks = bytes.chunks(BLOCK).zip((0..).step_by(BLOCK));
    let open = blocks.filter(move |(block, _)| u16::from(greatest(block)) >= least);
    let places = open.flat_map(|(block, first)| block.iter().zip(first..));
    places.filter(move |(byte, _)| u16::from(**byte) >= least).map(|(_, at)| at)
}

/// Without a way out early, which would have them compared one by one.
fn greatest(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |most, byte| most.max(*byte))
}
