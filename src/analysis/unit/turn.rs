//! How far one lattice is turned against another.

/// From one orientation of a hexagonal lattice to another, degrees, −30 up to 30: it is the same after 60.
pub(crate) fn turn_deg(from_deg: f64, to_deg: f64) -> f64 {
    (to_deg - from_deg + 30.0).rem_euclid(60.0) - 30.0
}

#[cfg(test)]
mod tests {
    use super::turn_deg;

    #[test]
    fn the_shorter_way_round_is_the_turn() {
        let close = |found: f64, want: f64| (found - want).abs() < 1e-9;
        assert!(close(turn_deg(58.0, 3.0), 5.0) && close(turn_deg(3.0, 58.0), -5.0), "around 60°");
        assert!(close(turn_deg(10.0, 25.0), 15.0) && close(turn_deg(10.0, 70.0), 0.0));
        assert!(close(turn_deg(0.0, 30.0), -30.0), "both ways are as long");
    }
}
