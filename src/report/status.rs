//! The state of today in one line and as JSON, for shell prompts and status bars.

use serde_json::{Value, json};

use crate::study::queue::Workload;
use crate::study::stats::RunningStreak;

use super::workload::WorkloadJson;

/// What is left today, and the streak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    pub workload: Workload,
    pub streak: RunningStreak,
}

/// `12 due, 8 new; 3 overdue; 5-day streak`. What is zero is left out.
#[must_use]
pub fn status_line(status: &Status) -> String {
    let Status { workload, streak } = status;
    let mut parts = vec![match workload.total() {
        0 => "nothing left today".to_owned(),
        _ => workload.describe(),
    }];
    if workload.overdue_count > 0 {
        parts.push(format!("{} overdue", workload.overdue_count));
    }
    if streak.days > 0 {
        parts.push(format!("{}-day streak", streak.days));
    }
    parts.join("; ")
}

/// The same fields with `null` in each if there is no status.
#[must_use]
pub fn status_json(status: Option<&Status>) -> Value {
    let Status { workload, streak } = status.copied().unwrap_or_default();
    let mut document = json!(WorkloadJson::from(workload));
    document["streak"] = json!(streak.days);
    document["reviewed_today"] = json!(streak.today_counts);
    if status.is_none() {
        document.as_object_mut().into_iter().flatten().for_each(|(_, value)| *value = Value::Null);
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check([due_count, new_count, repeat_count, overdue_count]: [usize; 4], days: u32, expected: &str) {
        let workload = Workload { due_count, new_count, repeat_count, overdue_count, ..Workload::default() };
        let streak = RunningStreak { days, today_counts: false };
        assert_eq!(status_line(&Status { workload, streak }), expected);
    }

    #[test]
    fn the_line_leaves_out_what_is_zero() {
        check([12, 8, 1, 3], 5, "12 due, 8 new, 1 again; 3 overdue; 5-day streak");
        check([0, 20, 0, 0], 0, "20 new");
        check([2, 0, 0, 0], 1, "2 due; 1-day streak");
        check([0, 0, 0, 0], 0, "nothing left today");
        check([0, 0, 0, 9], 30, "nothing left today; 9 overdue; 30-day streak");
    }

    #[test]
    fn without_a_status_every_field_is_null() {
        let (some, none) = (status_json(Some(&Status::default())), status_json(None));
        let names = |document: &Value| document.as_object().unwrap().keys().cloned().collect::<Vec<String>>();
        assert_eq!(names(&some), names(&none));
        assert!(none.as_object().unwrap().values().all(Value::is_null));
        assert!(!some.as_object().unwrap().values().any(Value::is_null));
    }
}
