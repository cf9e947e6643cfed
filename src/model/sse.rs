//! Reading server-sent events: bytes in, whole events out, whatever the cuts.
//!
//! Not here: what an event means, or sending them.

/// One event as it came in.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The `event:` line.
    pub event: Option<String>,
    /// The `id:` line.
    pub id: Option<String>,
    /// The `data:` lines, joined by a newline.
    pub data: String,
}

/// Gathers bytes until an event is whole. One without `data:` is none; a comment only shows that the other
/// side lives.
#[derive(Debug, Default)]
pub struct Reader {
    buffer: Vec<u8>,
    event: Option<String>,
    id: Option<String>,
    data: Vec<String>,
}

/// Longest line taken. A sale's row is some 2 KiB; an integration with long conditions stays far below.
const MAX_LINE: usize = 4 * 1024 * 1024;

impl Reader {
    /// Takes more bytes, gives the events they complete. `None` when a line grows beyond all measure.
    pub fn take(&mut self, bytes: &[u8]) -> Option<Vec<Message>> {
        let mut whole = Vec::new();
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.buffer.extend_from_slice(part);
            if self.buffer.last() != Some(&b'\n') {
                if self.buffer.len() > MAX_LINE {
                    return None;
                }
                continue;
            }
            let line = std::mem::take(&mut self.buffer);
            let line = line.strip_suffix(b"\n").unwrap_or(&line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            self.line(&String::from_utf8_lossy(line), &mut whole);
        }
        Some(whole)
    }

    fn line(&mut self, line: &str, whole: &mut Vec<Message>) {
        if line.is_empty() {
            let (event, id) = (self.event.take(), self.id.take());
            if !self.data.is_empty() {
                whole.push(Message { event, id, data: std::mem::take(&mut self.data).join("\n") });
            }
        } else if let Some(data) = line.strip_prefix("data:") {
            self.data.push(data.strip_prefix(' ').unwrap_or(data).to_owned());
        } else if let Some(event) = line.strip_prefix("event:") {
            self.event = Some(event.trim().to_owned());
        } else if let Some(id) = line.strip_prefix("id:") {
            self.id = Some(id.trim().to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STREAM: &str = ": hello\n\nevent: a\nid: 1\ndata: {\"a\":1}\n\nid: 2\r\ndata: één\r\ndata: twee\r\n\r\n: still here\n\n";

    fn expected() -> Vec<Message> {
        let message = |event: Option<&str>, id: &str, data: &str| Message {
            event: event.map(str::to_owned),
            id: Some(id.to_owned()),
            data: data.to_owned(),
        };
        vec![message(Some("a"), "1", "{\"a\":1}"), message(None, "2", "één\ntwee")]
    }

    proptest! {
        #[test]
        fn events_come_out_whole_however_the_bytes_are_cut(cuts in prop::collection::vec(1usize..20, 1..40)) {
            let mut reader = Reader::default();
            let mut found = Vec::new();
            let mut rest = STREAM.as_bytes();
            for cut in cuts.iter().cycle() {
                let (now, later) = rest.split_at((*cut).min(rest.len()));
                found.extend(reader.take(now).unwrap());
                rest = later;
                if rest.is_empty() {
                    break;
                }
            }
            prop_assert_eq!(found, expected());
        }
    }

    #[test]
    fn a_line_without_end_is_given_up() {
        let mut reader = Reader::default();
        let chunk = vec![b'x'; 1024 * 1024];
        assert!((0..4).all(|_| reader.take(&chunk).is_some()));
        assert!(reader.take(&chunk).is_none());
    }
}
