//! What is left today, what comes tomorrow and the backlog, as every JSON document of this program gives them.

use serde_json::{Value, json};

use crate::study::queue::{Backlog, Outlook, Workload};

#[must_use]
pub fn workload_json(outlook: &Outlook) -> Value {
    json!({
        "today": day_json(&outlook.today),
        "tomorrow": day_json(&outlook.tomorrow),
        "backlog": outlook.backlog.map(backlog_json),
    })
}

#[must_use]
pub fn backlog_json(backlog: Backlog) -> Value {
    json!({
        "due": backlog.due_count,
        "fit_today": backlog.fit_today,
        "gone_in_days": backlog.gone_in_days,
    })
}

pub(super) fn day_json(workload: &Workload) -> Value {
    json!({
        "due": workload.due_count,
        "new": workload.new_count,
        "again": workload.repeat_count,
        "over_limit": workload.over_limit_count,
        "overdue": workload.overdue_count,
    })
}
