//! Hashes of passwords, passwords out of a master password, and texts that a password locks. What is random in them is
//! drawn as everything random is.

mod derived;

use aes::Aes256;
use aes::cipher::block_padding::{NoPadding, Pkcs7};
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::encoding::decode_base64;
use crate::call::{Arguments, Fault};
use crate::value::Value;

pub(super) use derived::derive_password;

/// Two to this power are the rounds of a hash.
const ROUNDS: u32 = 10;
/// A longer password cannot be hashed. In bytes.
const LONGEST: usize = 72;
/// Steps that a hash is counted as, since it takes as long as so many others: ten of them use up a rendering.
const STEPS_OF_HASH: u64 = 200_000;

pub(super) fn bcrypt(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let hash = hashed(arguments, arguments.bytes(0))?;
    arguments.context.text(hash)
}

/// A line of a password file of a web server.
pub(super) fn htpasswd(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let user = arguments.text(0);
    if user.contains(':') {
        return arguments.context.text(format!("invalid username: {user}"));
    }
    let hash = hashed(arguments, arguments.bytes(1))?;
    arguments.context.text(format!("{user}:{hash}"))
}

/// The hash, or as in Go what is wrong with the password.
fn hashed(arguments: &Arguments<'_>, password: &[u8]) -> Result<String, Fault> {
    if password.len() > LONGEST {
        let why = format!("bcrypt: password length exceeds {LONGEST} bytes");
        return Ok(format!("failed to encrypt string with bcrypt: {why}"));
    }
    arguments.context.step(STEPS_OF_HASH)?;
    let mut salt = [0; 16];
    arguments.context.random(&mut salt);
    Ok(hash(password, ROUNDS, salt))
}

/// The hash of at most [`LONGEST`] bytes, in the version that Go writes.
fn hash(password: &[u8], rounds: u32, salt: [u8; 16]) -> String {
    // A zero ends a password that is shorter than the longest.
    let mut ended = [0; LONGEST + 1];
    let length = password.len().min(LONGEST);
    ended[..length].copy_from_slice(&password[..length]);
    let output = bcrypt::bcrypt(rounds, salt, &ended[..(length + 1).min(LONGEST)]);
    let (salt, hash) = (bcrypt::BASE_64.encode(salt), bcrypt::BASE_64.encode(&output[..23]));
    format!("$2a${rounds:02}${salt}{hash}")
}

/// The first 32 bytes of a password, with zeros up to there.
fn key(password: &[u8]) -> [u8; 32] {
    std::array::from_fn(|index| password.get(index).copied().unwrap_or(0))
}

const BLOCK: usize = 16;

/// A text locked with a password: a random block and the blocks that follow from it, in base64.
pub(super) fn encrypt(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let (password, text) = (arguments.bytes(0), arguments.bytes(1));
    if text.is_empty() {
        return arguments.context.text("");
    }
    let padded = (text.len() / BLOCK + 1) * BLOCK;
    arguments.context.charge(2 * padded)?;
    let mut start = [0; BLOCK];
    arguments.context.random(&mut start);
    let mut locked = vec![0; BLOCK + padded];
    locked[..BLOCK].copy_from_slice(&start);
    cbc::Encryptor::<Aes256>::new(&key(password).into(), &start.into())
        .encrypt_padded_b2b::<Pkcs7>(text, &mut locked[BLOCK..])
        .map_err(|error| error.to_string())?;
    arguments.context.text(STANDARD.encode(locked))
}

