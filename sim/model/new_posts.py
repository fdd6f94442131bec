"""Where the posts go that a scenario pays for: to those of the organisations reached who lack most."""

import heapq
import math
from collections.abc import Sequence
from typing import NamedTuple

from sim.inputs.members import Organisation
from sim.inputs.networks import Network
from sim.inputs.reach import EVERYONE
from sim.inputs.timing import Interval
from sim.model import structure


class NewPosts(NamedTuple):
    """New posts of one sort or of both, organisation by organisation."""

    nurses: tuple[float, ...]
    specialists: tuple[float, ...]


def new_posts(network: Network, interval: Interval, share_of_gap: float) -> NewPosts:
    """Place the posts that an interval of a lever counted in posts pays for.

    Posts go one by one to whichever organisation reached lacks the largest share of what the standard asks
    of it, so that the thinnest get posts first; the last may be half a post.

    Parameters
    ----------
    share_of_gap : float
        The share of what is lacking that full strength pays for, where the interval gives no number of posts.
    """
    reached = (interval.reach or EVERYONE).selected(network)
    lacking = [
        tuple(gap if here else 0.0 for gap, here in zip(gaps, reached, strict=True))
        for gaps in zip(*structure.gaps(network), strict=True)
    ]
    nurses, specialists = _paid_for(interval, share_of_gap, *(math.fsum(each) for each in lacking))
    posts = [
        (nurses, lacking[0], [float(each.nurse_establishment) for each in network.organisations]),
        (specialists, lacking[1], [float(each.specialist_establishment) for each in network.organisations]),
    ]
    return NewPosts(*(_placed(network.organisations, reached, *each) for each in posts))


def _paid_for(
    interval: Interval, share_of_gap: float, nurses: float, specialists: float
) -> tuple[float, float]:
    """How many nurses' and specialists' posts are paid for, where so many are lacking."""
    if interval.posts is not None:
        lacking = nurses + specialists
        some = _halves(interval.posts * specialists / lacking) if lacking else 0.0
        return interval.posts - some, some
    if interval.nurses is not None or interval.specialists is not None:
        return interval.nurses or 0.0, interval.specialists or 0.0
    share = interval.strength * share_of_gap
    return _halves(share * nurses), _halves(share * specialists)


def _halves(posts: float) -> float:
    return math.floor(2.0 * posts + 0.5) / 2.0


def _placed(
    organisations: Sequence[Organisation],
    reached: Sequence[bool],
    posts: float,
    lacking: Sequence[float],
    present: Sequence[float],
) -> tuple[float, ...]:
    """Place so many posts of one sort."""
    placed = [0.0] * len(organisations)
    standard = [gap + had if gap > 0.0 else 0.0 for gap, had in zip(lacking, present, strict=True)]
    if not any(standard):
        # Nobody lacks any: those who have some get more, or else whoever is reached.
        some = [had if here else 0.0 for had, here in zip(present, reached, strict=True)]
        standard = some if any(some) else list(map(float, reached))
    queue = [
        (-lacking[number] / most, organisations[number].name, number)
        for number, most in enumerate(standard)
        if most > 0.0
    ]
    heapq.heapify(queue)
    while posts > 0.0 and queue:
        _, name, number = queue[0]
        placed[number] += min(1.0, posts)
        posts -= 1.0
        left = lacking[number] - placed[number]
        heapq.heapreplace(queue, (-left / standard[number], name, number))
    return tuple(placed)
