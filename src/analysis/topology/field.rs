//! Arithmetic modulo 47, the prime of the published pipeline (Gardner et al. 2022).
//!
//! A large prime keeps torsion out of the barcodes, and leaves room to lift a cocycle to small integers.

/// Numbers are 0 to 46.
pub(crate) const PRIME: u8 = 47;

/// Inverses of 1 to 46; nothing divides by 0.
const INVERSES: [u8; PRIME as usize] = inverses();

const fn inverses() -> [u8; PRIME as usize] {
    let mut table = [0; PRIME as usize];
    let mut a = 1;
    while a < PRIME {
        let mut b = 1;
        while mul(a, b) != 1 {
            b += 1;
        }
        table[a as usize] = b;
        a += 1;
    }
    table
}

pub(crate) const fn mul(a: u8, b: u8) -> u8 {
    (a as u16 * b as u16 % PRIME as u16) as u8
}

pub(crate) const fn add(a: u8, b: u8) -> u8 {
    (a + b) % PRIME
}

pub(crate) const fn negative(a: u8) -> u8 {
    (PRIME - a) % PRIME
}

/// The factor by which a column with pivot `other` is added to cancel the pivot `own`: −own / other.
pub(crate) fn cancelling(own: u8, other: u8) -> u8 {
    negative(mul(own, INVERSES[other as usize]))
}

/// The representative nearest to 0, −23 to 23.
pub(crate) fn signed(a: u8) -> i32 {
    if a > PRIME / 2 { i32::from(a) - i32::from(PRIME) } else { i32::from(a) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field() {
        for a in 0..PRIME {
            assert_eq!(add(a, negative(a)), 0, "{a} and its negative");
            assert_eq!(signed(a).rem_euclid(47), i32::from(a), "{a} lifted");
            assert!(signed(a).abs() <= 23, "{a} lifted");
            for b in 1..PRIME {
                assert_eq!(add(a, mul(cancelling(a, b), b)), 0, "{a} cancelled by {b}");
            }
        }
    }
}
