//! Barcodes against closed forms and against the values that `ripser` gives.

use super::*;
use serde_json::Value as Json;
use std::f64::consts::TAU;

fn bars_of(cloud: &[f64], dimensions: usize, highest: usize) -> Cohomology {
    let distances = Distances::euclidean(cloud, dimensions);
    barcodes(&distances, highest, &AtomicBool::new(false), &mut |_| ()).expect("a small cloud")
}

#[test]
fn golden_barcodes() {
    let golden: Json = serde_json::from_str(include_str!("../../../tests/golden/barcodes.json")).expect("JSON");
    let shortest = golden["shortest"].as_f64().expect("a number");
    let cases = golden["cases"].as_array().expect("a list");
    assert!(cases.len() >= 10, "the golden file holds its cases");
    for case in cases {
        let points: Vec<Vec<f64>> = serde_json::from_value(case["points"].clone()).expect("points");
        let want: Vec<Vec<(f64, Option<f64>)>> = serde_json::from_value(case["bars"].clone()).expect("bars");
        let found = bars_of(&points.concat(), points[0].len(), 2);
        for (dimension, (found, mut want)) in found.bars.iter().zip(want).enumerate() {
            let mut found: Vec<_> = found.iter().map(|bar| (bar.birth, bar.death)).collect();
            found.retain(|(birth, death)| death.is_none_or(|death| death - birth > shortest));
            let end = |bar: &(f64, Option<f64>)| bar.1.unwrap_or(f64::INFINITY);
            for bars in [&mut found, &mut want] {
                bars.sort_by(|a, b| (end(a)).total_cmp(&end(b)).then(a.0.total_cmp(&b.0)));
            }
            assert_eq!(found.len(), want.len(), "{}, dimension {dimension}", case["name"]);
            for (a, b) in found.iter().zip(&want) {
                let same = (a.0 - b.0).abs() < 1e-6 && (end(a) == end(b) || (end(a) - end(b)).abs() < 1e-6);
                assert!(same, "{}, dimension {dimension}: {a:?} instead of {b:?}", case["name"]);
            }
        }
    }
}
