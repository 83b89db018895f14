insert into question (card, asked_times, unanswered, deck, position, is_new)
values (
    ?1, ?2, ?3, ?4, ?5,
    coalesce((select due is null and suspended = 0 from state where state.card = ?1), 1)
)
