//! What an import does with each thing: the rows of its plan.
//!
//! Not here: making one (`transfer`).

/// What an import does with one thing.
pub struct Planned {
    /// Its list.
    pub list: &'static str,
    /// Its number, or a status's identifier.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What happens.
    pub change: Happens,
    /// Which fields change.
    pub fields: Vec<String>,
}

/// What happens to one thing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Happens {
    /// It is made.
    Created,
    /// It is changed.
    Changed,
    /// It is so already.
    Same,
}

impl Happens {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Same => "same",
        }
    }
}
