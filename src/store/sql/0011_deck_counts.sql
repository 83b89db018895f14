-- How many cards a deck has, those that are merged counted once, and how many of them have no answer in any deck: a
-- list of decks reads no cards. The program fills them in after this file.
alter table deck add column distinct_cards integer not null default 0;
alter table deck add column unanswered_cards integer not null default 0;
