//! Papers for whoever has no console, as new files, several in a new folder.
//!
//! Not here: what stands in them (`locale::job`, `console::evidence`).

use std::path::Path;

use super::{not_written, to_new_file};
use crate::console::app::Trouble;
use crate::console::evidence;
use crate::locale::{Language, job};
use crate::service::protocol::Answer;

/// Writes papers to a new file, or several to a folder.
pub fn written(answer: &Answer, path: &Path, language: Language) -> Result<(), Trouble> {
    match answer {
        Answer::Job(detail) => to_new_file(path, &job::table(language, &detail.tasks)),
        Answer::Group(detail) => {
            // A folder of their own: both files are new, or none is written.
            let failed = |error: std::io::Error| Trouble::File(path.to_path_buf(), not_written(&error));
            path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(failed)?;
            std::fs::create_dir(path).map_err(failed)?;
            to_new_file(&path.join("evidence.md"), &evidence::markdown(language, detail))?;
            to_new_file(&path.join("sales.csv"), &evidence::table(detail))
        }
        _ => Err(Trouble::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::app::{FileTrouble, fixture};
    use crate::model::failure::{Cause, Element, Failure};
    use crate::model::group::GroupDetail;
    use crate::model::ids::SaleId;
    use crate::model::job::{Fate, Standing, Task};
    use crate::model::spreadsheet::Spreadsheet;
    use crate::model::view::{Activity, ActivityRow};
    use crate::service::protocol::JobDetail;

    #[test]
    fn the_sales_of_a_job_go_to_a_new_file_and_never_over_one_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("taak.csv");
        let failure = Failure::found(Cause::InvalidOption, Element::Question("betaalwijze".into()));
        let task = |sale, fate| Task { sale: SaleId(sale), version: 1, fate };
        let tasks = vec![task(1, Fate::Done), task(2, Fate::Failed { failure }), task(3, Fate::Planned)];
        let answer = Answer::Job(Box::new(JobDetail { job: fixture::job(3, Standing::Done), tasks }));
        written(&answer, &path, Language::Nl).unwrap();
        let read = Spreadsheet::read(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(read.header, ["own_sale_id", "outcome", "why"]);
        let cells: Vec<_> = read.rows.into_iter().map(|row| row.cells).collect();
        assert_eq!(cells[0], ["1", "gelukt", ""]);
        assert!(cells[1][1] == "uitval" && cells[1][2].contains("betaalwijze"), "{cells:?}");
        assert_eq!(cells[2], ["3", "nog niet begonnen", ""]);

        let before = std::fs::read(&path).unwrap();
        let again = written(&answer, &path, Language::En);
        assert_eq!(again, Err(Trouble::File(path.clone(), FileTrouble::Exists)));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn the_evidence_on_a_group_is_two_files_in_a_new_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bewijs");
        let row = fixture::groups().remove(0);
        let after = Some(ActivityRow {
            sequence: 1,
            at: row.since,
            actor: "anna".to_owned(),
            integration: None,
            what: Activity::IntegrationSet { changes: vec!["grace".to_owned()] },
        });
        let detail = GroupDetail { row, customers: 1, after, probes: vec![], evidence: vec![], beyond: 0 };
        let answer = Answer::Group(Box::new(detail));
        written(&answer, &path, Language::Nl).unwrap();
        let text = std::fs::read_to_string(path.join("evidence.md")).unwrap();
        assert!(!text.contains("grace"), "what we set is not the partner's business: {text}");
        assert!(text.starts_with("# ") && text.contains("## Wat er is verstuurd en geantwoord"), "{text}");
        let table = std::fs::read_to_string(path.join("sales.csv")).unwrap();
        assert!(table.starts_with("own_sale_id"), "{table}");
        let again = written(&answer, &path, Language::Nl);
        assert_eq!(again, Err(Trouble::File(path, FileTrouble::Exists)));
    }
}
