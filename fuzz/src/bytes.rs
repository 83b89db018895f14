//! Values made of bytes, for targets whose input is not a text. Behind the end everything is 0.

pub(crate) struct Bytes<'b>(pub(crate) &'b [u8]);

impl Bytes<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// Mostly small, sometimes of any size.
    pub(crate) fn number(&mut self) -> i64 {
        let small = self.byte();
        match small {
            0..=199 => i64::from(small),
            200..=220 => -i64::from(self.byte()),
            221..=240 => i64::from(i16::from_le_bytes([self.byte(), self.byte()])),
            241..=250 => i64::from_le_bytes(std::array::from_fn(|_| self.byte())),
            251 => i64::MAX,
            252 => i64::MIN,
            253 => 1 << 53,
            // A moment in milliseconds, and one in seconds.
            254 => 1_790_000_000_000 + i64::from(self.byte()),
            255 => 1_790_000_000 + i64::from(self.byte()),
        }
    }

    /// Up to a byte 0 or the end, and not more than this many bytes.
    pub(crate) fn text(&mut self, longest: usize) -> String {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(self.0.len()).min(longest);
        let (text, rest) = self.0.split_at(end);
        self.0 = rest.strip_prefix(&[0]).unwrap_or(rest);
        String::from_utf8_lossy(text).into_owned()
    }

    pub(crate) fn one_of<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[usize::from(self.byte()) % choices.len()]
    }
}