pub(super) fn decrypt(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let (password, text) = (arguments.bytes(0), arguments.bytes(1));
    if text.is_empty() {
        return arguments.context.text("");
    }
    arguments.context.charge(2 * text.len())?;
    let locked = decode_base64(text).map_err(|at| format!("illegal base64 data at input byte {at}"))?;
    let Some((start, blocks)) = locked.split_first_chunk::<BLOCK>() else {
        return Err(
            format!("runtime error: slice bounds out of range [:16] with capacity {}", locked.len()).into()
        );
    };
    if blocks.len() % BLOCK != 0 {
        return Err("crypto/cipher: input not full blocks".into());
    }
    let mut text = blocks.to_vec();
    cbc::Decryptor::<Aes256>::new(&key(password).into(), &(*start).into())
        .decrypt_padded::<NoPadding>(&mut text)
        .map_err(|error| error.to_string())?;
    // The last byte says how many were added. With another password it may say anything.
    let added = usize::from(*text.last().ok_or("runtime error: index out of range [-1]")?);
    match text.len().checked_sub(added) {
        Some(length) => text.truncate(length),
        None => {
            let end = text.len() as i64 - added as i64;
            return Err(format!("runtime error: slice bounds out of range [:{end}]").into());
        }
    }
    arguments.context.bytes(text)
}

#[cfg(test)]
mod tests {
    use base64::Engine;

    use super::hash;
    use crate::{ErrorKind, Functions, Surroundings, Template, Value};

    fn render(template: &str) -> Result<String, crate::Error> {
        let template = Template::parse(template, &Functions::sprig())?;
        Ok(template.render(&Value::Null, &Surroundings::fixed())?.text)
    }

    #[test]
    fn what_is_locked_is_opened_by_the_same_password_alone() {
        for text in ["", "x", "sixteen letters!", "more than sixteen letters, é"] {
            let round = format!(r#"{{{{ encryptAES "key" "{text}" | decryptAES "key" }}}}"#);
            assert_eq!(render(&round).unwrap(), text);
            let other = format!(r#"{{{{ encryptAES "key" "{text}" | decryptAES "other" }}}}"#);
            assert!(text.is_empty() || render(&other).map_or(true, |opened| opened != text));
        }
        for (locked, why) in [
            ("?", "illegal base64 data at input byte 0"),
            ("QUJD", "runtime error: slice bounds out of range [:16] with capacity 3"),
            ("QUJDREVGR0hJSktMTU5PUFFS", "crypto/cipher: input not full blocks"),
            ("QUJDREVGR0hJSktMTU5PUA==", "runtime error: index out of range [-1]"),
        ] {
            let error = render(&format!(r#"{{{{ decryptAES "key" "{locked}" }}}}"#)).unwrap_err();
            assert!(error.to_string().ends_with(why), "{error}");
        }
    }

    #[test]
    fn hashes_are_those_of_other_programs() {
        for (password, rounds, wanted) in [
            ("", 6, "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."),
            ("a", 6, "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe"),
        ] {
            let salt = bcrypt::BASE_64.decode(&wanted[7..29]).unwrap().try_into().unwrap();
            assert_eq!(hash(password.as_bytes(), rounds, salt), wanted);
        }
    }

    #[test]
    fn hashes_have_a_salt_that_is_drawn() {
        let hash = "$2a$10$......................";
        assert_eq!(&render(r#"{{ bcrypt "secret" }}"#).unwrap()[..29], hash);
        assert_eq!(&render(r#"{{ htpasswd "me" "secret" }}"#).unwrap()[..32], format!("me:{hash}"));
        assert_eq!(render(r#"{{ htpasswd "m:e" "secret" }}"#).unwrap(), "invalid username: m:e");
        let many = render(r#"{{ range 1000 }}{{ bcrypt "secret" }}{{ end }}"#).unwrap_err();
        assert_eq!(many.kind, ErrorKind::Limit);
    }

    #[test]
    fn a_master_password_gives_a_password_for_each_site() {
        let derived = |rest: &str| render(&format!("{{{{ derivePassword {rest} }}}}")).unwrap();
        let arguments = r#""long" "banana colored duckling" "Robert Lee Mitchell" "masterpasswordapp.com""#;
        assert_eq!(derived(&format!("1 {arguments}")), "Jejr5[RepuSosp");
        assert_eq!(derived(r#"1 "huge" "a" "b" "c""#), "cannot find password template huge");
    }
}
