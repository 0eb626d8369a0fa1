//! Published vectors and the properties that make the types safe.
