//! Lines of a certain length, and texts cut short. Lengths are in bytes.

use crate::call::{Arguments, Fault};
use crate::print::Writer;
use crate::value::Value;

pub(super) fn wrap(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    write_wrapped(writer, arguments, arguments.bytes(1), b"\n", Long::Kept)
}

pub(super) fn wrap_with(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    let separator = arguments.bytes(1);
    let separator = if separator.is_empty() { b"\n" } else { separator };
    write_wrapped(writer, arguments, arguments.bytes(2), separator, Long::Cut)
}

/// What becomes of a word that is longer than a line.
#[derive(PartialEq, Eq)]
enum Long {
    Kept,
    Cut,
}

fn write_wrapped(
    writer: &mut Writer,
    arguments: &Arguments<'_>,
    text: &[u8],
    separator: &[u8],
    long: Long,
) -> Result<(), Fault> {
    let width = usize::try_from(arguments.int(0)).unwrap_or(1).max(1);
    let mut rest = text;
    while rest.len() > width {
        if rest[0] == b' ' {
            rest = &rest[1..];
            continue;
        }
        let before = rest[..=width].iter().rposition(|byte| *byte == b' ');
        let (line, skipped) = match before {
            Some(space) => (space, 1),
            None if long == Long::Cut => (width, 0),
            None => match rest[width..].iter().position(|byte| *byte == b' ') {
                Some(space) => (width + space, 1),
                None => break,
            },
        };
        writer.push(&rest[..line])?;
        writer.push(separator)?;
        rest = &rest[line + skipped..];
    }
    writer.push(rest)
}

pub(super) fn abbrev(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let (width, text) = (arguments.int(0), arguments.bytes(1));
    if width < 4 {
        return Ok(arguments.value(1).clone());
    }
    arguments.context.bytes(abbreviated(text, 0, width as usize).unwrap_or_default())
}

pub(super) fn abbrevboth(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let (left, right, text) = (arguments.int(0), arguments.int(1), arguments.bytes(2));
    if right < 4 || left > 0 && right < 7 {
        return Ok(arguments.value(2).clone());
    }
    let left = usize::try_from(left).unwrap_or(0);
    arguments.context.bytes(abbreviated(text, left, right as usize).unwrap_or_default())
}

/// At most `width` bytes of the text, with dots where something is left out; `offset` shows in any case.
fn abbreviated(text: &[u8], offset: usize, width: usize) -> Option<Vec<u8>> {
    if text.len() <= width {
        return Some(text.to_vec());
    }
    let offset = offset.min(text.len());
    let room = width - 3;
    let offset = if text.len() - offset < room { text.len() - room } else { offset };
    if offset <= 4 {
        return Some([&text[..room], b"..."].concat());
    }
    if width < 7 {
        return None;
    }
    if offset + room < text.len() {
        return Some([b"...".to_vec(), abbreviated(&text[offset..], 0, room)?].concat());
    }
    Some([b"...", &text[text.len() - room..]].concat())
}
