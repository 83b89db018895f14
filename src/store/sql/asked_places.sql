-- Where cards are that an interview has, or that one is planned with.
select coalesce(joined.target, sighting.card), sighting.deck, sighting.tags
from sighting
left join joined on joined.card = sighting.card
where sighting.deck in (select name from deck where trim(coalesce(company, '')) <> '' or standing <> 'fact')
order by sighting.deck, sighting.position
