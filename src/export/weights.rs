//! The weights of a network for other programs: one safetensors file, every array under its plain name.

use super::provenance::Provenance;
use super::writing::ExportError;
use crate::files::write_atomically;
use crate::train::{TrainState, network_shape};
use safetensors::Dtype;
use safetensors::tensor::TensorView;
use std::collections::HashMap;
use std::path::Path;

/// Writes the weights of a state, `f32`, without the optimiser's. The header's texts are the preset (`preset`), the training
/// steps done (`step`) and where the file is from (`gridscope`).
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn weights(path: &Path, state: &TrainState, from: &Provenance) -> Result<(), ExportError> {
    let shapes = network_shape(&state.preset.params).parameters();
    let bytes: Vec<Vec<u8>> =
        state.weights.iter().map(|array| array.iter().flat_map(|number| number.to_le_bytes()).collect()).collect();
    let refused = |reason: String| ExportError::Picture { path: path.to_path_buf(), reason };
    let views: Result<Vec<(String, TensorView<'_>)>, ExportError> = shapes
        .into_iter()
        .zip(&bytes)
        .map(|((name, shape), bytes)| {
            let view = TensorView::new(Dtype::F32, shape, bytes).map_err(|error| refused(error.to_string()))?;
            Ok((name, view))
        })
        .collect();
    let texts = HashMap::from([
        ("preset".to_owned(), state.preset.to_full_ron()),
        ("step".to_owned(), state.step.to_string()),
        (Provenance::KEY.to_owned(), from.to_line()),
    ]);
    let file = safetensors::serialize(views?, Some(texts)).map_err(|error| refused(error.to_string()))?;
    Ok(write_atomically(path, &file)?)
}
