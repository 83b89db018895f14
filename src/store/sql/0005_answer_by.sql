-- Who wrote a card's answer, if it was not the notes.
alter table sighting add column answer_by text;
