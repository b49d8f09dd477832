//! One value printed with one verb.

use super::float::{Sign, format_binary, format_hexadecimal};
use super::writer::Writer;
use super::{float, integer};
use crate::call::Fault;
use crate::object::{Element, Object, Shape};
use crate::text::{escape_char, is_printable, lossy};
use crate::value::{List, MAX_VALUE_DEPTH, Value};

/// The flags between `%` and a verb.
#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
    pub(super) minus: bool,
    pub(super) plus: bool,
    pub(super) sharp: bool,
    pub(super) space: bool,
    pub(super) zero: bool,
    /// `%+v`
    pub(super) plus_v: bool,
    /// `%#v`
    pub(super) sharp_v: bool,
}

pub(super) struct Printer<'w> {
    pub(super) writer: &'w mut Writer,
    pub(super) flags: Flags,
    /// A wrong verb is being reported: no further report inside.
    reporting: bool,
    depth: usize,
}

type Printed = Result<(), Fault>;

impl<'w> Printer<'w> {
    pub(super) fn plain(writer: &'w mut Writer) -> Printer<'w> {
        Printer::new(writer, Flags::default())
    }

    pub(super) fn new(writer: &'w mut Writer, flags: Flags) -> Printer<'w> {
        Printer { writer, flags, reporting: false, depth: 0 }
    }

    pub(super) fn print(&mut self, value: &Value, verb: char) -> Printed {
        match (value, verb) {
            (Value::Absent | Value::Null, 'T' | 'v') => self.pad("<nil>"),
            (Value::Absent | Value::Null, _) => self.wrong_verb(value, verb),
            (_, 'T') => self.string(&value.type_name().into(), 's'),
            (_, 'p') => self.wrong_verb(value, verb),
            _ => self.value(value, verb),
        }
    }

    fn value(&mut self, value: &Value, verb: char) -> Printed {
        match value {
            Value::Absent | Value::Null if self.flags.sharp_v => self.writer.push_str("interface {}(nil)"),
            Value::Absent | Value::Null => self.writer.push_str("<nil>"),
            Value::Bool(truth) => match verb {
                't' | 'v' => self.pad(if *truth { "true" } else { "false" }),
                _ => self.wrong_verb(value, verb),
            },
            Value::Int(number) | Value::Int64(number) => self.integer(value, *number as u64, true, verb),
            Value::Uint8(number) => self.integer(value, u64::from(*number), false, verb),
            Value::Uint64(number) => self.integer(value, *number, false, verb),
            Value::Float(number) => self.float(value, *number, verb),
            Value::Complex(parts) => self.complex(value, **parts, verb),
            Value::String(_) | Value::Binary(_) => self.string(value, verb),
            Value::List(_) | Value::Map(_) | Value::Object(_) if verb == 'w' => self.wrong_verb(value, verb),
            Value::List(list) => self.nested(|printer| printer.list(list, verb)),
            Value::Map(map) => self.nested(|printer| {
                let entries = map.borrow();
                printer.map(value, entries.iter().map(|(key, value)| (&**key, value.clone())), verb)
            }),
            Value::Object(object) => self.nested(|printer| printer.object(value, &**object, verb)),
            Value::Time(_) | Value::Duration(_) | Value::Version(_) => self.named(value, verb),
        }
    }

    fn nested(&mut self, print: impl FnOnce(&mut Self) -> Printed) -> Printed {
        if self.depth == MAX_VALUE_DEPTH {
            return Err(Fault::Limit(format!(
                "a value nested more than {MAX_VALUE_DEPTH} deep cannot be printed"
            )));
        }
        self.depth += 1;
        let printed = print(self);
        self.depth -= 1;
        printed
    }

    /// A value with a text of its own.
    fn named(&mut self, value: &Value, verb: char) -> Printed {
        let text = match value {
            Value::Time(time) => time.to_string(),
            Value::Duration(nanoseconds) => crate::time::duration_text(*nanoseconds),
            Value::Version(version) => version.to_string(),
            _ => String::new(),
        };
        match (verb, value) {
            ('v' | 's' | 'x' | 'X' | 'q', _) => self.string(&text.into(), verb),
            (_, Value::Duration(nanoseconds)) => self.integer(value, *nanoseconds as u64, true, verb),
            _ => self.wrong_verb(value, verb),
        }
    }

    /// `%!verb(type=value)`
    fn wrong_verb(&mut self, value: &Value, verb: char) -> Printed {
        self.writer.push_str("%!")?;
        self.writer.push_char(verb)?;
        self.writer.push_str("(")?;
        if value.is_missing() {
            self.writer.push_str("<nil>")?;
        } else {
            self.writer.push_str(&value.type_name())?;
            self.writer.push_str("=")?;
            if self.reporting {
                self.writer.push_str("...")?;
            } else {
                self.reporting = true;
                self.print(value, 'v')?;
                self.reporting = false;
            }
        }
        self.writer.push_str(")")
    }

    fn list(&mut self, list: &List, verb: char) -> Printed {
        if self.flags.sharp_v {
            self.writer.push_str(list.kind().type_name())?;
            if list.is_nil() {
                return self.writer.push_str("(nil)");
            }
        }
        let (open, separator, close) = self.brackets();
        self.writer.push_str(open)?;
        for (index, item) in list.items().iter().enumerate() {
            if index > 0 {
                self.writer.push_str(separator)?;
            }
            self.value(item, verb)?;
        }
        self.writer.push_str(close)
    }

    fn brackets(&self) -> (&'static str, &'static str, &'static str) {
        if self.flags.sharp_v { ("{", ", ", "}") } else { ("[", " ", "]") }
    }

    fn map<K: AsRef<str>>(
        &mut self,
        map: &Value,
        entries: impl Iterator<Item = (K, Value)>,
        verb: char,
    ) -> Printed {
        let (open, separator, close) = self.brackets();
        self.writer.push_str(&if self.flags.sharp_v { map.type_name() } else { "map".to_owned() })?;
        self.writer.push_str(open)?;
        for (index, (key, value)) in entries.enumerate() {
            if index > 0 {
                self.writer.push_str(separator)?;
            }
            self.string(&key.as_ref().into(), verb)?;
            self.writer.push_str(":")?;
            self.value(&value, verb)?;
        }
        self.writer.push_str(close)
    }

    fn object(&mut self, value: &Value, object: &dyn Object, verb: char) -> Printed {
        let entries = object.keys().into_iter().filter_map(|key| object.get(&key).map(|value| (key, value)));
        let type_name = match object.shape() {
            Shape::Struct { type_name } => type_name,
            Shape::Map { element: Element::Any | Element::Text | Element::Zero(_) } => {
                return self.map(value, entries, verb);
            }
        };
        if self.flags.sharp_v {
            self.writer.push_str(type_name)?;
        }
        self.writer.push_str("{")?;
        for (index, (key, field)) in entries.enumerate() {
            if index > 0 {
                self.writer.push_str(if self.flags.sharp_v { ", " } else { " " })?;
            }
            if self.flags.plus_v || self.flags.sharp_v {
                self.writer.push_str(&key)?;
                self.writer.push_str(":")?;
            }
            self.value(&field, verb)?;
        }
        self.writer.push_str("}")
    }

    fn integer(&mut self, value: &Value, bits: u64, signed: bool, verb: char) -> Printed {
        let text = match verb {
            'v' if self.flags.sharp_v && !signed => {
                let flags = Flags { sharp: true, ..self.flags };
                integer::format(bits, false, 16, 'x', &flags)
            }
            'v' | 'd' => integer::format(bits, signed, 10, verb, &self.flags),
            'b' => integer::format(bits, signed, 2, verb, &self.flags),
            'o' | 'O' => integer::format(bits, signed, 8, verb, &self.flags),
            'x' | 'X' => integer::format(bits, signed, 16, verb, &self.flags),
            'c' => return self.pad(&code_point(bits).to_string()),
            'q' => {
                let mut text = String::from("'");
                escape_char(&mut text, code_point(bits), '\'', self.flags.plus);
                text.push('\'');
                return self.pad(&text);
            }
            'U' => {
                let digits = self.flags.precision.unwrap_or(4).max(4);
                let mut text = format!("U+{bits:0digits$X}");
                if let Some(char) = u32::try_from(bits).ok().and_then(char::from_u32)
                    && self.flags.sharp
                    && is_printable(char)
                {
                    text.push_str(&format!(" '{char}'"));
                }
                return self.pad_with(&text, b' ');
            }
            _ => return self.wrong_verb(value, verb),
        };
        self.pad_with(&text, b' ')
    }

    fn float(&mut self, value: &Value, number: f64, verb: char) -> Printed {
        let verb = match verb {
            'v' => 'g',
            'F' => 'f',
            'e' | 'E' | 'f' | 'g' | 'G' | 'b' | 'x' | 'X' => verb,
            _ => return self.wrong_verb(value, verb),
        };
        let text = float_text(number, verb, &self.flags);
        self.signed_number(&text, number.is_finite())
    }

    /// Writes a number with a sign, which is left out when it is a plus that was not asked for.
    fn signed_number(&mut self, text: &str, finite: bool) -> Printed {
        let shown = if self.flags.plus || !text.starts_with('+') { text } else { &text[1..] };
        if !finite {
            return self.pad_with(text, b' ');
        }
        match self.flags.width {
            Some(width) if self.flags.zero && !self.flags.minus && shown.len() < width => {
                let digits = shown.trim_start_matches(['+', '-', ' ']);
                let sign = &shown[..shown.len() - digits.len()];
                self.writer.push_str(sign)?;
                self.writer.fill(b'0', width - shown.len())?;
                self.writer.push_str(digits)
            }
            _ => self.pad(shown),
        }
    }

    fn complex(&mut self, value: &Value, (real, imaginary): (f64, f64), verb: char) -> Printed {
        if !matches!(verb, 'v' | 'b' | 'g' | 'G' | 'x' | 'X' | 'f' | 'F' | 'e' | 'E') {
            return self.wrong_verb(value, verb);
        }
        let plus = self.flags.plus;
        self.writer.push_str("(")?;
        self.float(value, real, verb)?;
        self.flags.plus = true;
        self.float(value, imaginary, verb)?;
        self.flags.plus = plus;
        self.writer.push_str("i)")
    }

    fn string(&mut self, value: &Value, verb: char) -> Printed {
        let bytes = value.as_bytes().unwrap_or_default();
        match verb {
            'v' if self.flags.sharp_v => self.quoted(bytes),
            'v' | 's' => {
                let bytes = self.truncate(bytes);
                self.pad_bytes(bytes, self.fill())
            }
            'x' => self.hexadecimal(bytes, b"0123456789abcdef", b"0x"),
            'X' => self.hexadecimal(bytes, b"0123456789ABCDEF", b"0X"),
            'q' => self.quoted(bytes),
            _ => self.wrong_verb(value, verb),
        }
    }

    /// The characters that the precision lets through.
    fn truncate<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        let Some(precision) = self.flags.precision else { return bytes };
        &bytes[..char_starts(bytes).nth(precision).unwrap_or(bytes.len())]
    }

    fn quoted(&mut self, bytes: &[u8]) -> Printed {
        let bytes = self.truncate(bytes);
        if self.flags.sharp && can_backquote(bytes) {
            return self.pad(&format!("`{}`", lossy(bytes)));
        }
        // Each byte takes up to ten: stop before the text gets too long.
        let mut writer = Writer::for_output(self.writer.room(), 0);
        writer.push(b"\"")?;
        let mut unit = String::new();
        for chunk in bytes.utf8_chunks() {
            let valid = chunk.valid();
            let mut written = 0;
            for (at, char) in valid.char_indices() {
                if matches!(char, ' '..='~') && char != '"' && char != '\\' {
                    continue;
                }
                unit.clear();
                escape_char(&mut unit, char, '"', self.flags.plus);
                writer.push_str(&valid[written..at])?;
                writer.push_str(&unit)?;
                written = at + char.len_utf8();
            }
            writer.push_str(&valid[written..])?;
            for byte in chunk.invalid() {
                writer.push_str(&format!("\\x{byte:02x}"))?;
            }
        }
        writer.push(b"\"")?;
        self.pad_bytes(&writer.into_bytes(), self.fill())
    }

    fn hexadecimal(&mut self, bytes: &[u8], digits: &[u8; 16], prefix: &[u8]) -> Printed {
        let bytes = &bytes[..self.flags.precision.unwrap_or(bytes.len()).min(bytes.len())];
        let mut out = Writer::for_output(self.writer.room(), 0);
        for (index, byte) in bytes.iter().enumerate() {
            if index > 0 && self.flags.space {
                out.push(b" ")?;
            }
            if self.flags.sharp && (index == 0 || self.flags.space) {
                out.push(prefix)?;
            }
            out.push(&[digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]])?;
        }
        self.pad_bytes(&out.into_bytes(), self.fill())
    }

