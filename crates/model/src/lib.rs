//! The nouns of the product and their rules: pure, no clock, no chance, no IO.
