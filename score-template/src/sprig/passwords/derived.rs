//! Passwords of sites out of one master password, by the algorithm of Master Password.

use hmac::{Hmac, KeyInit, Mac};
use scrypt::{Params, scrypt};
use sha2::Sha256;

use crate::call::{Arguments, Fault};
use crate::value::Value;

/// What the algorithm mixes into everything.
const PURPOSE: &str = "com.lyndir.masterpassword";
/// Steps that one password is counted as: five of them use up a rendering.
const STEPS: u64 = 400_000;

/// The forms that a type of password can have; a letter stands for a class of characters.
const FORMS: [(&str, &str); 6] = [
    ("maximum", "anoxxxxxxxxxxxxxxxxx axxxxxxxxxxxxxxxxxno"),
    (
        "long",
        "CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv \
         CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv \
         CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno",
    ),
    ("medium", "CvcnoCvc CvcCvcno"),
    ("short", "Cvcn"),
    ("basic", "aaanaaan aannaaan aaannaaa"),
    ("pin", "nnnn"),
];

/// The characters of a class.
fn characters(class: u8) -> &'static [u8] {
    match class {
        b'C' => b"BCDFGHJKLMNPQRSTVWXYZ",
        b'v' => b"aeiou",
        b'c' => b"bcdfghjklmnpqrstvwxyz",
        b'a' => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        b'n' => b"0123456789",
        b'o' => b"@&%?,=[]_:-+*$#!'^~;()/.",
        _ => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    }
}

/// What a key is for, each text behind its length.
fn salt(text: &[u8], counter: &[u8]) -> Vec<u8> {
    // Texts are shorter than 4 GiB.
    let length = (text.len() as u32).to_be_bytes();
    [PURPOSE.as_bytes(), &length, text, counter].concat()
}

/// The password for a site: counter, type, master password, user, site.
pub(crate) fn derive_password(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let kind = arguments.text(1);
    let Some((_, forms)) = FORMS.iter().find(|(name, _)| *name == kind) else {
        return arguments.context.text(format!("cannot find password template {kind}"));
    };
    arguments.context.step(STEPS)?;
    let mut key = [0; 64];
    let params = Params::new(15, 8, 2).map_err(|error| error.to_string())?;
    scrypt(arguments.bytes(2), &salt(arguments.bytes(3), b""), &params, &mut key)
        .map_err(|error| error.to_string())?;
    let counter = (arguments.int(0) as u32).to_be_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|error| error.to_string())?;
    mac.update(&salt(arguments.bytes(4), &counter));
    let seed = mac.finalize().into_bytes();
    let forms: Vec<&str> = forms.split(' ').collect();
    let form = forms[usize::from(seed[0]) % forms.len()];
    let chosen = form.bytes().zip(&seed[1..]).map(|(class, byte)| {
        let characters = characters(class);
        char::from(characters[usize::from(*byte) % characters.len()])
    });
    arguments.context.text(chosen.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_fits_the_seed_and_has_known_classes() {
        for (name, forms) in FORMS {
            for form in forms.split(' ') {
                assert!(
                    form.len() < 32 && form.bytes().all(|class| b"Cvcanox".contains(&class)),
                    "{name}: {form}"
                );
            }
        }
    }
}
