//! Clouds of dots side by side, as SVG and as pixels: rings, phases, tori.

use super::picture::PixelPicture;
use crate::draw::cyclic;
use crate::draw::palette::{INK, OTHERS, PAPER, Rgb};
use crate::draw::svg::{Anchor, Point, Stroke, Svg, TextStyle};

/// Side of a cloud, and room for its title, pixels.
const SIDE: f64 = 300.0;
const TITLE: f64 = 28.0;
/// Clouds in a row.
const ACROSS: usize = 3;
/// Dots of a cloud in a vector picture: of more, every second, third, … one.
const MOST_DOTS: usize = 1500;
const RADIUS: f64 = 1.8;
/// From the edge of a cloud's square to its frame, and on to its outermost dots, pixels.
const MARGIN: f64 = 6.0;
const FRAME: Rgb = [0xCC; 3];

/// A cloud of dots around the origin, as wide as it is high.
pub(crate) struct DotCloud {
    title: String,
    /// Place, and colour as an angle in turns (NaN for none).
    dots: Vec<(Point, f64)>,
    /// How far the dots reach along an axis.
    extent: f64,
}

impl DotCloud {
    pub(crate) fn new(title: String, dots: Vec<(Point, f64)>) -> Self {
        let reach = dots.iter().flat_map(|(point, _)| *point).map(f64::abs).filter(|x| x.is_finite());
        Self { title, extent: reach.fold(0.0, f64::max).max(f64::MIN_POSITIVE), dots }
    }

    /// Place of a dot in a square of `side` pixels.
    fn place(&self, [x, y]: Point, side: f64) -> Point {
        let scale = (0.5 * side - 2.0 * MARGIN) / self.extent;
        [0.5 * side + scale * x, 0.5 * side - scale * y]
    }
}

/// The colour of a dot; what has no angle is grey.
fn colour(turns: f64) -> Rgb {
    if turns.is_finite() { cyclic(turns) } else { OTHERS }
}

/// Rows and columns of so many clouds.
fn grid(count: usize) -> [usize; 2] {
    [count.div_ceil(ACROSS).max(1), count.clamp(1, ACROSS)]
}

/// The clouds as a vector picture.
pub(crate) fn clouds_svg(clouds: &[DotCloud], title: &str) -> String {
    let [rows, columns] = grid(clouds.len());
    let size = [SIDE * columns as f64, (SIDE + TITLE) * rows as f64];
    let mut svg = Svg::new(size[0], size[1], title);
    svg.rect([0.0, 0.0], size, PAPER);
    for (index, cloud) in clouds.iter().enumerate() {
        let corner = [SIDE * (index % ACROSS) as f64, (SIDE + TITLE) * (index / ACROSS) as f64];
        let words = TextStyle { size: 13.0, colour: INK, anchor: Anchor::Middle, upwards: false };
        svg.text([corner[0] + SIDE / 2.0, corner[1] + 19.0], &cloud.title, words);
        let [left, top] = [corner[0] + MARGIN, corner[1] + TITLE + MARGIN];
        let [right, bottom] = [left + SIDE - 2.0 * MARGIN, top + SIDE - 2.0 * MARGIN];
        let frame = [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]];
        svg.polyline(&frame, Stroke::solid(FRAME, 1.0));
        let stride = cloud.dots.len().div_ceil(MOST_DOTS).max(1);
        for (point, turns) in cloud.dots.iter().step_by(stride) {
            let [x, y] = cloud.place(*point, SIDE);
            svg.disc([corner[0] + x, corner[1] + TITLE + y], RADIUS, colour(*turns));
        }
    }
    svg.finish()
}

/// The clouds as pixels, without their titles.
pub(crate) fn picture(clouds: &[DotCloud]) -> PixelPicture {
    const PIXELS: usize = 360;
    const DOT: i64 = 2;
    let [rows, columns] = grid(clouds.len());
    let (width, height) = (columns * PIXELS, rows * PIXELS);
    let mut rgb = vec![255; 3 * width * height];
    for (index, cloud) in clouds.iter().enumerate() {
        let (left, top) = (index % ACROSS * PIXELS, index / ACROSS * PIXELS);
        let (from, to) = (MARGIN as usize, PIXELS - 1 - MARGIN as usize);
        for along in from..=to {
            for (x, y) in [(along, from), (along, to), (from, along), (to, along)] {
                let at = 3 * ((top + y) * width + left + x);
                rgb[at..at + 3].copy_from_slice(&FRAME);
            }
        }
        for (point, turns) in &cloud.dots {
            let [x, y] = cloud.place(*point, PIXELS as f64).map(|x| x.round() as i64);
            let colour = colour(*turns);
            let disc = (-DOT..=DOT).flat_map(|dy| (-DOT..=DOT).map(move |dx| (dx, dy)));
            for (dx, dy) in disc.filter(|(dx, dy)| dx * dx + dy * dy <= DOT * DOT + 1) {
                let inside = |x: i64| usize::try_from(x).ok().filter(|x| *x < PIXELS);
                if let (Some(x), Some(y)) = (inside(x + dx), inside(y + dy)) {
                    let at = 3 * ((top + y) * width + left + x);
                    rgb[at..at + 3].copy_from_slice(&colour);
                }
            }
        }
    }
    PixelPicture { width, height, rgb }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::palette::hex;

    #[test]
    fn dots_have_their_place_and_colour() {
        let cloud =
            DotCloud::new("ring".into(), vec![([1.0, 0.0], 0.25), ([0.0, -2.0], f64::NAN), ([f64::NAN, 0.0], 0.0)]);
        let svg = clouds_svg(std::slice::from_ref(&cloud), "clouds");
        assert_eq!(svg.matches("<circle").count(), 2, "what has no place is left out: {svg}");
        assert!(svg.contains(&hex(cyclic(0.25))) && svg.contains("#999999"), "{svg}");
        let picture = picture(&[cloud]);
        let pixel = |x: usize, y: usize| &picture.rgb[3 * (y * picture.width + x)..][..3];
        assert_eq!(pixel(180 + 84, 180), cyclic(0.25), "right of the middle");
        assert_eq!(pixel(180, 348), [0x99; 3], "below it");
        assert_eq!(pixel(6, 180), [0xcc; 3], "the frame");
        assert_eq!(pixel(100, 100), [255; 3]);
    }

    #[test]
    fn many_and_none() {
        let many = DotCloud::new("many".into(), vec![([0.5, 0.5], 0.0); 10_000]);
        assert!(clouds_svg(&[many], "").matches("<circle").count() <= MOST_DOTS);
        assert!(clouds_svg(&[], "nothing").contains("</svg>"));
        assert_eq!(picture(&[]).rgb.len(), 3 * 360 * 360);
    }
}
