//! The one binary: everything that touches the world.
