-- Which decks are interviews that have taken place. Only these count as having asked a question; any
-- other deck counted before.
alter table deck add column is_interview integer not null default 0;
update deck set is_interview = 1 where company <> '';
-- The day up to which interviews are counted: at first all of them are, and the next start looks again.
insert into meta (key, value) values ('interviews_until', '2147483647');
with counted as (
    select coalesce(joined.target, sighting.card) as card,
           count(distinct case when deck.is_interview then deck.name end) + sum(sighting.asked_count) as times
    from sighting
    join deck on deck.name = sighting.deck
    left join joined on joined.card = sighting.card
    group by 1
)
update question set asked_times = counted.times from counted where counted.card = question.card;
