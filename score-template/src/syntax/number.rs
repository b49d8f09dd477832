//! Number constants. One constant can be several kinds of number; where it is used decides.

use crate::number::{parse_float, parse_int, parse_uint};
use crate::text::quoted;

/// A number constant.
#[derive(Debug)]
pub(crate) struct Number {
    /// As it stands in the template.
    pub(crate) text: Box<str>,
    pub(crate) int: Option<i64>,
    pub(crate) uint: Option<u64>,
    pub(crate) float: Option<f64>,
    pub(crate) complex: Option<(f64, f64)>,
}

impl Number {
    fn new(text: &str) -> Number {
        Number { text: text.into(), int: None, uint: None, float: None, complex: None }
    }

    /// A character constant with this code.
    pub(super) fn of_char(text: &str, code: u32) -> Number {
        let code = i64::from(code);
        Number {
            int: Some(code),
            uint: Some(code.unsigned_abs()),
            float: Some(code as f64),
            ..Number::new(text)
        }
    }

    /// A number without an imaginary part, or with no other.
    pub(super) fn parse(text: &str) -> Result<Number, String> {
        if let Some(imaginary) = text.strip_suffix('i').and_then(parse_float) {
            return Ok(Number { complex: Some((0.0, imaginary)), ..Number::new(text) }.simplified());
        }
        let mut number = Number { uint: parse_uint(text), int: parse_int(text), ..Number::new(text) };
        if number.int == Some(0) {
            number.uint = Some(0);
        }
        if let Some(int) = number.int {
            number.float = Some(int as f64);
        } else if let Some(uint) = number.uint {
            number.float = Some(uint as f64);
        } else if let Some(float) = parse_float(text) {
            if !text.contains(['.', 'e', 'E', 'p', 'P']) {
                return Err(format!("integer overflow: {}", quoted(text)));
            }
            number.set_float(float);
        } else {
            return Err(format!("illegal number syntax: {}", quoted(text)));
        }
        Ok(number)
    }

    /// A number with a real and an imaginary part, `1+2i`.
    pub(super) fn parse_complex(text: &str) -> Result<Number, String> {
        let syntax = || format!("illegal number syntax: {}", quoted(text));
        let split = text
            .char_indices()
            .skip(1)
            .filter(|&(at, char)| matches!(char, '+' | '-') && !text[..at].ends_with(['e', 'E', 'p', 'P']))
            .map(|(at, _)| at)
            .last()
            .ok_or_else(syntax)?;
        let real = parse_float(&text[..split]).ok_or_else(syntax)?;
        let imaginary = text[split..].strip_suffix('i').and_then(parse_float).ok_or_else(syntax)?;
        Ok(Number { complex: Some((real, imaginary)), ..Number::new(text) }.simplified())
    }

    /// A complex number that has no imaginary part is a real one too.
    fn simplified(mut self) -> Number {
        if let Some((real, 0.0)) = self.complex {
            self.set_float(real);
        }
        self
    }

    fn set_float(&mut self, float: f64) {
        self.float = Some(float);
        if float as i64 as f64 == float {
            self.int = Some(float as i64);
        }
        if float as u64 as f64 == float {
            self.uint = Some(float as u64);
        }
    }
}
