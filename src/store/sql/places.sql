select
    question.card,
    sighting.deck,
    sighting.section,
    sighting.question,
    question.asked_times,
    sighting.seconds
from sighting
left join joined on joined.card = sighting.card
join question on question.card = coalesce(joined.target, sighting.card)
where ?1 is null or sighting.deck = ?1
order by sighting.deck, sighting.position
