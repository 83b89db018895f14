//! Backups as values: what is written in one about itself, which files may be in one, and which backups stay as
//! they grow older. No file is opened here.

mod info;
mod member;
mod thinning;

pub use info::{BackupInfo, FORM, Reason, id_of};
pub use member::{DATABASE, INFO, Member, TEXTS};
pub use thinning::{Aged, LARGEST_TOTAL_BYTES, thin};
