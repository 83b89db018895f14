insert into question (card, asked_times, unanswered, deck, position, is_new, new_rank)
