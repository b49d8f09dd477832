//! A text that grows up to a limit.

use crate::call::{Context, Fault};

/// A text that grows up to a limit. Its bytes need not be UTF-8.
pub(crate) struct Writer {
    bytes: Vec<u8>,
    limit: usize,
    purpose: Purpose,
}

/// Most texts that functions make are not longer.
const USUAL_LENGTH: usize = 64;

#[derive(Clone, Copy)]
enum Purpose {
    /// The rendered text.
    Output,
    /// A value.
    Value(usize),
}

impl Writer {
    /// For the rendered text, of at most `limit` bytes and probably about `expected`.
    pub(crate) fn for_output(limit: usize, expected: usize) -> Writer {
        Writer { bytes: Vec::with_capacity(expected.min(limit)), limit, purpose: Purpose::Output }
    }

    /// For a value, which takes no more than what is left for values. The caller counts it.
    pub(crate) fn for_value(context: &Context<'_>) -> Writer {
        let purpose = Purpose::Value(context.limits().values);
        let limit = context.bytes_left();
        Writer { bytes: Vec::with_capacity(limit.min(USUAL_LENGTH)), limit, purpose }
    }

    #[inline]
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        if bytes.len() > self.limit - self.bytes.len() {
            return Err(self.full());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    #[inline]
    pub(crate) fn push_str(&mut self, text: &str) -> Result<(), Fault> {
        self.push(text.as_bytes())
    }

    pub(crate) fn push_char(&mut self, char: char) -> Result<(), Fault> {
        self.push(char.encode_utf8(&mut [0; 4]).as_bytes())
    }

    /// Writes one byte many times.
    pub(crate) fn fill(&mut self, byte: u8, count: usize) -> Result<(), Fault> {
        if count > self.limit - self.bytes.len() {
            return Err(self.full());
        }
        self.bytes.resize(self.bytes.len() + count, byte);
        Ok(())
    }

    /// Writes a number in decimal.
    pub(crate) fn push_int(&mut self, number: i64) -> Result<(), Fault> {
        let mut digits = [0u8; 20];
        let mut at = digits.len();
        let mut rest = number.unsigned_abs();
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            at -= 1;
            digits[at] = b'-';
        }
        self.push(&digits[at..])
    }

    /// The number of bytes so far.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Takes back what was written after the first `length` bytes.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.bytes.truncate(length);
    }

    /// Bytes that still fit.
    pub(super) fn room(&self) -> usize {
        self.limit - self.bytes.len()
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    #[cold]
    fn full(&self) -> Fault {
        Fault::Limit(match self.purpose {
            Purpose::Output => format!("the template gives more than {} bytes of output", self.limit),
            Purpose::Value(limit) => format!("the template makes values of more than {limit} bytes"),
        })
    }
}
