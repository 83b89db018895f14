//! Unpacking within bounds, whatever the headers of the archive promise.

use std::io::{self, Read, Write};

/// A database shrinks by 3 to 20; what shrinks by more than this contains nothing.
const GREATEST_RATIO: u64 = 200;
/// Below it the ratio says little.
const SMALL_BYTES: u64 = 16 << 20;
const STEP_BYTES: usize = 64 << 10;

/// Why not all of it was unpacked.
#[derive(Debug)]
pub enum Excess {
    Io(io::Error),
    /// It unpacks to more than may be.
    TooLarge {
        /// As it completes "more than".
        limit: String,
    },
}

/// All that `reader` gives, or an error once it is more than may be.
pub fn read_bounded(reader: impl Read, packed_bytes: u64, largest_bytes: u64) -> Result<Vec<u8>, Excess> {
    let mut bytes = Vec::new();
    copy_bounded(reader, packed_bytes, largest_bytes, &mut bytes)?;
    Ok(bytes)
}

/// Writes all that `reader` gives, or fails once it is more than may be; how many bytes it was.
pub fn copy_bounded(
    mut reader: impl Read,
    packed_bytes: u64,
    largest_bytes: u64,
    to: &mut impl Write,
) -> Result<u64, Excess> {
    let limit_bytes = largest_bytes.min(packed_bytes.saturating_mul(GREATEST_RATIO).max(SMALL_BYTES));
    let mut step = vec![0; STEP_BYTES];
    let mut copied_bytes = 0;
    loop {
        let count = match reader.read(&mut step) {
            Ok(0) => return Ok(copied_bytes),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Excess::Io(error)),
        };
        copied_bytes += count as u64;
        if copied_bytes > limit_bytes {
            let limit = match limit_bytes {
                limit if limit < largest_bytes => format!("{GREATEST_RATIO} times its own size"),
                limit if limit >= 1 << 20 => format!("{} MiB", limit >> 20),
                limit => format!("{} KiB", limit >> 10),
            };
            return Err(Excess::TooLarge { limit });
        }
        to.write_all(&step[..count]).map_err(Excess::Io)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(size: u64, packed: u64, largest: u64, expected: Result<u64, &str>) {
        let mut written = 0;
        let found = copy_bounded(io::repeat(7).take(size), packed, largest, &mut Counter(&mut written));
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!((found, written), (expected, expected)),
            (Err(Excess::TooLarge { limit }), Err(expected)) => assert_eq!(limit, expected),
            other => panic!("{other:?}"),
        }
        assert!(written <= largest.max(SMALL_BYTES), "{written} bytes were written");
    }

    struct Counter<'a>(&'a mut u64);

    impl Write for Counter<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            *self.0 += bytes.len() as u64;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn no_more_than_may_be_is_unpacked() {
        check(0, 0, 100, Ok(0));
        check(100, 1, 100, Ok(100));
        check(3 << 10, 3 << 10, 2 << 10, Err("2 KiB"));
        check(3 << 20, 1, 2 << 20, Err("2 MiB"));
        check(SMALL_BYTES, 1, 1 << 30, Ok(SMALL_BYTES));
        check(SMALL_BYTES + 1, 1, 1 << 30, Err("200 times its own size"));
        check(u64::MAX, 1 << 10, 1 << 30, Err("200 times its own size"));
    }
}
