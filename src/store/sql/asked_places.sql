-- Where cards are that an interview has, or that name a company themselves.
select coalesce(joined.target, sighting.card), sighting.deck, sighting.tags, sighting.asked
from sighting
left join joined on joined.card = sighting.card
where sighting.asked <> '[]'
   or sighting.deck in (select name from deck where trim(coalesce(company, '')) <> '' or standing <> 'fact')
order by sighting.deck, sighting.position
