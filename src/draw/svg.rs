//! Vector pictures: a small writer of SVG 1.1. It knows shapes, not plots; whoever draws has laid everything out in pixels.
//!
//! A picture of 40 × 20 pixels; what is not finite is left out:
//!
//! ```
//! use gridscope::draw::palette::BLUE;
//! use gridscope::draw::svg::{Stroke, Svg};
//!
//! let mut svg = Svg::new(40.0, 20.0, "a < b");
//! svg.line([0.0, 10.0], [40.0, 10.0], Stroke::solid(BLUE, 1.5));
//! svg.disc([f64::NAN, 10.0], 3.0, BLUE);
//! let file = svg.finish();
//! assert!(file.contains("<title>a &lt; b</title>") && file.contains(r#"stroke-width="1.5""#));
//! assert!(!file.contains("<circle"));
//! ```

use super::palette::{Rgb, hex};
use std::fmt::{self, Write};

/// A point in pixels from the upper left corner.
pub type Point = [f64; 2];

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    pub colour: Rgb,
    /// Pixels.
    pub width: f64,
    /// Length of dashes and gaps; `None` for a solid line.
    pub dash: Option<f64>,
}

impl Stroke {
    /// An unbroken line, `width` pixels wide.
    #[must_use]
    pub fn solid(colour: Rgb, width: f64) -> Self {
        Self { colour, width, dash: None }
    }

    /// Dashes and gaps of `dash` pixels each.
    #[must_use]
    pub fn dashed(colour: Rgb, width: f64, dash: f64) -> Self {
        Self { colour, width, dash: Some(dash) }
    }
}

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// Height of the letters, pixels.
    pub size: f64,
    pub colour: Rgb,
    pub anchor: Anchor,
    /// Written from below upwards, as beside a vertical axis.
    pub upwards: bool,
}

/// A picture that grows by one element a call; later elements cover earlier ones. Elements with a coordinate that is not
/// finite are left out, so that the file stays valid whatever was measured.
#[derive(Clone, Debug)]
pub struct Svg {
    size: Point,
    title: String,
    body: String,
}

impl Svg {
    /// An empty picture; the title is what a screen reader says of it.
    #[must_use]
    pub fn new(width: f64, height: f64, title: &str) -> Self {
        Self { size: [width, height], title: escaped(title), body: String::new() }
    }

    /// A straight line.
    pub fn line(&mut self, from: Point, to: Point, stroke: Stroke) {
        if finite(&[from, to]) {
            let ([x1, y1], [x2, y2]) = (from.map(Pixels), to.map(Pixels));
            self.add(format_args!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"{}/>", Stroked(stroke)));
        }
    }

    /// Straight lines from point to point. A point that is not finite leaves a gap.
    pub fn polyline(&mut self, points: &[Point], stroke: Stroke) {
        for run in points.split(|point| !finite(&[*point])).filter(|run| run.len() > 1) {
            let list: Vec<String> = run.iter().map(|[x, y]| format!("{},{}", Pixels(*x), Pixels(*y))).collect();
            let list = list.join(" ");
            self.add(format_args!("<polyline points=\"{list}\" fill=\"none\"{}/>", Stroked(stroke)));
        }
    }

    /// A filled rectangle, from its upper left corner.
    pub fn rect(&mut self, corner: Point, size: Point, fill: Rgb) {
        if finite(&[corner, size]) {
            let ([x, y], [width, height], fill) = (corner.map(Pixels), size.map(Pixels), hex(fill));
            self.add(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"));
        }
    }

    /// A filled disc.
    pub fn disc(&mut self, centre: Point, radius: f64, fill: Rgb) {
        if finite(&[centre, [radius; 2]]) {
            let ([x, y], radius, fill) = (centre.map(Pixels), Pixels(radius), hex(fill));
            self.add(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\"/>"));
        }
    }

    /// A line of text, its baseline at the point.
    pub fn text(&mut self, at: Point, text: &str, style: TextStyle) {
        if !finite(&[at, [style.size; 2]]) {
            return;
        }
        let [x, y] = at.map(Pixels);
        let anchor = match style.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let turn = if style.upwards { format!(" transform=\"rotate(-90 {x} {y})\"") } else { String::new() };
        let (size, colour, text) = (Pixels(style.size), hex(style.colour), escaped(text));
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{colour}\" text-anchor=\"{anchor}\"{turn}>{text}</text>"
        ));
    }

    /// The file.
    #[must_use]
    pub fn finish(self) -> String {
        let [width, height] = self.size.map(Pixels);
        let Self { title, body, .. } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" role=\"img\">\n<title>{title}</title>\n{body}</svg>\n"
        )
    }

    fn add(&mut self, element: fmt::Arguments<'_>) {
        writeln!(self.body, "{element}").expect("a string takes whatever is written");
    }
}

fn finite(points: &[Point]) -> bool {
    points.as_flattened().iter().all(|value| value.is_finite())
}

