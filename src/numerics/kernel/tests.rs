//! Every level against the plain one.

use super::*;

#[test]
fn every_level_gives_the_same_bits() {
    for level in Level::all() {
        let mut plain = [0_u16; 1024];
        let mut own = [1_u16; 1024];
        fill_u16(Level::Plain, 77, &mut plain);
        fill_u16(level, 77, &mut own);
        assert_eq!(plain, own, "{level:?}");
        for floor in [0, 1, 5, 0x7FFF, 0x8000, 0x8001, 0xC123, 0xFFFF, plain[7], plain[8]] {
            let mut marks = [u64::MAX; 16];
            at_or_above(level, 77, floor, &mut own, &mut marks);
            assert_eq!(plain, own);
            for (i, bits) in plain.iter().enumerate() {
                let marked = marks[i / GROUP] >> (i % GROUP) & 1 == 1;
                assert_eq!(marked, *bits >= floor, "{level:?}, {floor}, {i}");
            }
        }
    }
}
