//! foretell
fn main() {}
