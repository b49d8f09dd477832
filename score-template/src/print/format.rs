//! `printf`: the format with its flags, widths, precisions and argument numbers.

use super::verbs::{Flags, Printer};
use super::writer::Writer;
use crate::call::Fault;
use crate::value::Value;

/// Widths and precisions beyond this are no numbers.
const MAX_NUMBER: i64 = 1_000_000;

pub(super) fn write(writer: &mut Writer, format: &[u8], values: &[Value]) -> Result<(), Fault> {
    let mut run = Run { format, at: 0, values, next: 0, reordered: false, good_index: true };
    while run.at < format.len() {
        let text = format[run.at..].iter().position(|byte| *byte == b'%').unwrap_or(format.len() - run.at);
        writer.push(&format[run.at..run.at + text])?;
        run.at += text;
        if run.at < format.len() {
            run.at += 1;
            run.directive(writer)?;
        }
    }
    if run.reordered || run.next >= values.len() {
        return Ok(());
    }
    writer.push_str("%!(EXTRA ")?;
    for (index, value) in values[run.next..].iter().enumerate() {
        if index > 0 {
            writer.push_str(", ")?;
        }
        if value.is_missing() {
            writer.push_str("<nil>")?;
        } else {
            writer.push_str(&value.type_name())?;
            writer.push_str("=")?;
            super::print(writer, value)?;
        }
    }
    writer.push_str(")")
}

struct Run<'f> {
    format: &'f [u8],
    at: usize,
    values: &'f [Value],
    /// The next argument.
    next: usize,
    /// An argument number was used, so that arguments may be left over.
    reordered: bool,
    good_index: bool,
}

impl Run<'_> {
    fn peek(&self) -> Option<u8> {
        self.format.get(self.at).copied()
    }

    /// One directive, whose `%` is past.
    fn directive(&mut self, writer: &mut Writer) -> Result<(), Fault> {
        let mut flags = Flags::default();
        self.good_index = true;
        while let Some(byte) = self.peek() {
            match byte {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                _ => break,
            }
            self.at += 1;
        }
        let mut after_index = self.argument_number();
        if self.peek() == Some(b'*') {
            self.at += 1;
            match self.star() {
                Some(width) => {
                    if width < 0 {
                        flags.minus = true;
                        flags.zero = false;
                    }
                    flags.width = Some(width.unsigned_abs() as usize);
                }
                None => writer.push_str("%!(BADWIDTH)")?,
            }
            after_index = false;
        } else {
            flags.width = self.number();
            if after_index && flags.width.is_some() {
                // "%[3]2d"
                self.good_index = false;
            }
        }
        if self.peek() == Some(b'.') && self.at + 1 < self.format.len() {
            self.at += 1;
            if after_index {
                // "%[3].2d"
                self.good_index = false;
            }
            after_index = self.argument_number();
            if self.peek() == Some(b'*') {
                self.at += 1;
                match self.star() {
                    Some(precision) if precision >= 0 => flags.precision = Some(precision as usize),
                    _ => writer.push_str("%!(BADPREC)")?,
                }
                after_index = false;
            } else {
                flags.precision = Some(self.number().unwrap_or(0));
            }
        }
        if !after_index {
            self.argument_number();
        }
        let Some((verb, length)) = first_char(&self.format[self.at..]) else {
            return writer.push_str("%!(NOVERB)");
        };
        self.at += length;
        self.verb(writer, verb, flags)
    }

    fn verb(&mut self, writer: &mut Writer, verb: char, mut flags: Flags) -> Result<(), Fault> {
        if verb == '%' {
            return writer.push(b"%");
        }
        if !self.good_index || self.next >= self.values.len() {
            writer.push_str("%!")?;
            writer.push_char(verb)?;
            return writer.push_str(if self.good_index { "(MISSING)" } else { "(BADINDEX)" });
        }
        if matches!(verb, 'v' | 'w') {
            flags.sharp_v = std::mem::take(&mut flags.sharp);
            flags.plus_v = std::mem::take(&mut flags.plus);
        }
        let value = &self.values[self.next];
        self.next += 1;
        Printer::new(writer, flags).print(value, verb)
    }

    /// A width or precision taken from an argument, when that is a sensible number.
    fn star(&mut self) -> Option<i64> {
        let value = self.values.get(self.next)?;
        self.next += 1;
        match value {
            Value::Duration(_) => None,
            other => other.as_i64().filter(|number| (-MAX_NUMBER..=MAX_NUMBER).contains(number)),
        }
    }

    /// Digits. A number that is far too large ends the format.
    fn number(&mut self) -> Option<usize> {
        let mut number: Option<i64> = None;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            let so_far = number.unwrap_or(0);
            if so_far > MAX_NUMBER {
                self.at = self.format.len();
                return None;
            }
            number = Some(so_far * 10 + i64::from(digit - b'0'));
            self.at += 1;
        }
        number.map(|number| number as usize)
    }

    /// `[3]`: makes that argument the next one. Returns whether there was a number, also one that no argument has.
    fn argument_number(&mut self) -> bool {
        if self.peek() != Some(b'[') {
            return false;
        }
        self.reordered = true;
        let rest = &self.format[self.at..];
        let Some(close) = rest.iter().position(|byte| *byte == b']') else {
            self.good_index = false;
            self.at += 1;
            return false;
        };
        let number = std::str::from_utf8(&rest[1..close])
            .ok()
            .filter(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()));
        self.at += close + 1;
        let number = number
            .and_then(|number| number.parse::<usize>().ok())
            .filter(|number| *number <= MAX_NUMBER as usize);
        match number {
            Some(number) if (1..=self.values.len()).contains(&number) => self.next = number - 1,
            _ => self.good_index = false,
        }
        number.is_some()
    }
}

/// The first character and its length; a byte that is not UTF-8 counts as a replacement character.
fn first_char(bytes: &[u8]) -> Option<(char, usize)> {
    let chunk = bytes.utf8_chunks().next()?;
    Some(
        chunk.valid().chars().next().map_or((char::REPLACEMENT_CHARACTER, 1), |char| (char, char.len_utf8())),
    )
}
