-- New cards are introduced in ranks: what has an answer, what has none, small talk. Both columns of `sighting` are
-- told by the card's text, as is `new_rank` by all places of a card; the program fills them in after this file.
alter table sighting add column explained integer not null default 0;
alter table sighting add column small_talk integer not null default 0;
drop index sighting_of_card;
create index sighting_of_card
    on sighting (card, deck, position, asked_count, answered, explained, small_talk, section, tags, asked);
alter table question add column new_rank integer not null default 0;
drop index question_new;
create index question_new on question (new_rank, asked_times desc, deck, position) where is_new = 1;
