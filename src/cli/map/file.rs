//! A mapping as a TOML file: for review, version control and carrying to another service.
//!
//! Not here: what a row means (`model::mapping`).

use std::io::Read;
use std::path::Path;

use crate::cli::error::CliError;
use crate::model::mapping::Mapping;
use crate::service::protocol::MappingView;

/// The file's text: what it is, then every row.
pub fn write(integration: &str, view: &MappingView) -> String {
    let mut text = format!("# koppel: mapping of {integration}, version {}", view.version);
    if let Some((at, by)) = &view.changed {
        text.push_str(&format!(", last changed {} by {by}", at.format("%Y-%m-%dT%H:%M:%SZ")));
    }
    text.push_str(
        "\n# [[flow]] own -> partner   [[question]] partner <- own | constant, with default, options, date\
         \n# [[agreement]] own -> partner   [[status]] partner -> own\
         \n# Put back with: koppel map import NAME FILE\n\n",
    );
    // A mapping is tables of text only, which TOML always has a form for.
    text.push_str(&toml::to_string(&view.mapping).unwrap_or_default());
    text
}

/// Reads a file, or standard input; an error names the line.
pub fn read(path: Option<&Path>) -> Result<Mapping, CliError> {
    let path = path.filter(|path| path.as_os_str() != "-");
    let text = match path {
        Some(path) => std::fs::read_to_string(path).map_err(CliError::reading(path))?,
        None => {
            let mut text = String::new();
            let read = std::io::stdin().lock().read_to_string(&mut text);
            read.map_err(CliError::reading(Path::new("-")))?;
            text
        }
    };
    let named = path.unwrap_or(Path::new("-")).to_path_buf();
    toml::from_str(&text)
        .map_err(|error| CliError::Content { path: named, why: error.to_string().trim_end().into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::FlowKey;
    use crate::model::mapping::{FlowRow, QuestionRow};

    #[test]
    fn a_written_mapping_reads_back_the_same_and_a_wrong_one_names_its_line() {
        let mapping = Mapping {
            flows: vec![FlowRow { own: FlowKey::new("energy", "a"), partner: FlowKey::new("energy", "b") }],
            questions: vec![QuestionRow {
                partner: "q".into(),
                own: Some("mijn \"vraag\"".into()),
                constant: None,
                default: Some("nee".into()),
                options: [("Ja".to_owned(), "yes".to_owned())].into(),
                date: None,
            }],
            ..Mapping::default()
        };
        let view = MappingView {
            mapping: mapping.clone(),
            version: 3,
            changed: Some((crate::clock::Timestamp::default(), "jan".into())),
            own_flows: vec![],
            partner_flows: vec![],
            own_questions: vec![],
            partner_questions: vec![],
            own_agreements: vec![],
            partner_agreements: vec![],
            own_statuses: vec![],
            partner_statuses: vec![],
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.toml");
        std::fs::write(&path, write("zon", &view)).unwrap();
        assert_eq!(read(Some(&path)).unwrap_or_default(), mapping);
        std::fs::write(&path, "\n[[flow]]\nown = \"energy/a\"\npartnr = \"x/y\"\n").unwrap();
        let Err(CliError::Content { why, .. }) = read(Some(&path)) else { panic!() };
        assert!(why.contains("line 4") && why.contains("partnr"), "{why}");
    }
}
