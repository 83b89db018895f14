//! Text that may be shown: cleaned, measured and broken into lines.
//!
//! [`Safe`] is the only text that the program draws, prints, asks with or puts into a page. It is made by the
//! cleaner ([`clean`], [`clean_line`], [`clean_name`]), by `safe!` from a format, or from a literal. Styles,
//! colours and the terminal itself are not the business of this module.

mod safe;
mod wrap;

pub(crate) use safe::safe;
pub use safe::{Safe, clean, clean_line, clean_name};
pub use wrap::{Piece, broken_at_spaces, chop, lines_of, width, wrap};

#[cfg(test)]
pub(crate) use safe::tests as hostile;
