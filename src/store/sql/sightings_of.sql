-- Every place where a card, or one joined to it, stands; its own first.
select sighting.deck, deck.title, deck.company, sighting.position, sighting.section, sighting.tags,
       sighting.question, sighting.answer, sighting.my_answer, sighting.answer_from_source,
       sighting.asked, sighting.seconds, sighting.card, deck.interview_day, sighting.answer_by, deck.is_interview,
       sighting.asked_again
from sighting
join deck on deck.name = sighting.deck
where sighting.card = ?1 or sighting.card in (select card from joined where target = ?1)
order by sighting.card <> ?1, sighting.deck, sighting.position
