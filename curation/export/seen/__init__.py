"""What a trainer will see: pairs as a chat template writes them, and what a limit cuts off."""

from curation.export.seen.counting import conversations
from curation.export.seen.cutting import Cut, Mode, cut
from curation.export.seen.lengths import Lengths, known_lengths, measure_lengths
from curation.export.seen.opening import open_reader
from curation.export.seen.reader import Reader
from curation.export.seen.rendering import Conversation, Rendered, rendered

__all__ = [
    "Conversation",
    "Cut",
    "Lengths",
    "Mode",
    "Reader",
    "Rendered",
    "conversations",
    "cut",
    "known_lengths",
    "measure_lengths",
    "open_reader",
    "rendered",
]