    /// Pads with spaces, or zeros where asked for.
    pub(super) fn pad(&mut self, text: &str) -> Printed {
        self.pad_with(text, self.fill())
    }

    fn fill(&self) -> u8 {
        if self.flags.zero { b'0' } else { b' ' }
    }

    fn pad_with(&mut self, text: &str, fill: u8) -> Printed {
        self.pad_bytes(text.as_bytes(), fill)
    }

    fn pad_bytes(&mut self, bytes: &[u8], fill: u8) -> Printed {
        let Some(width) = self.flags.width else { return self.writer.push(bytes) };
        let missing = width.saturating_sub(char_starts(bytes).count());
        if self.flags.minus {
            self.writer.push(bytes)?;
            return self.writer.fill(b' ', missing);
        }
        self.writer.fill(fill, missing)?;
        self.writer.push(bytes)
    }
}

/// A float with its sign, which may be a space.
fn float_text(number: f64, verb: char, flags: &Flags) -> String {
    let text = match verb {
        'x' | 'X' => format_hexadecimal(number, verb, flags.precision),
        'b' => format_binary(number),
        'e' | 'E' | 'f' => float::format_float(number, verb, Some(flags.precision.unwrap_or(6))),
        _ => float::format_float(number, verb, flags.precision),
    };
    let sign = match text.starts_with(['-', '+']) {
        true => Sign::Given,
        false if flags.space && !flags.plus => Sign::Space,
        false => Sign::Plus,
    };
    let text = match sign {
        Sign::Given => text,
        Sign::Space => format!(" {text}"),
        Sign::Plus => format!("+{text}"),
    };
    if text.ends_with('N') && !flags.space && !flags.plus {
        return "NaN".to_owned();
    }
    if flags.sharp && verb != 'b' && number.is_finite() {
        return float::with_point(&text, verb, flags.precision);
    }
    text
}

/// The places where characters start. Each byte that is not UTF-8 is one.
fn char_starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let mut at = 0;
    bytes.utf8_chunks().flat_map(move |chunk| {
        let start = at;
        at += chunk.valid().len() + chunk.invalid().len();
        let valid = chunk.valid().char_indices().map(move |(offset, _)| start + offset);
        let end = start + chunk.valid().len();
        valid.chain((0..chunk.invalid().len()).map(move |offset| end + offset))
    })
}

fn code_point(bits: u64) -> char {
    u32::try_from(bits).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Whether the text can stand between backquotes: one line, no backquote and no control characters but tabs.
fn can_backquote(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        text.chars().all(|char| char == '\t' || (char >= ' ' && !matches!(char, '`' | '\u{7f}' | '\u{feff}')))
    })
}
