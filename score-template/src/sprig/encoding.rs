//! Base 64, base 32 and checksums.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::call::{Arguments, Fault};
use crate::value::Value;

pub(super) fn b64enc(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    arguments.context.text(STANDARD.encode(arguments.bytes(0)))
}

/// What cannot be decoded gives the message as its value.
pub(super) fn b64dec(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    match decode_base64(arguments.bytes(0)) {
        Ok(bytes) => arguments.context.bytes(bytes),
        Err(at) => arguments.context.text(format!("illegal base64 data at input byte {at}")),
    }
}

/// Decodes, or gives the place of the first wrong byte as Go counts it. Line breaks do not count as wrong.
pub(super) fn decode_base64(text: &[u8]) -> Result<Vec<u8>, usize> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let mut bytes = text.iter().copied().enumerate().filter(|(_, byte)| !matches!(byte, b'\n' | b'\r'));
    loop {
        let (mut group, mut digits, mut start) = (0u32, 0usize, text.len());
        while digits < 4 {
            let Some((at, byte)) = bytes.next() else {
                // The place of the first digit of the group that has no end.
                return if digits == 0 { Ok(out) } else { Err(text.len() - digits) };
            };
            if digits == 0 {
                start = at;
            }
            let digit = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                b'=' if digits >= 2 => {
                    if digits == 2 {
                        match bytes.next() {
                            Some((_, b'=')) => {}
                            Some((at, _)) => return Err(at),
                            None => return Err(text.len()),
                        }
                    }
                    if let Some((at, _)) = bytes.next() {
                        return Err(at);
                    }
                    group <<= 6 * (4 - digits);
                    out.extend_from_slice(&group.to_be_bytes()[1..digits]);
                    return Ok(out);
                }
                _ => return Err(at),
            };
            group = group << 6 | u32::from(digit);
            digits += 1;
        }
        debug_assert!(start <= text.len());
        out.extend_from_slice(&group.to_be_bytes()[1..]);
    }
}

const BASE_32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

pub(super) fn b32enc(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let bytes = arguments.bytes(0);
    let mut out = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for chunk in bytes.chunks(5) {
        let mut group = [0u8; 8];
        group[3..3 + chunk.len()].copy_from_slice(chunk);
        let group = u64::from_be_bytes(group);
        let digits = (chunk.len() * 8).div_ceil(5);
        for index in 0..8 {
            let digit = (group >> (35 - 5 * index)) as usize & 31;
            out.push(if index < digits { char::from(BASE_32[digit]) } else { '=' });
        }
    }
    arguments.context.text(out)
}

/// What cannot be decoded gives the message as its value.
pub(super) fn b32dec(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let text: Vec<u8> =
        arguments.bytes(0).iter().copied().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    match decode_base32(&text) {
        Ok(bytes) => arguments.context.bytes(bytes),
        Err(at) => arguments.context.text(format!("illegal base32 data at input byte {at}")),
    }
}

fn decode_base32(text: &[u8]) -> Result<Vec<u8>, usize> {
    let mut out = Vec::with_capacity(text.len() / 8 * 5 + 5);
    for (number, chunk) in text.chunks(8).enumerate() {
        let start = number * 8;
        let digits = chunk.iter().position(|byte| *byte == b'=').unwrap_or(chunk.len());
        let mut group = 0u64;
        for (index, byte) in chunk[..digits].iter().enumerate() {
            let digit = BASE_32.iter().position(|known| known == byte).ok_or(start + index)?;
            group = group << 5 | digit as u64;
        }
        let padded = digits < chunk.len();
        if !padded && digits < 8 {
            return Err(start);
        }
        if padded {
            let is_last = start + 8 >= text.len();
            if digits < 2 || !is_last {
                return Err(start + digits);
            }
            if chunk.len() < 8 {
                return Err(text.len());
            }
            if let Some(wrong) = chunk[digits..].iter().position(|byte| *byte != b'=') {
                return Err(start + digits + wrong);
            }
            if matches!(digits, 3 | 6) {
                return Err(start + digits);
            }
        }
        group <<= 5 * (8 - digits);
        out.extend_from_slice(&group.to_be_bytes()[3..3 + digits * 5 / 8]);
    }
    Ok(out)
}

fn hexadecimal(arguments: &Arguments<'_>, bytes: &[u8]) -> Result<Value, Fault> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = Vec::with_capacity(2 * bytes.len());
    for byte in bytes {
        out.push(DIGITS[usize::from(byte >> 4)]);
        out.push(DIGITS[usize::from(byte & 15)]);
    }
    arguments.context.bytes(out)
}

pub(super) fn sha1sum(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    hexadecimal(arguments, &Sha1::digest(arguments.bytes(0)))
}

pub(super) fn sha256sum(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    hexadecimal(arguments, &Sha256::digest(arguments.bytes(0)))
}

pub(super) fn sha512sum(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    hexadecimal(arguments, &Sha512::digest(arguments.bytes(0)))
}

pub(super) fn adler32sum(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    const MODULUS: u32 = 65_521;
    let (mut one, mut two) = (1u32, 0u32);
    for byte in arguments.bytes(0) {
        one = (one + u32::from(*byte)) % MODULUS;
        two = (two + one) % MODULUS;
    }
    arguments.context.text((two << 16 | one).to_string())
}
