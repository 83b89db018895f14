use crate::study::card::{CardId, normal_form};
pub type Taken<'a> = &'a dyn Fn(&CardId) -> Option<String>;
pub(super) fn free_id(own: &CardId, question: &str, taken: Taken<'_>) -> CardId {
    let normal = normal_form(question);
    let is_free = |id: &CardId| taken(id).is_none_or(|present| present == normal);
    let mut id = own.clone();
    let mut salt = 0;
    while !is_free(&id) {
        // A collection that took all 2^32 of them does not fit on a disk.
        salt += 1;
        id = CardId::salted(question, salt);
        if salt == u32::MAX {
            break;
        }
    }
    id
}
