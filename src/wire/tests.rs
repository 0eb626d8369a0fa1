//! Every registered type, held to the same rules.
