//! A compact form of counts as bytes: small whole numbers take a byte, and lists of counts little more than their changes.
//!
//! Bytes from others are read within bounds: lists take no more memory than their bytes can stand for.

use std::collections::BTreeMap;
use std::ops::Range;

/// The reason why bytes can't be read.
pub type Unsound = &'static str;

const CUT: Unsound = "its counts are cut";
const TOO_MUCH: Unsound = "its counts take too much memory";
const NO_COUNTS: Unsound = "its bytes are no counts";

/// Bytes as they are written.
#[derive(Debug, Default)]
pub struct Packer {
    bytes: Vec<u8>,
}

/// Bytes as they are read.
#[derive(Debug)]
pub struct Unpacker<'a> {
    left: &'a [u8],
    /// The bytes of memory that lists may still take.
    room: usize,
}

/// The memory that any counts may take, and the memory for each of their bytes: a run of equal counts takes two bytes.
const LEAST_ROOM: usize = 1 << 20;
const ROOM_A_BYTE: usize = 8 * MOST_EQUAL as usize;
/// The most equal counts that two bytes stand for.
const MOST_EQUAL: u64 = 1 << 8;

/// Something that is written as bytes, each time the same, and read back. It takes a byte at least.
pub trait Packed: Sized {
    /// Writes it.
    fn pack(&self, to: &mut Packer);

    /// Reads it.
    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound>;

    /// Writes several.
    fn pack_all(all: &[Self], to: &mut Packer) {
        for one in all {
            one.pack(to);
        }
    }

    /// Reads several.
    fn unpack_all(count: usize, from: &mut Unpacker) -> Result<Vec<Self>, Unsound> {
        if count > from.left.len() {
            return Err(CUT);
        }
        from.take_room::<Self>(count)?;
        (0..count).map(|_| Self::unpack(from)).collect()
    }
}

/// Returns something as bytes.
pub fn packed(one: &impl Packed) -> Vec<u8> {
    let mut to = Packer::default();
    one.pack(&mut to);
    to.bytes
}

/// Reads something from all of these bytes.
pub fn unpacked<T: Packed>(bytes: &[u8]) -> Result<T, Unsound> {
    let room = bytes.len().saturating_mul(ROOM_A_BYTE).saturating_add(LEAST_ROOM);
    let mut from = Unpacker { left: bytes, room };
    let one = T::unpack(&mut from)?;
    if from.left.is_empty() { Ok(one) } else { Err(NO_COUNTS) }
}

impl Packer {
    /// Writes a whole number: seven bits a byte, the least first.
    fn whole(&mut self, mut number: u128) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Writes so many changes of nothing.
    fn equal(&mut self, times: u64) {
        match times {
            0 => {}
            1 => self.bytes.push(0),
            more => self.bytes.extend([1, (more - 1) as u8]),
        }
    }
}

impl Unpacker<'_> {
    fn byte(&mut self) -> Result<u8, Unsound> {
        let (first, left) = self.left.split_first().ok_or(CUT)?;
        self.left = left;
        Ok(*first)
    }

    fn whole(&mut self) -> Result<u128, Unsound> {
        let mut number = 0;
        for shift in (0..128).step_by(7) {
            let byte = self.byte()?;
            let bits = u128::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                return Err(NO_COUNTS);
            }
            number |= bits << shift;
            if byte < 0x80 {
                // each number has one form
                return if byte == 0 && shift > 0 { Err(NO_COUNTS) } else { Ok(number) };
            }
        }
        Err(NO_COUNTS)
    }

    /// Takes the memory of several of a type.
    fn take_room<T>(&mut self, count: usize) -> Result<(), Unsound> {
        let bytes = count.checked_mul(size_of::<T>().max(1)).ok_or(TOO_MUCH)?;
        self.room = self.room.checked_sub(bytes).ok_or(TOO_MUCH)?;
        Ok(())
    }
}

/// Writes the fields of a struct one after the other.
macro_rules! packed_struct {
    ($name:ty { $($field:ident),* $(,)? }) => {
        impl $crate::numerics::packed::Packed for $name {
            fn pack(&self, to: &mut $crate::numerics::packed::Packer) {
                let Self { $($field),* } = self;
                $($crate::numerics::packed::Packed::pack($field, to);)*
            }

            fn unpack(
                from: &mut $crate::numerics::packed::Unpacker,
            ) -> Result<Self, $crate::numerics::packed::Unsound> {
                Ok(Self { $($field: $crate::numerics::packed::Packed::unpack(from)?),* })
            }
        }
    };
}
pub(crate) use packed_struct;

impl Packed for u128 {
    fn pack(&self, to: &mut Packer) {
        to.whole(*self);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        from.whole()
    }
}

impl Packed for usize {
    fn pack(&self, to: &mut Packer) {
        to.whole(*self as u128);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        Self::try_from(from.whole()?).map_err(|_| NO_COUNTS)
    }
}

impl Packed for u8 {
    fn pack(&self, to: &mut Packer) {
        to.bytes.push(*self);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        from.byte()
    }
}

impl Packed for bool {
    fn pack(&self, to: &mut Packer) {
        u8::from(*self).pack(to);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        match from.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(NO_COUNTS),
        }
    }
}

/// A number as the bytes of its bits that are not 0 at the end, of which most whole numbers have few.
impl Packed for f64 {
    fn pack(&self, to: &mut Packer) {
        let bytes = self.to_bits().to_be_bytes();
        let count = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        to.bytes.push(count as u8);
        to.bytes.extend(&bytes[..count]);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        let count = usize::from(from.byte()?);
        let mut bytes = [0; 8];
        for byte in bytes.get_mut(..count).ok_or(NO_COUNTS)? {
            *byte = from.byte()?;
        }
        if count > 0 && bytes[count - 1] == 0 {
            return Err(NO_COUNTS);
        }
        Ok(Self::from_bits(u64::from_be_bytes(bytes)))
    }
}

