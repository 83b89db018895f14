-- A cache: what statistics need of each card's reviews, packed. A card without a review has no row.
create table counted_past (
    card    text not null primary key,
    reviews blob not null
) strict;
-- In which form the rows are; while it is not named they are of no use. Without events none is missing.
insert into meta (key, value) select 'counted_past', '1' where not exists (select 1 from event);
