//! An id that is free, for a card that is to get one.
//!
//! An id is made from its question once. Where a card that has since been reworded still holds that
//! id, a newcomer asking the old words gets a salted one.

use crate::study::card::{CardId, normal_form};

/// The normal form of the question that now stands under an id, in whichever deck; `None` for a free id.
pub type Taken<'a> = &'a dyn Fn(&CardId) -> Option<String>;

/// The id itself, or a salted one where a card that now asks something else has it.
pub(super) fn free_id(own: &CardId, question: &str, taken: Taken<'_>) -> CardId {
    let is_free = |id: &CardId| taken(id).is_none_or(|present| present == normal_form(question));
    if is_free(own) {
        return own.clone();
    }
    (1..u32::MAX).map(|salt| CardId::salted(question, salt)).find(is_free).unwrap_or_else(|| own.clone())
}
