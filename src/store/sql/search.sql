-- Where ?1 is found, the best first; equally good ones in the order of the decks.
select coalesce(joined.target, sighting.card), sighting.deck, sighting.position
from card_words
join searched_card on searched_card.id = card_words.rowid
join sighting on sighting.deck = searched_card.deck and sighting.position = searched_card.position
left join joined on joined.card = sighting.card
where card_words match ?1
order by bm25(card_words, 8.0, 3.0, 2.0, 2.0, 4.0, 2.0), sighting.deck, sighting.position
