"""A simulated interview: how many questions until the right condition is first and stays there.

Three ways to choose the next question: what the product asks next, one fixed order for everyone
(the findings that most conditions speak of first, as a form would), and a random order.
"""

import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kg.clinical.ask_next import LEADERS, Questions
from kg.clinical.engine.rank import Ranked
from kg.clinical.families import Family
from kg.clinical.index import COSTS
from tests.bench.simulated import Patient, World, weights_of

MOST = 25
"""Questions after which an interview ends."""
SEED = 20_260
Places = list[tuple[Family, Ranked, float]]
Choice = Callable[[Patient, Places], int | None]


@dataclass(frozen=True)
class Interviews:
    """How one way of asking did: by patient the questions until the truth was first to stay
    (``MOST`` + 1 where it never was), and what the questions cost."""

    name: str
    questions: Sequence[int]
    cost: float

    @property
    def mean(self) -> float:
        """The mean number of questions."""
        return statistics.fmean(self.questions)

    @property
    def solved(self) -> float:
        """The share of patients whose condition ended in the first place."""
        return sum(n <= MOST for n in self.questions) / len(self.questions)


def interviews(world: World, questions: Questions, each: int = 2) -> Iterator[Interviews]:
    """Interview the same patients in the three ways."""
    ways: dict[str, Callable[[], Choice]] = {
        "ask next": lambda: _next(questions),
        "fixed order": lambda: _fixed(_by_mentions(world)),
        "random order": lambda: _fixed(_shuffled(world)),
    }
    for name, way in ways.items():
        choose = way()
        results = [_interview(world, patient, choose) for patient in world.patients(each, SEED)]
        yield Interviews(
            name, [n for n, _ in results], statistics.fmean(cost for _, cost in results)
        )


def _interview(world: World, patient: Patient, choose: Choice) -> tuple[int, float]:
    first_since: int | None = None
    spent = cost = 0.0
    for asked in range(MOST + 1):
        ranking = world.ranking(patient)
        leads = ranking[0][0].condition == patient.family.condition
        if leads and first_since is None:
            first_since, cost = asked, spent
        elif not leads:
            first_since = None
        finding = choose(patient, ranking) if asked < MOST else None
        if finding is None:
            break
        spent += COSTS[world.index.cost(world.arrays.findings[finding])]
        world.ask(patient, finding)
    return (MOST + 1, spent) if first_since is None else (first_since, cost)


def _next(questions: Questions) -> Choice:
    def choose(patient: Patient, ranking: Places) -> int | None:
        weights = weights_of(ranking, LEADERS)
        told = questions.telling(weights, patient.present.keys() | patient.absent.keys())
        return told[0][0] if told else None

    return choose


def _fixed(order: Sequence[int]) -> Choice:
    return lambda patient, _: next((f for f in order if patient.is_open(f)), None)


def _askable(world: World) -> list[int]:
    return [
        f for f, known in enumerate(world.arrays.frequencies)
        if known and world.index.is_asked(world.arrays.findings[f])
    ]


def _by_mentions(world: World) -> list[int]:
    return sorted(_askable(world), key=lambda f: (-len(world.arrays.frequencies[f]), f))


def _shuffled(world: World) -> list[int]:
    order = _askable(world)
    random.Random(SEED).shuffle(order)
    return order
