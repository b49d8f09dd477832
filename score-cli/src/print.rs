//! Lists as text for people and for programs, in the forms of the reference tools.

use score_core::Value;
use score_yaml::NotJson;

/// JSON as Go indents it by two blanks, with a line end.
pub(crate) fn json(value: &Value) -> Result<String, NotJson> {
    let mut out = indented(&score_yaml::json(value)?);
    out.push('\n');
    Ok(out)
}

/// Compact JSON over several lines; empty lists and mappings stay on one.
fn indented(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() * 2);
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let mut characters = compact.chars().peekable();
    let new_line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    while let Some(character) = characters.next() {
        if in_text {
            in_text = escaped || character != '"';
            escaped = !escaped && character == '\\';
            out.push(character);
            continue;
        }
        match character {
            '{' | '[' => {
                out.push(character);
                match characters.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => out.push(end),
                    None => {
                        depth += 1;
                        new_line(&mut out, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(',');
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            other => {
                in_text = other == '"';
                out.push(other);
            }
        }
    }
    out
}

/// A table with borders: headers in capitals and centred, cells to the left, a line below every row.
pub(crate) fn table<const COLUMNS: usize>(headers: [&str; COLUMNS], rows: &[[String; COLUMNS]]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([headers[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    let line = {
        let parts: Vec<String> = widths.iter().map(|width| "-".repeat(width + 2)).collect();
        format!("+{}+\n", parts.join("+"))
    };
    let mut out = line.clone();
    let headers: [String; COLUMNS] = std::array::from_fn(|column| {
        format!("{:^width$}", headers[column].to_uppercase(), width = widths[column])
    });
    for row in std::iter::once(&headers).chain(rows) {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!(" {}{} ", cell, " ".repeat(width - cell.chars().count())))
            .collect();
        out.push_str(&format!("|{}|\n{line}", cells.join("|")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_and_texts_are_left_alone() {
        let compact = r#"{"a":[1,"x,{\":"],"b":{},"c":[],"d":null}"#;
        let expected =
            "{\n  \"a\": [\n    1,\n    \"x,{\\\":\"\n  ],\n  \"b\": {},\n  \"c\": [],\n  \"d\": null\n}";
        assert_eq!(indented(compact), expected);
        assert_eq!(indented("null"), "null");
    }

    #[test]
    fn a_table_has_a_line_below_every_row() {
        let rows = [["thing.default#a".to_owned(), "x, y".to_owned()], ["b".to_owned(), String::new()]];
        let expected = "\
+-----------------+---------+
|       UID       | OUTPUTS |
+-----------------+---------+
| thing.default#a | x, y    |
+-----------------+---------+
| b               |         |
+-----------------+---------+
";
        assert_eq!(table(["uid", "outputs"], &rows), expected);
    }
}
