//! stub
use super::args::ImportArguments;
use super::failure::Failure;
use super::run::Context;
use crate::study::deck::Deck;
use std::path::PathBuf;
pub(super) fn run(_c: &Context, _a: &ImportArguments) -> Result<(), Failure> {
    Ok(())
}
pub(super) fn import_paths(_c: &Context, _p: &[PathBuf]) -> Result<(), Failure> {
    Ok(())
}
pub(super) fn deck_json(deck: &Deck, _s: Option<&str>) -> serde_json::Value {
    serde_json::json!({"name": deck.name})
}
