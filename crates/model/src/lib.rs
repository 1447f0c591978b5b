//! The nouns of the product and their rules: pure, no clock, no chance, no IO.

pub mod fold;
pub mod gazetteer;
pub mod industry;
pub mod place;
