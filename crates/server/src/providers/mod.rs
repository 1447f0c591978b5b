//! Where a call takes place: one trait, several ways to host a call.
