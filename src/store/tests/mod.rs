//! Tests of the store.

mod damage;
mod disk;
mod faults;
mod fixture;
mod gone;
mod layouts;
mod rows;
