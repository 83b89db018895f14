//! What is left today, what comes tomorrow and the backlog, as every JSON document of this program gives them.

use serde::Serialize;
use serde_json::{Value, json};

use crate::study::queue::{Backlog, Outlook, Workload};

#[derive(Serialize)]
struct OutlookJson {
    today: WorkloadJson,
    tomorrow: WorkloadJson,
    backlog: Option<BacklogJson>,
}

#[derive(Serialize)]
pub(super) struct WorkloadJson {
    due: usize,
    new: usize,
    again: usize,
    over_limit: usize,
    overdue: usize,
}

#[derive(Serialize)]
struct BacklogJson {
    due: usize,
    fit_today: usize,
    gone_in_days: Option<usize>,
}

#[must_use]
pub fn workload_json(outlook: &Outlook) -> Value {
    json!(OutlookJson {
        today: outlook.today.into(),
        tomorrow: outlook.tomorrow.into(),
        backlog: outlook.backlog.map(BacklogJson::from),
    })
}

#[must_use]
pub fn backlog_json(backlog: Backlog) -> Value {
    json!(BacklogJson::from(backlog))
}

impl From<Workload> for WorkloadJson {
    fn from(workload: Workload) -> Self {
        Self {
            due: workload.due_count,
            new: workload.new_count,
            again: workload.repeat_count,
            over_limit: workload.over_limit_count,
            overdue: workload.overdue_count,
        }
    }
}

impl From<Backlog> for BacklogJson {
    fn from(backlog: Backlog) -> Self {
        Self { due: backlog.due_count, fit_today: backlog.fit_today, gone_in_days: backlog.gone_in_days }
    }
}
