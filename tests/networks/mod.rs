//! Networks: read with every fault at its place, asked, turned into scenarios and back.
//!
//! Files in `tests/bif/published` are networks that others published, those in `tests/bif/odd` lawful
//! ones that a careless reader would stumble over. Both say what must come out: `//= wet=yes 0.26`,
//! `//= rain=yes | wet=yes 0.69` for what is learnt, `//= rain=yes ! wet=yes 0.2` for what is made.

mod exchange;
mod known;
mod large;
mod malformed;
mod table;
mod twins;
