//! What the tests of the program share: waiting with a deadline, and a program on a pseudo-terminal.

mod deadline;
mod pty;

pub use deadline::{finish, output, pause, until};
pub use pty::Pty;
pub use vt100;
