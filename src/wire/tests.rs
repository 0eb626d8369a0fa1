//! Round trips, truncation and refusals for every registered type.
