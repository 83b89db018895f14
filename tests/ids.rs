//! Ids of questions, frozen: a hand-written card whose id was never pinned must find its history again
//! under every later version.

use viva::study::card::{CardId, normal_form};

#[test]
fn the_frozen_ids_are_still_made() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("vectors/ids.json")).unwrap();
    let vectors = vectors.as_array().unwrap();
    assert!(vectors.len() >= 20);
    for vector in vectors {
        let text = |key: &str| vector[key].as_str().unwrap();
        assert_eq!(normal_form(text("question")), text("normal_form"));
        assert_eq!(CardId::of_question(text("question")).as_str(), text("id"), "{}", text("question"));
    }
}
