-- Where cards stand, as far as a plan needs it; merged cards under the id they share.
select coalesce(joined.target, sighting.card), sighting.deck, sighting.section, sighting.tags, sighting.seconds
from sighting
left join joined on joined.card = sighting.card
order by sighting.deck, sighting.position
