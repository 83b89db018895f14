-- A cache: what statistics need of each card's reviews, packed. A card without a review has no row.
create table counted_past (
    card    text not null primary key,
    reviews blob not null
) strict;
-- All that the groups of the statistics are made of, too.
drop index sighting_of_card;
create index sighting_of_card
    on sighting (card, deck, position, asked_count, answered, section, tags, asked);
-- In which form the rows are; while it is not named they are of no use. Without events none is missing.
insert into meta (key, value) select 'counted_past', '1' where not exists (select 1 from event);
