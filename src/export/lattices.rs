//! Two modules' lattices on one another, in space and as waves.

use crate::analysis::{LatticePoint, ModulePair};
use crate::draw::palette::{INK, PAPER, Rgb, on_paper};
use crate::draw::svg::{Anchor, Point, Svg, TextStyle};
use crate::draw::{Axis, PlotArea};

/// Side of each picture, pixels, and the room around it.
const SIDE: f64 = 400.0;
const MARGIN: f64 = 60.0;
const TOP: f64 = 110.0;
/// Below the pictures: ticks, unit, legend.
const BOTTOM: f64 = 90.0;
/// Behind points of both lattices.
const SHARED: Rgb = [0x9F, 0xD8, 0xBF];
/// Letters of the verdict on one line.
const LINE: usize = 130;

/// The comparison of two modules: verdict, both lattices, both reciprocal lattices.
pub(crate) fn picture(pair: &ModulePair) -> String {
    let found = &pair.commensurability;
    let modules = if found.first_is_finer { [pair.larger, pair.smaller] } else { [pair.smaller, pair.larger] };
    let colours = modules.map(on_paper);
    let size = [2.0 * SIDE + 3.0 * MARGIN, TOP + SIDE + BOTTOM];
    let mut svg = Svg::new(size[0], size[1], &pair.verdict);
    svg.rect([0.0, 0.0], size, PAPER);
    for (index, line) in wrapped(&pair.verdict).iter().enumerate() {
        svg.text([MARGIN, 28.0 + 18.0 * index as f64], line, text(14.0, Anchor::Start));
    }
    let picture = found.picture(1.0);
    let space = LatticePanel { title: "Lattices", unit: "m", reach: picture.reach_m, corner: [MARGIN, TOP], colours };
    space.draw(&mut svg, &picture.finer_m, &picture.coarser_m, &picture.common_m);
    let corner = [2.0 * MARGIN + SIDE, TOP];
    let waves =
        LatticePanel { title: "Reciprocal lattices", unit: "cycles/m", reach: picture.reach_cpm, corner, colours };
    waves.draw(&mut svg, &picture.finer_cpm, &picture.coarser_cpm, &[]);
    let mut at = [MARGIN + 8.0, TOP + SIDE + 66.0];
    let name = |svg: &mut Svg, at: &mut Point, words: &str| {
        svg.text([at[0] + 14.0, at[1] + 4.0], words, text(13.0, Anchor::Start));
        at[0] += 200.0;
    };
    svg.disc(at, 3.5, colours[0]);
    name(&mut svg, &mut at, &format!("module {}", modules[0] + 1));
    ring(&mut svg, at, colours[1], PAPER);
    name(&mut svg, &mut at, &format!("module {}", modules[1] + 1));
    if found.claimed {
        svg.disc(at, 9.0, SHARED);
        name(&mut svg, &mut at, "shared");
    }
    svg.finish()
}

fn text(size: f64, anchor: Anchor) -> TextStyle {
    TextStyle { size, colour: INK, anchor, upwards: false }
}

/// Words in lines of at most so many letters.
fn wrapped(words: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split_whitespace() {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= LINE {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

fn ring(svg: &mut Svg, at: Point, colour: Rgb, inside: Rgb) {
    svg.disc(at, 8.0, colour);
    svg.disc(at, 6.0, inside);
}

/// One of the two pictures.
struct LatticePanel<'a> {
    title: &'a str,
    unit: &'a str,
    /// Half of what the picture shows.
    reach: f64,
    corner: Point,
    /// Of the finer and of the coarser lattice.
    colours: [Rgb; 2],
}

impl LatticePanel<'_> {
    fn draw(&self, svg: &mut Svg, finer: &[LatticePoint], coarser: &[LatticePoint], common: &[LatticePoint]) {
        let [left, top] = self.corner;
        let axis = || Axis::linear(-self.reach, self.reach, "");
        let axes = [Axis { label: self.unit.to_owned(), ..axis() }, axis()];
        let area = PlotArea { corner: self.corner, size: [SIDE; 2], axes };
        svg.text([left + SIDE / 2.0, top - 12.0], self.title, text(14.0, Anchor::Middle));
        area.draw_x(svg);
        area.draw_y(svg);
        for point in common {
            svg.disc(area.place(point.at), 1.5, INK);
        }
        for point in coarser {
            ring(svg, area.place(point.at), self.colours[1], if point.shared { SHARED } else { PAPER });
        }
        for point in finer {
            svg.disc(area.place(point.at), 3.5, self.colours[0]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Commensurability;
    use crate::draw::palette::hex;
    use crate::numerics::Basis;
    use crate::numerics::Progress;

    #[test]
    fn a_square_lattice_and_every_second_point_of_it() {
        let basis = |a, b| Basis::spanned_by(a, b).expect("two directions");
        let lattices = [basis([1.0, 1.0], [-1.0, 1.0]), basis([1.0, 0.0], [0.0, 1.0])];
        let found = Commensurability::of([&lattices[0], &lattices[1]], 1, 199, &Progress::none());
        let commensurability = found.expect("not cancelled");
        assert!(commensurability.claimed, "{commensurability:?}");
        let points = commensurability.picture(1.0);
        let verdict = commensurability.sentence("module 1", "module 2");
        let pair = ModulePair { larger: 0, smaller: 1, units: [9, 9], commensurability, verdict };
        let svg = picture(&pair);
        let shared = points.coarser_m.iter().chain(&points.coarser_cpm).filter(|point| point.shared).count();
        assert!(shared > 10, "{points:?}");
        assert_eq!(svg.matches(&hex(SHARED)).count(), shared + 1, "every shared point, and the legend");
        for word in ["index 2", "Reciprocal lattices", "cycles/m", "module 2", "shared"] {
            assert!(svg.contains(word), "{word}: {svg}");
        }
    }

    #[test]
    fn lines_are_wrapped_between_words() {
        let words = "word ".repeat(60);
        let lines = wrapped(&words);
        assert!(lines.len() == 3 && lines.iter().all(|line| line.chars().count() <= LINE), "{lines:?}");
        assert_eq!(wrapped(""), [""]);
    }
}
