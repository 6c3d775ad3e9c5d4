//! Vector pictures: a small writer of SVG 1.1. It knows shapes, not plots; whoever draws has laid everything out in pixels.

use std::fmt::{self, Write};

/// A point in pixels from the upper left corner.
pub type Point = [f64; 2];

/// Colours of lines and dots that are told apart: Okabe & Ito 2008, the darker ones first.
pub const SERIES_COLOURS: [&str; 6] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke<'a> {
    /// Any CSS colour, for example `#0072B2`.
    pub colour: &'a str,
    pub width: f64,
    /// Length of dashes and gaps; `None` for a solid line.
    pub dash: Option<f64>,
}

impl<'a> Stroke<'a> {
    /// A solid line.
    #[must_use]
    pub fn solid(colour: &'a str, width: f64) -> Self {
        Self { colour, width, dash: None }
    }

    /// A line of dashes.
    #[must_use]
    pub fn dashed(colour: &'a str, width: f64, dash: f64) -> Self {
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
pub struct TextStyle<'a> {
    pub size: f64,
    pub colour: &'a str,
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
    pub fn line(&mut self, from: Point, to: Point, stroke: Stroke<'_>) {
        if finite(&[from, to]) {
            let ([x1, y1], [x2, y2]) = (from.map(Pixels), to.map(Pixels));
            self.add(format_args!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"{}/>", Stroked(stroke)));
        }
    }

    /// Straight lines from point to point. A point that is not finite leaves a gap.
    pub fn polyline(&mut self, points: &[Point], stroke: Stroke<'_>) {
        for run in points.split(|point| !finite(&[*point])).filter(|run| run.len() > 1) {
            let list: Vec<String> = run.iter().map(|[x, y]| format!("{},{}", Pixels(*x), Pixels(*y))).collect();
            let list = list.join(" ");
            self.add(format_args!("<polyline points=\"{list}\" fill=\"none\"{}/>", Stroked(stroke)));
        }
    }

    /// A filled rectangle, from its upper left corner.
    pub fn rect(&mut self, corner: Point, size: Point, fill: &str) {
        if finite(&[corner, size]) {
            let ([x, y], [width, height], fill) = (corner.map(Pixels), size.map(Pixels), escaped(fill));
            self.add(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"));
        }
    }

    /// A filled disc.
    pub fn disc(&mut self, centre: Point, radius: f64, fill: &str) {
        if finite(&[centre, [radius; 2]]) {
            let ([x, y], radius, fill) = (centre.map(Pixels), Pixels(radius), escaped(fill));
            self.add(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\"/>"));
        }
    }

    /// A line of text, its baseline at the point.
    pub fn text(&mut self, at: Point, text: &str, style: TextStyle<'_>) {
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
        let (size, colour, text) = (Pixels(style.size), escaped(style.colour), escaped(text));
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
struct Pixels(f64);

impl fmt::Display for Pixels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded = (self.0 * 100.0).round() / 100.0;
        // Adding 0 turns −0 into 0.
        write!(f, "{}", rounded + 0.0)
    }
}

/// The attributes of a line.
struct Stroked<'a>(Stroke<'a>);

impl fmt::Display for Stroked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stroke { colour, width, dash } = self.0;
        write!(f, " stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"", escaped(colour), Pixels(width))?;
        dash.map_or(Ok(()), |dash| write!(f, " stroke-dasharray=\"{}\"", Pixels(dash)))
    }
}

/// Text as it may stand in an element or an attribute. Control characters, which no XML file may contain, become �.
fn escaped(text: &str) -> String {
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

    const BLACK: TextStyle<'_> = TextStyle { size: 12.0, colour: "black", anchor: Anchor::Start, upwards: false };

    /// What is between the tags of the only text.
    fn text_of(svg: &str) -> &str {
        let (_, rest) = svg.split_once("<text").expect("a text");
        let (_, rest) = rest.split_once('>').expect("its tag ends");
        rest.split_once("</text>").expect("it ends").0
    }

    #[test]
    fn a_picture_is_written_as_svg() {
        let mut svg = Svg::new(200.0, 100.5, "a < b");
        svg.rect([0.0, 0.0], [200.0, 100.5], "white");
        svg.line([1.0, 2.0], [3.456_789, -0.001], Stroke::solid("#0072B2", 1.5));
        svg.polyline(&[[0.0, 0.0], [1.0, 1.0]], Stroke::dashed("grey", 1.0, 3.0));
        svg.disc([5.0, 5.0], 2.0, "black");
        svg.text([7.0, 8.0], "N & B", TextStyle { anchor: Anchor::Middle, upwards: true, ..BLACK });
        let expected = concat!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100.5\" viewBox=\"0 0 200 100.5\" ",
            "font-family=\"sans-serif\" role=\"img\">\n",
            "<title>a &lt; b</title>\n",
            "<rect x=\"0\" y=\"0\" width=\"200\" height=\"100.5\" fill=\"white\"/>\n",
            "<line x1=\"1\" y1=\"2\" x2=\"3.46\" y2=\"0\" stroke=\"#0072B2\" stroke-width=\"1.5\" ",
            "stroke-linejoin=\"round\"/>\n",
            "<polyline points=\"0,0 1,1\" fill=\"none\" stroke=\"grey\" stroke-width=\"1\" ",
            "stroke-linejoin=\"round\" stroke-dasharray=\"3\"/>\n",
            "<circle cx=\"5\" cy=\"5\" r=\"2\" fill=\"black\"/>\n",
            "<text x=\"7\" y=\"8\" font-size=\"12\" fill=\"black\" text-anchor=\"middle\" ",
            "transform=\"rotate(-90 7 8)\">N &amp; B</text>\n",
            "</svg>\n",
        );
        assert_eq!(svg.finish(), expected);
    }

    #[test]
    fn what_is_not_finite_is_left_out() {
        let mut svg = Svg::new(10.0, 10.0, "");
        let stroke = Stroke::solid("red", 1.0);
        svg.line([0.0, f64::NAN], [1.0, 1.0], stroke);
        svg.rect([0.0, 0.0], [f64::INFINITY, 1.0], "red");
        svg.disc([0.0, f64::NEG_INFINITY], 1.0, "red");
        svg.text([f64::NAN, 0.0], "gone", BLACK);
        svg.polyline(&[[0.0, 0.0]], stroke);
        assert!(!svg.clone().finish().contains("red") && !svg.clone().finish().contains("gone"), "nothing was drawn");
        svg.polyline(&[[0.0, 0.0], [1.0, 0.0], [2.0, f64::NAN], [3.0, 0.0], [4.0, 0.0]], stroke);
        let text = svg.finish();
        assert_eq!(text.matches("<polyline").count(), 2, "a gap where a value is missing: {text}");
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }

    proptest! {
        #[test]
        fn any_text_stays_inside_its_element(words in any::<String>()) {
            let mut svg = Svg::new(1.0, 1.0, "");
            svg.text([0.0, 0.0], &words, TextStyle { colour: &words, ..BLACK });
            let file = svg.finish();
            let text = text_of(&file);
            prop_assert!(!text.contains(['<', '>', '"', '\'']), "no mark-up in {}", text);
            prop_assert_eq!(file.matches("<text").count(), 1);
            let back = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
            let back = back.replace("&amp;", "&");
            prop_assert_eq!(back.chars().count(), words.chars().count());
            for (is, was) in back.chars().zip(words.chars()) {
                prop_assert!(is == was || is == '\u{fffd}', "{:?} became {:?}", was, is);
            }
        }
    }
}
