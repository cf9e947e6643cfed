//! Rows of jobs and their sales.
//!
//! Not here: what becomes of them (`model::job`).

use serde::{Deserialize, Serialize};

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
