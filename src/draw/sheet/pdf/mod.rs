//! A frame as PDF 1.7: vectors stay vectors, words stay words, pictures stay pictures.
//!
//! Words are written in the window's own fonts, of which the file carries the letters that it needs (as subsets of TrueType
//! fonts, with what each letter means, so that they can be searched and copied). The same frame gives the same bytes.

mod document;
mod faces;
mod images;
mod ink;
#[cfg(test)]
mod opened;
mod shapes;
mod text;

pub(super) use document::{PdfSheet, pdf};
#[cfg(test)]
pub(crate) use opened::opened_pdf;
