"""How times are taken: in turn, so that a busy moment falls on all sides alike."""

import signal
from collections.abc import Callable, Iterable
from functools import partial
from statistics import median
from time import perf_counter

Action = Callable[[], object]


def seconds(action: Action) -> float:
    """Time one call."""
    start = perf_counter()
    action()
    return perf_counter() - start


def times(*actions: Action, runs: int) -> list[list[float]]:
    """Call the actions in turn, once to warm up and then `runs` times, and give the times of each."""
    rounds = [[seconds(action) for action in actions] for _ in range(runs + 1)][1:]
    return [list(column) for column in zip(*rounds, strict=True)]


def medians(*actions: Action, runs: int) -> list[float]:
    """Call the actions in turn, as `times` does, and give the median time of each."""
    return [median(column) for column in times(*actions, runs=runs)]


class _CutOff(Exception):
    """A call took too long."""


def each_limited(ask: Callable[[str], object], texts: Iterable[str], longest: int) -> list[float]:
    """Time one call for each text, as `limited` does it."""
    return [limited(partial(ask, text), longest) for text in texts]


def limited(action: Action, longest: int) -> float:
    """Time one call, which is cut off after so many seconds, and then counts as these."""

    def stop(*_: object) -> None:
        raise _CutOff

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(longest)
    try:
        return min(seconds(action), float(longest))
    except _CutOff:
        return float(longest)
    finally:
        signal.alarm(0)
