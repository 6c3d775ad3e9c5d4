//! What is the same for all pairs of blocks.

use crate::platform::MatrixTiles;
use pulp::Arch;

/// The widths of the two losses, and how they are computed.
#[derive(Clone, Copy)]
pub(crate) struct PairSettings {
    pub arch: Arch,
    /// Matrix tiles for the products, instead of vectors.
    pub matrix_tiles: Option<MatrixTiles>,
    pub units: usize,
    /// Metres.
    pub sigma_x: f32,
    pub sigma_g: f32,
    pub want_gradients: bool,
}