/// A length to a hundredth of a pixel, without zeros at its end.
#[derive(Clone, Copy)]
pub(super) struct Pixels(pub(super) f64);

impl fmt::Display for Pixels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded = (self.0 * 100.0).round() / 100.0;
        // Adding 0 turns −0 into 0.
        write!(f, "{}", rounded + 0.0)
    }
}

/// The attributes of a line.
struct Stroked(Stroke);

impl fmt::Display for Stroked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stroke { colour, width, dash } = self.0;
        write!(f, " stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"", hex(colour), Pixels(width))?;
        dash.map_or(Ok(()), |dash| write!(f, " stroke-dasharray=\"{}\"", Pixels(dash)))
    }
}

/// Text as it may stand in an element. Control characters, which no XML file may contain, become �.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RED: Rgb = [255, 0, 0];
    const BLACK: TextStyle = TextStyle { size: 12.0, colour: [0; 3], anchor: Anchor::Start, upwards: false };

    /// What is between the tags of the only text.
    fn text_of(svg: &str) -> &str {
        let (_, rest) = svg.split_once("<text").expect("a text");
        let (_, rest) = rest.split_once('>').expect("its tag ends");
        rest.split_once("</text>").expect("it ends").0
    }

    #[test]
    fn a_picture_is_written_as_svg() {
        let mut svg = Svg::new(200.0, 100.5, "a < b");
        svg.rect([0.0, 0.0], [200.0, 100.5], [255; 3]);
        svg.line([1.0, 2.0], [3.456_789, -0.001], Stroke::solid([0x00, 0x72, 0xB2], 1.5));
        svg.polyline(&[[0.0, 0.0], [1.0, 1.0]], Stroke::dashed([128; 3], 1.0, 3.0));
        svg.disc([5.0, 5.0], 2.0, [0; 3]);
        svg.text([7.0, 8.0], "N & B", TextStyle { anchor: Anchor::Middle, upwards: true, ..BLACK });
        let expected = concat!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100.5\" viewBox=\"0 0 200 100.5\" ",
            "font-family=\"sans-serif\" role=\"img\">\n",
            "<title>a &lt; b</title>\n",
            "<rect x=\"0\" y=\"0\" width=\"200\" height=\"100.5\" fill=\"#ffffff\"/>\n",
            "<line x1=\"1\" y1=\"2\" x2=\"3.46\" y2=\"0\" stroke=\"#0072b2\" stroke-width=\"1.5\" ",
            "stroke-linejoin=\"round\"/>\n",
            "<polyline points=\"0,0 1,1\" fill=\"none\" stroke=\"#808080\" stroke-width=\"1\" ",
            "stroke-linejoin=\"round\" stroke-dasharray=\"3\"/>\n",
            "<circle cx=\"5\" cy=\"5\" r=\"2\" fill=\"#000000\"/>\n",
            "<text x=\"7\" y=\"8\" font-size=\"12\" fill=\"#000000\" text-anchor=\"middle\" ",
            "transform=\"rotate(-90 7 8)\">N &amp; B</text>\n",
            "</svg>\n",
        );
        assert_eq!(svg.finish(), expected);
    }

    #[test]
    fn what_is_not_finite_is_left_out() {
        let mut svg = Svg::new(10.0, 10.0, "");
        let stroke = Stroke::solid(RED, 1.0);
        svg.line([0.0, f64::NAN], [1.0, 1.0], stroke);
        svg.rect([0.0, 0.0], [f64::INFINITY, 1.0], RED);
        svg.disc([0.0, f64::NEG_INFINITY], 1.0, RED);
        svg.text([f64::NAN, 0.0], "gone", BLACK);
        svg.polyline(&[[0.0, 0.0]], stroke);
        assert!(
            !svg.clone().finish().contains("#ff0000") && !svg.clone().finish().contains("gone"),
            "nothing was drawn"
        );
        svg.polyline(&[[0.0, 0.0], [1.0, 0.0], [2.0, f64::NAN], [3.0, 0.0], [4.0, 0.0]], stroke);
        let text = svg.finish();
        assert_eq!(text.matches("<polyline").count(), 2, "a gap where a value is missing: {text}");
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }

    proptest! {
        #[test]
        fn any_text_stays_inside_its_element(words in any::<String>()) {
            let mut svg = Svg::new(1.0, 1.0, &words);
            svg.text([0.0, 0.0], &words, BLACK);
            let file = svg.finish();
            let text = text_of(&file);
            prop_assert!(!text.contains(['<', '>', '"', '\'']), "no mark-up in {}", text);
            prop_assert_eq!(file.matches("<text").count(), 1);
            prop_assert!(file.contains(&format!("<title>{text}</title>")), "the title too: {}", file);
            let back = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
            let back = back.replace("&amp;", "&");
            prop_assert_eq!(back.chars().count(), words.chars().count());
            for (is, was) in back.chars().zip(words.chars()) {
                prop_assert!(is == was || is == '\u{fffd}', "{:?} became {:?}", was, is);
            }
        }
    }
}
