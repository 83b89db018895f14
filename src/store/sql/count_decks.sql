update deck set (distinct_cards, unanswered_cards) = (
    select count(*), coalesce(sum(unanswered), 0) from question
    where card in (
        select coalesce(joined.target, sighting.card) from sighting
        left join joined on joined.card = sighting.card
        where sighting.deck = deck.name
    )
)
where name in (select value from json_each(?1))
