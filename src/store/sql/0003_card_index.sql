-- All that the rows of `question` are made of, so that no card's texts are read for it.
drop index sighting_of_card;
create index sighting_of_card on sighting (card, deck, position, asked_count, answered);
