"""Which habit of paragraphs each stretch of a text has, as all signs together say.

The sequence of habits that explains all signs best is found by dynamic programming (the Viterbi
algorithm); changing habits has a price, less where a seam is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from epubify.layout.habits import HABITS, Habit, Joint, likelihoods
from epubify.text.stretches import best_states, needed_states, one_state

CHANGE = 13.0
"""Price of a change of habit, in nats: about three joints that contradict a habit. A larger one
overlooks short pastes, a smaller one lets a dialogue or a letter change the habit."""
CHANGE_AT_SEAM = 4.0
"""The same where a post or a page begins: habits do change there. A larger price carries a habit
into another paste, a smaller one makes each page set its own."""
CHANGE_AT_FIXED = 8.0
"""The same beside headings and ornaments. Larger and smaller ones fail as for any change, only
less so."""


def find_habits(joints: Sequence[Joint]) -> list[Habit]:
    """Return the habit at each joint: the sequence that explains all signs best."""
    if not joints:
        return []
    none = (0.0,) * len(HABITS)
    fits = [none if joint.fixed or joint.verse else likelihoods(joint) for joint in joints]
    rarities = [habit.rarity for habit in HABITS]
    kept = needed_states(rarities, fits)
    if len(kept) == 1:
        return [HABITS[kept[0]]] * len(joints)
    of_kept, changes = itemgetter(*kept), (CHANGE, CHANGE_AT_SEAM, CHANGE_AT_FIXED)
    usual, at_seam, at_fixed = (
        of_kept([change + rarity for rarity in rarities]) for change in changes
    )
    prices = [
        at_seam if joint.seam or joint.cut else at_fixed if joint.fixed else usual
        for joint in joints
    ]
    shares = {key: of_kept(fit) for key, fit in {id(fit): fit for fit in fits}.items()}
    fits = [shares[id(fit)] for fit in fits]
    start = [-rarities[n] for n in kept]
    same = one_state(start, prices, fits)
    if same is not None:  # as in most texts
        return [HABITS[kept[same]]] * len(joints)
    return [HABITS[kept[n]] for n in best_states(start, zip(prices, fits, strict=True))]
