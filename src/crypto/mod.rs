//! The cryptographic suite.
