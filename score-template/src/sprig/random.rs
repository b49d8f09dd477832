//! Random values. Each call is one draw from the surroundings.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::strings::count;
use crate::call::{Arguments, Context, Fault};
use crate::value::Value;

/// Random numbers, each below its bound. Eight bytes for one make what the division leaves uneven too small to matter.
fn below(context: &Context<'_>, bounds: impl ExactSizeIterator<Item = u64>) -> Result<Vec<usize>, Fault> {
    let length = bounds.len().checked_mul(8).filter(|length| *length <= context.bytes_left());
    let mut bytes = vec![0u8; length.ok_or_else(|| context.out_of_bytes())?];
    context.step(bytes.len() as u64 / 64)?;
    context.random(&mut bytes);
    let numbers = bytes.chunks_exact(8).zip(bounds).map(|(chunk, bound)| {
        let number = chunk.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        (number % bound.max(1)) as usize
    });
    Ok(numbers.collect())
}

/// So many characters out of an alphabet.
fn characters(arguments: &Arguments<'_>, alphabet: &[u8]) -> Result<Value, Fault> {
    let count = count(arguments.int(0))?;
    let indexes = below(arguments.context, std::iter::repeat_n(alphabet.len() as u64, count))?;
    arguments.context.bytes(indexes.into_iter().map(|index| alphabet[index]).collect())
}

const ALPHA_NUM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

pub(super) fn alpha_num(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    characters(arguments, ALPHA_NUM)
}

pub(super) fn alpha(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    characters(arguments, &ALPHA_NUM[..52])
}

pub(super) fn numeric(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    characters(arguments, &ALPHA_NUM[52..])
}

pub(super) fn ascii(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let printable: Vec<u8> = (b' '..=b'~').collect();
    characters(arguments, &printable)
}

pub(super) fn bytes(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let Ok(count) = usize::try_from(arguments.int(0)) else {
        return Err("runtime error: makeslice: len out of range".into());
    };
    if count > arguments.context.bytes_left() {
        return Err(arguments.context.out_of_bytes());
    }
    let mut bytes = vec![0; count];
    arguments.context.random(&mut bytes);
    arguments.context.text(STANDARD.encode(bytes))
}

pub(super) fn int(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let (least, most) = (arguments.int(0), arguments.int(1));
    let Some(bound) = most.checked_sub(least).filter(|bound| *bound > 0) else {
        return Err("invalid argument to Intn".into());
    };
    let offset = below(arguments.context, std::iter::once(bound.unsigned_abs()))?;
    Ok(Value::Int(least + offset.first().map_or(0, |offset| *offset as i64)))
}

pub(super) fn shuffle(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let mut chars: Vec<char> = arguments.text(0).chars().collect();
    if chars.len() > 1 {
        let bounds = (2..chars.len() as u64 + 1).rev().collect::<Vec<_>>();
        let partners = below(arguments.context, bounds.into_iter())?;
        for (at, partner) in (1..chars.len()).rev().zip(partners) {
            chars.swap(at, partner);
        }
    }
    arguments.context.text(chars.into_iter().collect::<String>())
}

pub(super) fn uuid(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let mut bytes = [0u8; 16];
    arguments.context.random(&mut bytes);
    let mut number = u128::from_be_bytes(bytes);
    // Version 4, variant 1.
    number = number & !(0xf << 76) | 4 << 76;
    number = number & !(0b11 << 62) | 0b10 << 62;
    let digits = format!("{number:032x}");
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    arguments.context.text(parts.join("-"))
}
