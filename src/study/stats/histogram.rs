//! How many cards have how much of something.

/// Counts between fixed edges, and the middle of all values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    pub buckets: Vec<Bucket>,
    pub card_count: usize,
    /// The middle value, the lower of two; `None` of nothing.
    pub median: Option<f64>,
}

/// Values from `from` on, and below `below` where it has an end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    pub from: f64,
    pub below: Option<f64>,
    pub count: usize,
}

/// A day, less than four, eight, ...: memory grows by factors.
pub(super) const DAYS: [f64; 10] = [0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 31.0, 91.0, 181.0, 366.0];
/// SM-2 begins with 2.5 and ends at 1.3.
pub(super) const EASE: [f64; 10] = [1.3, 1.5, 1.7, 1.9, 2.1, 2.3, 2.5, 2.7, 2.9, 3.1];
pub(super) const DIFFICULTY: [f64; 9] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];

impl Histogram {
    /// `edges` rise; what is below the first counts for it.
    pub(super) fn of(mut values: Vec<f64>, edges: &[f64]) -> Self {
        let ends = edges.iter().skip(1).map(|edge| Some(*edge)).chain([None]);
        let mut buckets: Vec<Bucket> =
            edges.iter().zip(ends).map(|(&from, below)| Bucket { from, below, count: 0 }).collect();
        for value in &values {
            let place = edges.partition_point(|edge| edge <= value).saturating_sub(1);
            buckets[place].count += 1;
        }
        let middle = values.len().saturating_sub(1) / 2;
        let median = (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f64::total_cmp).1);
        Self { buckets, card_count: values.len(), median }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[f64], expected_counts: [usize; 3], expected_median: Option<f64>) {
        let histogram = Histogram::of(values.to_vec(), &[1.0, 2.0, 4.0]);
        let counts: Vec<usize> = histogram.buckets.iter().map(|bucket| bucket.count).collect();
        assert_eq!((counts.as_slice(), histogram.median), (&expected_counts[..], expected_median));
        assert_eq!(histogram.card_count, values.len());
    }

    #[test]
    fn an_edge_belongs_to_what_begins_there() {
        check(&[], [0, 0, 0], None);
        check(&[1.0, 1.99, 2.0, 3.0, 4.0, 400.0], [2, 2, 2], Some(2.0));
        check(&[0.5], [1, 0, 0], Some(0.5));
    }
}
