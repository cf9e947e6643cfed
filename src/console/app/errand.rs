//! What is to be done in the own environment, as a plan shows it before it is confirmed.
//!
//! Not here: where it comes from (`access`), asking for the yes (`plan`).

use std::path::PathBuf;

use crate::console::theme::Meaning;
use crate::model::administration::Administration;

/// An act in the own environment.
#[derive(Clone, Debug, PartialEq)]
pub struct Errand {
    /// The act.
    pub act: Administration,
    /// Its title.
    pub title: String,
    /// What it does, in lines.
    pub lines: Vec<(String, Meaning)>,
    /// On how many things: more than ten are confirmed by typing the number.
    pub count: usize,
    /// Where the answer goes, when it is a file. It is made before the act: what was done and could not be
    /// kept would be lost.
    pub file: Option<PathBuf>,
    /// Files that go with it.
    pub attach: Vec<Attachment>,
}

impl Errand {
    /// One about one thing, without files.
    pub fn new(act: Administration, title: String, lines: Vec<(String, Meaning)>) -> Self {
        Self { act, title, lines, count: 1, file: None, attach: Vec::new() }
    }
}

/// A file that goes with an act: it is read when the act is carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The field that gets it, by the API's name.
    pub field: &'static str,
    /// Where it is, on the machine of this console.
    pub path: PathBuf,
}
