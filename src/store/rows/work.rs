//! Rows of what operators do with sales: jobs and their sales, edits.
//!
//! Not here: what becomes of them (`model::job`).

use serde::{Deserialize, Serialize};

use crate::model::edit::Edit;
use crate::model::job::{Job, Task};

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobRow {
    /// Form.
    pub v: u8,
    /// The job.
    pub job: Job,
}

/// One sale of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRow {
    /// Form.
    pub v: u8,
    /// The sale and what became of it.
    pub task: Task,
}

/// The edits of a sale. Personal data, so no `Debug`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct EditsRow {
    /// Form.
    pub v: u8,
    /// One for each field.
    pub edits: Vec<Edit>,
}
