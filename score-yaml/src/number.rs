//! Numbers without loss: whole ones from `i64::MIN` to `u64::MAX`, all others as doubles, with the text they had.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::float;
use crate::node::ScalarValue;

/// A number. Two are equal when their values are, whatever their text; a whole number never equals a double.
#[derive(Debug, Clone)]
pub struct Number {
    value: Repr,
    text: Option<Box<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Repr {
    Int(i64),
    /// Only above `i64::MAX`.
    UInt(u64),
    Float(f64),
}

impl Number {
    /// Keeps the text it was written as, unless it is the usual one.
    pub(crate) fn written(mut self, text: &str) -> Number {
        if self.to_string() != text {
            self.text = Some(text.into());
        }
        self
    }

    /// As it was written (`0x1F`), or as it is printed when it was not read.
    pub fn text(&self) -> String {
        self.text.as_deref().map_or_else(|| self.to_string(), str::to_owned)
    }

    /// The value, when it is whole and fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self.value {
            Repr::Int(value) => Some(value),
            Repr::UInt(_) | Repr::Float(_) => None,
        }
    }

    /// The value, when it is whole and not negative.
    pub fn as_u64(&self) -> Option<u64> {
        match self.value {
            Repr::Int(value) => u64::try_from(value).ok(),
            Repr::UInt(value) => Some(value),
            Repr::Float(_) => None,
        }
    }

    /// The value as a double, rounded where it must be.
    pub fn as_f64(&self) -> f64 {
        match self.value {
            Repr::Int(value) => value as f64,
            Repr::UInt(value) => value as f64,
            Repr::Float(value) => value,
        }
    }

    /// Whether it is a double.
    pub fn is_float(&self) -> bool {
        matches!(self.value, Repr::Float(_))
    }

    /// As compact JSON; `None` for infinities and what is no number.
    pub(crate) fn to_json(&self) -> Option<String> {
        match self.value {
            Repr::Float(value) => float::json(value),
            Repr::Int(_) | Repr::UInt(_) => Some(self.to_string()),
        }
    }

    pub(crate) fn to_scalar(&self) -> ScalarValue {
        match self.value {
            Repr::Int(value) => ScalarValue::Int(value),
            Repr::UInt(value) => ScalarValue::UInt(value),
            Repr::Float(value) => ScalarValue::Float(value),
        }
    }
}

/// As yaml.v3 prints it: decimal, doubles with the shortest digits.
impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            Repr::Int(value) => value.fmt(formatter),
            Repr::UInt(value) => value.fmt(formatter),
            Repr::Float(value) => formatter.write_str(&float::general(value)),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        match (self.value, other.value) {
            (Repr::Float(one), Repr::Float(two)) => one == two || (one.is_nan() && two.is_nan()),
            (one, two) => one == two,
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number { value: Repr::Int(value), text: None }
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Number {
        let value = i64::try_from(value).map_or(Repr::UInt(value), Repr::Int);
        Number { value, text: None }
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Number {
        Number { value: Repr::Float(value), text: None }
    }
}

macro_rules! from_small {
    ($($small:ty),*) => {
        $(impl From<$small> for Number {
            fn from(value: $small) -> Number {
                Number::from(i64::from(value))
            }
        })*
    };
}

from_small!(i8, i16, i32, u8, u16, u32);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Repr::Int(value) => serializer.serialize_i64(value),
            Repr::UInt(value) => serializer.serialize_u64(value),
            Repr::Float(value) => serializer.serialize_f64(value),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = Number;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number")
            }

            fn visit_i64<E>(self, value: i64) -> Result<Number, E> {
                Ok(Number::from(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Number, E> {
                Ok(Number::from(value))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Number, E> {
                Ok(Number::from(value))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
