//! Barcodes as SVG: every bar before the band of the shuffles.

use crate::analysis::topology::Barcode;
use crate::draw::Axis;
use crate::draw::palette::{INK, OTHERS, PAPER, Rgb, on_paper};
use crate::draw::svg::{Anchor, Stroke, Svg, TextStyle};

/// Bars of each dimension that are drawn, the longest ones.
const SHOWN: usize = 20;
/// Size of the plotted area's width and of a bar, pixels.
const WIDTH: f64 = 560.0;
const ROW: f64 = 9.0;
const LEFT: f64 = 60.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 50.0;
const BAND: Rgb = [0xE2; 3];

/// The barcodes of all dimensions over one axis.
pub(crate) fn barcodes(barcodes: &[Barcode], title: &str) -> String {
    let rows = |barcode: &Barcode| barcode.bars.len().min(SHOWN) as f64 + 2.0;
    let height = ROW * barcodes.iter().map(rows).sum::<f64>();
    let ends = barcodes.iter().flat_map(|code| {
        let end = |bar: &crate::analysis::topology::Bar| bar.death.unwrap_or(bar.birth).max(bar.birth + code.band);
        code.bars.iter().take(SHOWN).map(end)
    });
    let farthest = 1.1 * ends.filter(|end| end.is_finite()).fold(1e-9, f64::max);
    let x = |distance: f64| LEFT + WIDTH * (distance / farthest).clamp(0.0, 1.0);
    let mut svg = Svg::new(LEFT + WIDTH + 20.0, TOP + height + BOTTOM, title);
    svg.rect([0.0, 0.0], [LEFT + WIDTH + 20.0, TOP + height + BOTTOM], PAPER);
    let words = TextStyle { size: 13.0, colour: INK, anchor: Anchor::Middle, upwards: false };
    svg.text([LEFT, 22.0], title, TextStyle { anchor: Anchor::Start, ..words });
    let mut top = TOP;
    for code in barcodes {
        svg.line([LEFT, top], [LEFT + WIDTH, top], Stroke::solid(OTHERS, 1.0));
        let middle = top + 0.5 * ROW * rows(code);
        svg.text([LEFT - 28.0, middle], &format!("H{}", code.dimension), words);
        svg.text([LEFT - 28.0, middle + 15.0], &format!("{} long", code.long), TextStyle { size: 11.0, ..words });
        for (index, bar) in code.bars.iter().take(SHOWN).enumerate() {
            let y = top + ROW * (index as f64 + 1.0);
            let from = x(bar.birth);
            svg.rect([from, y], [x(bar.birth + code.band) - from, ROW], BAND);
            // The longest come first.
            let colour = if index < code.long { on_paper(0) } else { OTHERS };
            svg.rect([from, y + 2.0], [(bar.death.map_or(LEFT + WIDTH, x) - from).max(1.0), ROW - 4.0], colour);
        }
        top += ROW * rows(code);
    }
    svg.line([LEFT, top], [LEFT + WIDTH, top], Stroke::solid(INK, 1.0));
    for (tick, word) in Axis::linear(0.0, farthest, "").ticks(6) {
        svg.line([x(tick), top], [x(tick), top + 5.0], Stroke::solid(INK, 1.0));
        svg.text([x(tick), top + 19.0], &word, words);
    }
    svg.text([LEFT + WIDTH / 2.0, top + 40.0], "distance (−log of fuzzy membership)", words);
    svg.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::topology::Bar;
    use crate::draw::palette::hex;

    #[test]
    fn long_bars_stand_out_and_bars_without_a_death_reach_the_end() {
        let code = Barcode {
            dimension: 1,
            landmarks: 9,
            bars: vec![Bar { birth: 0.5, death: None }, Bar { birth: 0.2, death: Some(0.4) }],
            threshold: 4.0,
            shuffled_longest: vec![0.5],
            band: 0.5,
            beyond_band: 1,
            long: 1,
        };
        let svg = barcodes(std::slice::from_ref(&code), "torus");
        assert_eq!(svg.matches(&hex(on_paper(0))).count(), 1, "one long bar: {svg}");
        assert_eq!(svg.matches(&hex(BAND)).count(), 2, "a band behind each");
        for word in ["torus", "H1", "1 long", "distance"] {
            assert!(svg.contains(word), "{word}: {svg}");
        }
        assert!(barcodes(&[], "nothing").contains("</svg>"));
    }
}
