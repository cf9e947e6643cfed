//! Keys: encoded so that byte order is their order. Numbers are big-endian; strings end in two
//! zero bytes, with zeros inside escaped, so that tuples sort by their first part first.
//!
//! No key holds personal data in plain: engines may keep keys unencrypted.

use ulid::Ulid;

/// What can be the key of a table.
pub trait Key: Sized {
    /// Appends the encoding to `out`.
    fn write(&self, out: &mut Vec<u8>);
    /// Reads one from the front of `input`, leaving the rest.
    fn read(input: &mut &[u8]) -> Option<Self>;

    /// The encoded key.
    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    /// Reads a whole key.
    fn decode(mut input: &[u8]) -> Option<Self> {
        let key = Self::read(&mut input)?;
        input.is_empty().then_some(key)
    }
}

/// The first key after all keys that start with `prefix`; `None` when there is none.
pub(super) fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut end = prefix[..=last].to_vec();
    end[last] += 1;
    Some(end)
}

macro_rules! big_endian {
    ($($number:ty),*) => {$(
        impl Key for $number {
            fn write(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_be_bytes());
            }
            fn read(input: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = input.split_first_chunk()?;
                *input = rest;
                Some(Self::from_be_bytes(*bytes))
            }
        }
    )*};
}
big_endian!(u8, u32, u64, u128);

impl Key for () {
    fn write(&self, _: &mut Vec<u8>) {}
    fn read(_: &mut &[u8]) -> Option<Self> {
        Some(())
    }
}

impl Key for String {
    fn write(&self, out: &mut Vec<u8>) {
        for byte in self.bytes() {
            out.push(byte);
            if byte == 0 {
                out.push(1);
            }
        }
        out.extend_from_slice(&[0, 0]);
    }
    fn read(input: &mut &[u8]) -> Option<Self> {
        let mut text = Vec::new();
        loop {
            match *input {
                [0, 1, rest @ ..] => (text.push(0), *input = rest).1,
                [0, 0, rest @ ..] => {
                    *input = rest;
                    return String::from_utf8(text).ok();
                }
                [0, ..] | [] => return None,
                [byte, rest @ ..] => (text.push(*byte), *input = rest).1,
            }
        }
    }
}

impl Key for Ulid {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
    }
    fn read(input: &mut &[u8]) -> Option<Self> {
        u128::read(input).map(Self)
    }
}

impl<const N: usize> Key for [u8; N] {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }
    fn read(input: &mut &[u8]) -> Option<Self> {
        let (bytes, rest) = input.split_first_chunk()?;
        *input = rest;
        Some(*bytes)
    }
}

macro_rules! tuple {
    ($($part:ident $index:tt),+) => {
        impl<$($part: Key),+> Key for ($($part,)+) {
            fn write(&self, out: &mut Vec<u8>) {
                $(self.$index.write(out);)+
            }
            fn read(input: &mut &[u8]) -> Option<Self> {
                Some(($($part::read(input)?,)+))
            }
        }
    };
}
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_tuple_sorts_as_its_parts_and_reads_back(a in any::<(String, u64)>(), b in any::<(String, u64)>()) {
            prop_assert_eq!(a.encode().cmp(&b.encode()), a.cmp(&b));
            prop_assert_eq!(<(String, u64)>::decode(&a.encode()), Some(a));
        }

        #[test]
        fn every_key_with_a_prefix_lies_before_its_end(prefix in any::<Vec<u8>>(), rest in any::<Vec<u8>>()) {
            let key = [prefix.clone(), rest].concat();
            if let Some(end) = after_prefix(&prefix) {
                prop_assert!(prefix <= key && key < end);
            }
        }
    }
}
