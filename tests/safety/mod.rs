//! Files of strangers do no harm: to a terminal, to a spreadsheet, to files that are there.

mod sets;
mod shards;
mod strangers;
mod tables;
mod terminal;
