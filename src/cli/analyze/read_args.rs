//! How a file of others is meant, which part of it, and what belongs to it: options of the command line.

use crate::cli::error::CliError;
use crate::data::ArenaShape;
use crate::import::{LengthUnit, MapAxes, ReadChoice, SpikeClock};
use clap::Args;
use std::path::PathBuf;

/// What a file does not say itself.
#[derive(Clone, Debug, Default, PartialEq, Args)]
pub struct ReadArgs {
    /// Unit of the positions and of the arena in a file: m, cm or mm (asked for where they are hardly metres)
    #[arg(long, value_name = "m|cm|mm", value_parser = parse_unit, conflicts_with = "pixels_per_metre")]
    pub unit: Option<LengthUnit>,
    /// Positions in a file are pixels, so many a metre
    #[arg(long, value_name = "N", value_parser = parse_pixels)]
    pub pixels_per_metre: Option<f64>,
    /// Clock of the spikes in a file: s, ms, us or sample numbers as 30000hz; then seconds that are added: ms+12.5, s-100
    #[arg(long, value_name = "CLOCK", allow_hyphen_values = true)]
    pub spike_clock: Option<SpikeClock>,
    /// Order of the axes of `rate_maps` in a file
    #[arg(long, value_name = "units-first|units-last", value_parser = parse_axes)]
    pub axes: Option<MapAxes>,
    /// Form and size of the arena of recorded cells, metres: 1.5x0.75, circle:2 or track:1.6 (by where the animal was unless
    /// said)
    #[arg(long, value_name = "WxH|circle:D|track:L", value_parser = parse_arena)]
    pub arena: Option<ArenaShape>,
    /// Which of several sessions, series, probes or parts of the body in a file, as it calls them; several words with commas
    #[arg(long, value_name = "NAME")]
    pub session: Option<String>,
    /// File with the positions, for spikes that stand alone (a folder of phy, pynapple, CellExplorer)
    #[arg(long, value_name = "FILE")]
    pub track: Option<PathBuf>,
    /// Pictures a second of the video in which DeepLabCut has found positions
    #[arg(long, value_name = "N")]
    pub frames_per_second: Option<f64>,
}

impl ReadArgs {
    /// The same for a reader.
    pub(super) fn choice(&self) -> ReadChoice {
        ReadChoice {
            unit: self.unit,
            pixels_per_m: self.pixels_per_metre,
            session: self.session.clone(),
            spike_clock: self.spike_clock,
            arena: self.arena,
            axes: self.axes,
            frames_per_s: self.frames_per_second,
            track: self.track.clone(),
        }
    }

