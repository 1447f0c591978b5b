//! How well two people fit, and who may be shown to whom: pure.
