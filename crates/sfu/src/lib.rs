//! Media rooms over str0m and the LiveKit signalling, sans-IO.
