//! Decimal arithmetic, so that 0.1 and 0.2 are 0.3. Where digits run out, floats take over.

use crate::call::Fault;

#[derive(Clone, Copy)]
pub(super) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// A number as its digits and where the point stands, or as a float when it has too many digits.
#[derive(Clone, Copy)]
pub(super) enum Decimal {
    /// The digits, times ten to the power.
    Exact(i128, i32),
    Float(f64),
}

/// Digits after the point of a quotient.
const QUOTIENT_DIGITS: i32 = 16;

impl Decimal {
    /// The shortest digits that read as the float.
    pub(super) fn new(number: f64) -> Result<Decimal, Fault> {
        if !number.is_finite() {
            let text = crate::print::format_float(number, 'g', None);
            return Err(format!("Cannot create a Decimal from {text}").into());
        }
        let text = format!("{number:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}").parse::<i128>();
        let exponent = exponent.parse::<i32>();
        Ok(match (digits, exponent) {
            (Ok(digits), Ok(exponent)) => Decimal::Exact(digits, exponent - fraction.len() as i32),
            _ => Decimal::Float(number),
        })
    }

    pub(super) fn to_float(self) -> f64 {
        match self {
            Decimal::Exact(digits, exponent) => format!("{digits}e{exponent}").parse().unwrap_or(f64::NAN),
            Decimal::Float(number) => number,
        }
    }

    pub(super) fn apply(self, operation: Operation, other: Decimal) -> Result<Decimal, Fault> {
        if matches!(operation, Operation::Divide) && other.to_float() == 0.0 {
            return Err("decimal division by 0".into());
        }
        Ok(self.exact(operation, other).unwrap_or_else(|| {
            let (one, other) = (self.to_float(), other.to_float());
            Decimal::Float(match operation {
                Operation::Add => one + other,
                Operation::Subtract => one - other,
                Operation::Multiply => one * other,
                Operation::Divide => one / other,
            })
        }))
    }

    /// The exact result, or nothing when it has too many digits.
    fn exact(self, operation: Operation, other: Decimal) -> Option<Decimal> {
        let (Decimal::Exact(one, one_exponent), Decimal::Exact(other, other_exponent)) = (self, other) else {
            return None;
        };
        let exponent = one_exponent.min(other_exponent);
        let scaled = |digits: i128, from: i32| shifted(digits, from - exponent);
        Some(match operation {
            Operation::Add => {
                let sum = scaled(one, one_exponent)?.checked_add(scaled(other, other_exponent)?)?;
                Decimal::Exact(sum, exponent)
            }
            Operation::Subtract => {
                let difference = scaled(one, one_exponent)?.checked_sub(scaled(other, other_exponent)?)?;
                Decimal::Exact(difference, exponent)
            }
            Operation::Multiply => {
                Decimal::Exact(one.checked_mul(other)?, one_exponent.checked_add(other_exponent)?)
            }
            Operation::Divide => {
                let shift = one_exponent - other_exponent + QUOTIENT_DIGITS;
                let (dividend, divisor) = match shift {
                    0.. => (shifted(one, shift)?, other),
                    _ => match shifted(other, -shift) {
                        Some(divisor) => (one, divisor),
                        // So large that nothing is left of the quotient.
                        None => return Some(Decimal::Exact(0, -QUOTIENT_DIGITS)),
                    },
                };
                let (quotient, rest) = (dividend / divisor, dividend % divisor);
                // Half a unit rounds away from zero.
                let round = rest.unsigned_abs() >= divisor.unsigned_abs() - rest.unsigned_abs() && rest != 0;
                let direction = if (dividend < 0) == (divisor < 0) { 1 } else { -1 };
                Decimal::Exact(if round { quotient + direction } else { quotient }, -QUOTIENT_DIGITS)
            }
        })
    }
}

fn shifted(digits: i128, places: i32) -> Option<i128> {
    if digits == 0 {
        return Some(0);
    }
    digits.checked_mul(10i128.checked_pow(u32::try_from(places).ok()?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_do_not_lose_what_floats_would() {
        for (one, operation, other, expected) in [
            (0.1, Operation::Add, 0.2, 0.3),
            (1.1, Operation::Multiply, 1.1, 1.21),
            (1.0, Operation::Subtract, 0.9, 0.1),
            (10.0, Operation::Divide, 3.0, 3.333_333_333_333_333_5),
            (-2.0, Operation::Divide, 3.0, -0.666_666_666_666_666_7),
            (1e300, Operation::Add, 1e-300, 1e300),
        ] {
            let result = Decimal::new(one).unwrap().apply(operation, Decimal::new(other).unwrap()).unwrap();
            assert_eq!(result.to_float(), expected);
        }
        assert!(Decimal::new(f64::NAN).is_err());
    }
}
