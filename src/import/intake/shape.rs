//! Form and size of an arena, by where the animal was.

use crate::data::ArenaShape;
use crate::numerics::ends;
use std::f64::consts::TAU;

/// Fewer places tell nothing about a form.
const LEAST_PLACES: usize = 500;
/// Across a track an animal varies so little, as a share of what it does along it; and so does its distance from the centre of
/// a track around it.
const TRACK_SHARE: f64 = 0.12;
/// Sides of a circle differ by less than this share.
const ROUND: f64 = 0.1;
/// Of all places so few lie outside of the circle with the extent as its diameter; of a square a fifth would.
const OUTSIDE: f64 = 0.005;
/// So much of the circle was visited, in squares of a tenth of its diameter.
const VISITED: f64 = 0.8;
const SQUARES: usize = 10;
/// Directions that are all taken on a track around the centre.
const DIRECTIONS: usize = 12;

/// The form of an arena: places (metres), and the extent of them along x and y (metres).
pub(super) fn recognised(position_m: &[[f64; 2]], extent_m: [[f64; 2]; 2]) -> ArenaShape {
    let known: Vec<[f64; 2]> = position_m.iter().filter(|place| place.iter().all(|x| x.is_finite())).copied().collect();
    let [width_m, height_m] = extent_m.map(|[low, high]| high - low);
    let rectangle = ArenaShape::Rectangle { width_m, height_m };
    if known.len() < LEAST_PLACES {
        return rectangle;
    }
    if let Some(length_m) = straight_track(&known) {
        return ArenaShape::Track { length_m };
    }
    let centre = extent_m.map(|[low, high]| f64::midpoint(low, high));
    let side_m = width_m.max(height_m);
    if (width_m - height_m).abs() > ROUND * side_m {
        return rectangle;
    }
    let from_centre: Vec<[f64; 2]> = known.iter().map(|[x, y]| [x - centre[0], y - centre[1]]).collect();
    let far: Vec<f64> = from_centre.iter().map(|[x, y]| x.hypot(*y)).collect();
    if let Some(radius_m) = round_track(&from_centre, &far) {
        return ArenaShape::Track { length_m: TAU * radius_m };
    }
    let outside = far.iter().filter(|far| **far > 1.02 * side_m / 2.0).count();
    let is_circle = outside as f64 <= OUTSIDE * far.len() as f64 && visited_share(&from_centre, side_m) >= VISITED;
    if is_circle { ArenaShape::Circle { diameter_m: side_m } } else { rectangle }
}

/// The length of a straight track, metres, if the places lie along one.
fn straight_track(known: &[[f64; 2]]) -> Option<f64> {
    let count = known.len() as f64;
    let mean = [0, 1].map(|axis| known.iter().map(|place| place[axis]).sum::<f64>() / count);
    let moment =
        |a: usize, b: usize| known.iter().map(|place| (place[a] - mean[a]) * (place[b] - mean[b])).sum::<f64>() / count;
    let (xx, yy, xy) = (moment(0, 0), moment(1, 1), moment(0, 1));
    let (half, root) = (f64::midpoint(xx, yy), (0.5 * (xx - yy)).hypot(xy));
    let is_track = (half - root).max(0.0).sqrt() < TRACK_SHARE * (half + root).sqrt();
    let turn = 0.5 * (2.0 * xy).atan2(xx - yy);
    let along = known.iter().map(|[x, y]| x * turn.cos() + y * turn.sin());
    let [low, high] = ends(along);
    is_track.then_some(high - low)
}

/// The radius of a track around the centre, metres, if the places lie along one.
fn round_track(from_centre: &[[f64; 2]], far: &[f64]) -> Option<f64> {
    let count = far.len() as f64;
    let mean = far.iter().sum::<f64>() / count;
    let variance = far.iter().map(|far| (far - mean).powi(2)).sum::<f64>() / count;
    let mut is_taken = [false; DIRECTIONS];
    for [x, y] in from_centre {
        let turn = (y.atan2(*x) / TAU).rem_euclid(1.0);
        is_taken[((turn * DIRECTIONS as f64) as usize).min(DIRECTIONS - 1)] = true;
    }
    (variance.sqrt() < TRACK_SHARE * mean && is_taken.iter().all(|is| *is)).then_some(mean)
}

/// The share of the circle that was visited.
fn visited_share(from_centre: &[[f64; 2]], side_m: f64) -> f64 {
    let at = |x: f64| (((x / side_m + 0.5) * SQUARES as f64) as usize).min(SQUARES - 1);
    let mut is_visited = [[false; SQUARES]; SQUARES];
    for [x, y] in from_centre {
        is_visited[at(*y)][at(*x)] = true;
    }
    let middle = (SQUARES as f64 - 1.0) / 2.0;
    let inside = |x: usize, y: usize| (x as f64 - middle).hypot(y as f64 - middle) < 0.45 * SQUARES as f64;
    let all = (0..SQUARES * SQUARES).map(|i| (i % SQUARES, i / SQUARES)).filter(|(x, y)| inside(*x, *y));
    let (count, visited) =
        all.fold((0, 0), |(count, visited), (x, y)| (count + 1, visited + u32::from(is_visited[y][x])));
    f64::from(visited) / f64::from(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::Draws;

    fn shape(place: impl Fn([f64; 2]) -> Option<[f64; 2]>) -> ArenaShape {
        let mut draws = Draws::new(1, "shape", 0);
        let places = (0..20_000).filter_map(|_| place([0; 2].map(|_| f64::from(draws.symmetric(0.5)))));
        let places: Vec<[f64; 2]> = places.collect();
        recognised(&places, [0, 1].map(|axis| ends(places.iter().map(|place| place[axis]))))
    }

    #[test]
    fn forms_are_recognised() {
        assert!(matches!(shape(|[x, y]| Some([1.5 * x, 0.75 * y])), ArenaShape::Rectangle { width_m, height_m }
            if (width_m - 1.5).abs() < 0.01 && (height_m - 0.75).abs() < 0.01));
        assert!(matches!(shape(Some), ArenaShape::Rectangle { .. }), "a square");
        let disc = shape(|[x, y]| (x.hypot(y) < 0.5).then_some([2.0 * x, 2.0 * y]));
        assert!(matches!(disc, ArenaShape::Circle { diameter_m } if (diameter_m - 2.0).abs() < 0.02), "{disc:?}");
        let track = shape(|[x, y]| Some([2.0 * x + 0.05 * y, 2.0 * x - 0.05 * y]));
        assert!(matches!(track, ArenaShape::Track { length_m } if (length_m - 2.83).abs() < 0.02), "{track:?}");
        let ring = shape(|[x, y]| Some([(TAU * x).cos() * (1.0 + 0.1 * y), (TAU * x).sin() * (1.0 + 0.1 * y)]));
        assert!(matches!(ring, ArenaShape::Track { length_m } if (length_m - TAU).abs() < 0.1), "{ring:?}");
        // A square whose corners were hardly visited is one all the same.
        let shy = shape(|[x, y]| (x.hypot(y) < 0.55).then_some([x, y]));
        assert!(matches!(shy, ArenaShape::Rectangle { .. }), "{shy:?}");
        assert!(matches!(recognised(&[[0.0; 2]; 3], [[0.0, 1.0]; 2]), ArenaShape::Rectangle { .. }), "too few places");
    }
}
