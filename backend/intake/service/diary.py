"""A diary entry: stored, and bound to what a burst asks, in one transaction."""

from functools import partial

from backend.diary.service import noting, syncing
from backend.schedule.service.binding import bind_diary

note_entry = partial(noting.note_entry, also=bind_diary)
withdraw_entry = partial(noting.withdraw_entry, also=bind_diary)
take_in = partial(syncing.take_in, also=bind_diary)
