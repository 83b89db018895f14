-- All that can be searched for of a deck's cards.
select sighting.position, sighting.question, sighting.my_answer,
       concat_ws(char(10), sighting.answer, sighting.answer_from_source),
       sighting.section,
       (select group_concat(value, ', ') from json_each(sighting.tags)),
       concat_ws(', ', deck.name, deck.title, deck.company)
from sighting
join deck on deck.name = sighting.deck
where sighting.deck = ?1
