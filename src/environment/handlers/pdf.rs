//! A PDF of one page with a few lines of text: what stands in for product documents of a sample world and
//! for the contract of a sale that was not given one.
//!
//! Not here: any layout. Characters outside Latin-1 become question marks.

use std::fmt::Write as _;

/// Characters on a line, at 11 points on A4.
const LINE: usize = 90;

/// A PDF that says `text` below `title`.
pub fn of(title: &str, text: &str) -> Vec<u8> {
    let mut content = format!("BT /F1 16 Tf 50 780 Td ({}) Tj /F1 11 Tf 0 -28 Td 15 TL\n", escaped(title));
    for line in text.lines().flat_map(wrapped) {
        let _ = writeln!(content, "({}) Tj T*", escaped(&line));
    }
    content.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R \
         /Resources << /Font << /F1 4 0 R >> >> >>"
            .to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let start = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(file, "{offset:010} 00000 n ");
    }
    let _ =
        write!(file, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    file.into_bytes()
}

/// Only ASCII reaches the file: other Latin-1 characters as octal codes, so that offsets stay true.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' | ')' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            '€' => out.push_str("\\200"),
            '\u{A0}'..='\u{FF}' => {
                let _ = write!(out, "\\{:03o}", u32::from(c));
            }
            _ => out.push('?'),
        }
    }
    out
}

fn wrapped(line: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let last = lines.last().map_or(0, |line| line.chars().count());
        if last > 0 && last + 1 + word.chars().count() > LINE {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    #[test]
    fn its_table_points_at_its_objects() {
        let file = String::from_utf8(super::of("Tarief (2026)", "Één prijs: € 0,24\nper kWh")).unwrap();
        let table = file.split("xref\n").nth(1).unwrap();
        for (number, row) in table.lines().skip(2).take(5).enumerate() {
            let offset: usize = row[..10].parse().unwrap();
            assert!(file[offset..].starts_with(&format!("{} 0 obj", number + 1)));
        }
        assert!(file.contains("\\(2026\\)") && file.is_ascii());
    }
}