/// The longest distance of counts that are compared, and the number of counts by which it is chosen.
const MOST_STRIDE: usize = 32;
const JUDGED: usize = 1 << 12;

/// The change from a count, small for small changes in either direction.
fn change(from: u64, to: u64) -> u64 {
    let by = to.wrapping_sub(from).cast_signed();
    ((by << 1) ^ (by >> 63)).cast_unsigned()
}

fn changed(from: u64, change: u64) -> u64 {
    from.wrapping_add((change >> 1) ^ (change & 1).wrapping_neg())
}

/// The quarters of bytes that the changes at a distance take; `stride` 0 is for the counts themselves.
fn cost(counts: &[u64], stride: usize) -> usize {
    let bytes = |at: usize| {
        let before = if stride == 0 || at < stride { 0 } else { counts[at - stride] };
        let change = if stride == 0 { counts[at] } else { change(before, counts[at]) };
        // changes of nothing share bytes
        if change == 0 { 1 } else { 4 * (64 - change.leading_zeros()).div_ceil(7) as usize }
    };
    (0..counts.len()).map(bytes).sum()
}

/// A list of counts begins with the distance at which they are compared: 0, or that of the same state on the day before.
/// No change is a 0, several are a 1 and one less than their number, and other changes are one more.
impl Packed for u64 {
    fn pack(&self, to: &mut Packer) {
        to.whole(u128::from(*self));
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        Self::try_from(from.whole()?).map_err(|_| NO_COUNTS)
    }

    fn pack_all(counts: &[Self], to: &mut Packer) {
        if counts.is_empty() {
            return;
        }
        let judged = &counts[..counts.len().min(JUDGED)];
        let most = MOST_STRIDE.min(judged.len() / 2);
        let stride = (0..=most).min_by_key(|stride| cost(judged, *stride)).unwrap_or(0);
        to.bytes.push(stride as u8);
        let mut equal = 0_u64;
        for (at, count) in counts.iter().enumerate() {
            let before = if at < stride { 0 } else { counts[at - stride] };
            let token = if stride == 0 { *count } else { change(before, *count) };
            if equal > 0 && (token != 0 || equal == MOST_EQUAL) {
                to.equal(equal);
                equal = 0;
            }
            if token == 0 {
                equal += 1;
            } else {
                to.whole(u128::from(token) + 1);
            }
        }
        to.equal(equal);
    }

    fn unpack_all(count: usize, from: &mut Unpacker) -> Result<Vec<Self>, Unsound> {
        if count == 0 {
            return Ok(Vec::new());
        }
        if count as u64 / MOST_EQUAL > from.left.len() as u64 {
            return Err(CUT);
        }
        from.take_room::<Self>(count)?;
        let stride = usize::from(from.byte()?);
        if stride > MOST_STRIDE {
            return Err(NO_COUNTS);
        }
        let mut counts: Vec<Self> = Vec::with_capacity(count);
        while counts.len() < count {
            let (token, times) = match from.whole()? {
                0 => (0, 1),
                1 => (0, usize::from(from.byte()?) + 1),
                more => (Self::try_from(more - 1).map_err(|_| NO_COUNTS)?, 1),
            };
            if times > count - counts.len() {
                return Err(NO_COUNTS);
            }
            for _ in 0..times {
                let at = counts.len();
                let before = if stride == 0 || at < stride { 0 } else { counts[at - stride] };
                counts.push(if stride == 0 { token } else { changed(before, token) });
            }
        }
        Ok(counts)
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, to: &mut Packer) {
        self.len().pack(to);
        T::pack_all(self, to);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        let count = usize::unpack(from)?;
        T::unpack_all(count, from)
    }
}

impl<T: Packed, const N: usize> Packed for [T; N] {
    fn pack(&self, to: &mut Packer) {
        T::pack_all(self, to);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        T::unpack_all(N, from)?.try_into().map_err(|_| NO_COUNTS)
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, to: &mut Packer) {
        self.is_some().pack(to);
        if let Some(one) = self {
            one.pack(to);
        }
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        bool::unpack(from)?.then(|| T::unpack(from)).transpose()
    }
}

impl<T: Packed> Packed for Box<T> {
    fn pack(&self, to: &mut Packer) {
        (**self).pack(to);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        from.take_room::<T>(1)?;
        T::unpack(from).map(Self::new)
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, to: &mut Packer) {
        self.0.pack(to);
        self.1.pack(to);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        Ok((A::unpack(from)?, B::unpack(from)?))
    }
}

impl<T: Packed> Packed for Range<T> {
    fn pack(&self, to: &mut Packer) {
        self.start.pack(to);
        self.end.pack(to);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        Ok(T::unpack(from)?..T::unpack(from)?)
    }
}

impl<K: Packed + Ord, V: Packed> Packed for BTreeMap<K, V> {
    fn pack(&self, to: &mut Packer) {
        self.len().pack(to);
        for (key, value) in self {
            key.pack(to);
            value.pack(to);
        }
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        let mut map = Self::new();
        for _ in 0..usize::unpack(from)? {
            from.take_room::<(K, V)>(2)?;
            let (key, value) = (K::unpack(from)?, V::unpack(from)?);
            if map.last_key_value().is_some_and(|(last, _)| *last >= key) {
                return Err(NO_COUNTS);
            }
            map.insert(key, value);
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests;
