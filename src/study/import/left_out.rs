//! Lines that stand outside all cards: prose between them. Told once for the whole note, not line by
//! line, for a lecture has many.

use super::outcome::Problem;

#[derive(Debug, Default)]
pub(super) struct LeftOut {
    first: Option<usize>,
    count: usize,
}

impl LeftOut {
    pub(super) fn line(&mut self, number: usize) {
        self.first = self.first.or(Some(number));
        self.count += 1;
    }

    pub(super) fn report(&self, problems: &mut Vec<Problem>) {
        let message = match self.count {
            0 => return,
            1 => "a line outside the cards was left out".to_owned(),
            count => format!("{count} lines outside the cards were left out, the first of them here"),
        };
        problems.push(Problem { line: self.first, message });
    }
}
