//! Sockets, clock and threads that drive the media engine.