    /// What was typed, option by option.
    pub(super) fn typed(&self) -> [(&'static str, Option<String>); 8] {
        [
            ("unit", self.unit.map(|unit| unit.sign().to_owned())),
            ("pixels-per-metre", self.pixels_per_metre.map(|pixels| pixels.to_string())),
            ("spike-clock", self.spike_clock.map(|clock| clock.to_string())),
            ("axes", self.axes.map(|axes| axes.name().to_owned())),
            ("arena", self.arena.map(arena_words)),
            ("session", self.session.clone()),
            ("track", self.track.as_ref().map(|track| track.display().to_string())),
            ("frames-per-second", self.frames_per_second.map(|rate| rate.to_string())),
        ]
    }

    /// For a network only how the trajectory is meant can be said that it is walked along.
    ///
    /// # Errors
    /// With the option that is for files.
    pub(super) fn check_walk(&self, is_recorded: bool) -> Result<(), CliError> {
        let of_tracks = ["unit", "pixels-per-metre", "session", "track", "frames-per-second"];
        let is_for_walks = |name: &str| is_recorded && of_tracks.contains(&name);
        let wrong = self.typed().into_iter().find(|(name, typed)| typed.is_some() && !is_for_walks(name));
        wrong.map_or(Ok(()), |(name, _)| {
            Err(CliError::Usage(format!("--{name} says how a file is meant: a network that is walked has none")))
        })
    }
}

fn arena_words(shape: ArenaShape) -> String {
    match shape {
        ArenaShape::Rectangle { width_m, height_m } => format!("{width_m}x{height_m}"),
        ArenaShape::Circle { diameter_m } => format!("circle:{diameter_m}"),
        ArenaShape::Track { length_m } => format!("track:{length_m}"),
    }
}

fn parse_unit(text: &str) -> Result<LengthUnit, String> {
    let unit = LengthUnit::ALL.into_iter().find(|unit| unit.sign() == text);
    unit.ok_or_else(|| "valid: m, cm or mm; pixels are read with --pixels-per-metre N".to_owned())
}

fn parse_pixels(text: &str) -> Result<f64, String> {
    let pixels: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (1.0..=1e5).contains(&pixels) { Ok(pixels) } else { Err("valid: 1 to 100000".into()) }
}

fn parse_axes(text: &str) -> Result<MapAxes, String> {
    let axes = [MapAxes::UnitsFirst, MapAxes::UnitsLast].into_iter().find(|axes| axes.name() == text);
    axes.ok_or_else(|| "valid: units-first ([units, ny, nx]) or units-last ([ny, nx, units])".to_owned())
}

fn parse_arena(text: &str) -> Result<ArenaShape, String> {
    let side = |text: &str| text.trim().parse().ok().filter(|side: &f64| (0.1..=100.0).contains(side));
    let shape = match text.split_once(':') {
        Some(("circle", diameter)) => side(diameter).map(|diameter_m| ArenaShape::Circle { diameter_m }),
        Some(("track", length)) => side(length).map(|length_m| ArenaShape::Track { length_m }),
        Some(_) => None,
        None => {
            let sides = text.split_once(['x', '×']).map(|(width, height)| (side(width), side(height)));
            sides.and_then(|(width, height)| Some(ArenaShape::Rectangle { width_m: width?, height_m: height? }))
        }
    };
    shape.ok_or_else(|| "valid: 1.5x0.75 (width and height), circle:2 or track:1.6, each 0.1 to 100 metres".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arenas_are_read_as_they_are_written() {
        for text in ["1.5x0.75", "circle:2", "track:1.6"] {
            assert_eq!(parse_arena(text).map(arena_words), Ok(text.to_owned()));
        }
        for bad in ["", "1.5", "1.5x", "0x1", "circle", "ring:2", "circle:-1", "track:NaN", "1x1000"] {
            assert!(parse_arena(bad).is_err_and(|text| text.contains("circle:2")), "{bad}");
        }
        assert!(parse_unit("px").is_err_and(|text| text.contains("--pixels-per-metre")) && parse_pixels("0").is_err());
        assert_eq!((parse_unit("cm"), parse_axes("units-last")), (Ok(LengthUnit::Centimetres), Ok(MapAxes::UnitsLast)));
    }

    #[test]
    fn a_network_has_no_file_but_the_one_that_it_is_walked_along() {
        let of_tracks = [
            ReadArgs { session: Some("morning".into()), ..ReadArgs::default() },
            ReadArgs { track: Some("track.csv".into()), ..ReadArgs::default() },
            ReadArgs { frames_per_second: Some(30.0), ..ReadArgs::default() },
            ReadArgs { unit: Some(LengthUnit::Centimetres), ..ReadArgs::default() },
        ];
        for (args, name) in of_tracks.iter().zip(["--session", "--track", "--frames-per-second", "--unit"]) {
            let refused = args.check_walk(false).map_err(|error| error.to_string());
            assert!(refused.is_err_and(|text| text.contains(name)), "{name}");
            assert!(args.check_walk(true).is_ok(), "{name} of a trajectory");
        }
        let axes = ReadArgs { axes: Some(MapAxes::UnitsLast), ..ReadArgs::default() };
        assert!(axes.check_walk(true).is_err(), "a trajectory has no maps");
    }
}
