"""Queues whose steady state is known exactly: Erlang's two formulas, Crommelin's, and machine repair.

Everywhere ``servers`` serve in the order of arrival, and times are told in the unit of the mean service.
"""

from __future__ import annotations

from math import comb, factorial

from scipy.stats import poisson

NEGLIGIBLE = 1e-12


def erlang_b(servers: int, offered: float) -> float:
    """Return the share of arrivals that find all servers busy, where nobody waits (Erlang 1917, by his recursion).

    offered: arrivals in a mean service. Holds for any distribution of service times (Sevastyanov 1957).
    """
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = offered * blocked / (n + offered * blocked)
    return blocked


def erlang_c(servers: int, offered: float) -> float:
    """Return the share of arrivals that have to wait in M/M/c (Erlang 1917)."""
    _check_stable(servers, offered)
    blocked = erlang_b(servers, offered)
    return servers * blocked / (servers - offered * (1 - blocked))


def wait_of_exponential(servers: int, offered: float) -> float:
    """Return the mean wait in M/M/c, in mean services."""
    return erlang_c(servers, offered) / (servers - offered)


def wait_of_constant(servers: int, offered: float) -> float:
    """Return the mean wait in M/D/c, in services (Crommelin 1932).

    The sum over i = 1, 2, ... of P(N >= i servers) - servers / offered P(N > i servers), N Poisson of mean i offered.
    """
    _check_stable(servers, offered)
    wait, i = 0.0, 1
    while True:
        mean, needed = i * offered, i * servers
        at_least, more = poisson.sf(needed - 1, mean), poisson.sf(needed, mean)
        term = float(at_least - servers / offered * more)
        wait += term
        if term < NEGLIGIBLE:
            return wait
        i += 1


def wait_for_repair(servers: int, machines: int, working: float) -> float:
    """Return the mean wait for repair, in mean repairs: M/M/c with a finite source.

    Each of the ``machines`` works, for a time of any distribution with mean ``working``, and is then repaired, for an
    exponential time (Palm 1947; any distribution: Baskett, Chandy, Muntz and Palacios 1975). Told in mean repairs.
    """
    chances = _numbers_broken(servers, machines, working)
    begun = sum(chance * (machines - k) for k, chance in enumerate(chances)) / working  # in a mean repair
    return sum(chance * max(k - servers, 0) for k, chance in enumerate(chances)) / begun


def repairs_that_wait(servers: int, machines: int, working: float) -> float:
    """Return the share of repairs that do not begin at once.

    A machine that breaks finds the others as if it were not one of them (Lavenberg and Reiser 1980).
    """
    return sum(_numbers_broken(servers, machines - 1, working)[servers:])


def _numbers_broken(servers: int, machines: int, working: float) -> list[float]:
    """Return how likely 0, 1, 2, ... machines are broken."""
    weights = [
        comb(machines, k)
        * working**-k
        * (factorial(k) / factorial(servers) / servers ** (k - servers) if k > servers else 1)
        for k in range(machines + 1)
    ]
    return [weight / sum(weights) for weight in weights]


def _check_stable(servers: int, offered: float) -> None:
    if not 0 < offered < servers:
        raise ValueError(f"{offered:g} services are offered to {servers} servers at a time; expected fewer than those")
