-- Makes the rows of `question` anew for the cards in `touched`: one for each that is in a deck.
-- The first sighting is the least (deck, position), found as one text so that both come from one row.
insert into question (card, asked_times, unanswered, deck, position, is_new)
select card, asked_times, unanswered,
       substr(first, 1, length(first) - 9),
       cast(substr(first, -8) as integer),
       coalesce((select due is null and suspended = 0 from state where state.card = gathered.card), 1)
from (
    select coalesce(joined.target, sighting.card) as card,
           count(distinct sighting.deck) + sum(sighting.asked_count) as asked_times,
           max(sighting.answered) = 0 as unanswered,
           min(sighting.deck || char(1) || printf('%08d', sighting.position)) as first
    from sighting
    left join joined using (card)
    where coalesce(joined.target, sighting.card) in (select card from touched)
    group by 1
) as gathered
