"""What Lotze et al. found, and how close the simulator has to come: written down before it was run.

Numbers of figures 2b and 3 of C. Lotze, P. Marszal, F. Jung, D. Manik, M. Timme, M. Schröder, Identifying the threshold
to sustainable ridepooling, arXiv:2306.05851 (2024). Data: doi:10.5281/zenodo.11549707, also
github.com/PhysicsOfMobility/threshold-to-sustainable-ridepooling at b7292aa, without a licence: single numbers, as
facts, to four digits.
"""

from __future__ import annotations

FLEETS = (8, 16, 32, 64, 128)

# Figure 3: where fleet-km per direct km fall to 1, and how many are on board on average there.
THRESHOLD = dict(zip(FLEETS, (0.9972, 0.9941, 1.0106, 0.9928, 0.9593), strict=True))
OCCUPANCY = dict(zip(FLEETS, (2.445, 1.962, 1.596, 1.344, 1.158), strict=True))

# Figure 2b: fleet-km per direct km by load, for each of the fleets.
RELATIVE_DISTANCE = {
    0.1: (1.5313, 1.4047, 1.3029, 1.2225, 1.1623),
    0.3: (1.5438, 1.4046, 1.2954, 1.2134, 1.1520),
    0.5: (1.5230, 1.3956, 1.2818, 1.1991, 1.1346),
    0.7: (1.3508, 1.3053, 1.2385, 1.1636, 1.1027),
    0.8: (1.2273, 1.2070, 1.1861, 1.1284, 1.0755),
    0.9: (1.0991, 1.0939, 1.1040, 1.0697, 1.0330),
    0.95: (1.0424, 1.0430, 1.0569, 1.0344, 1.0057),
    1.0: (0.9975, 0.9943, 1.0095, 0.9942, 0.9749),
    1.05: (0.9500, 0.9461, 0.9645, 0.9528, 0.9418),
    1.1: (0.9102, 0.9062, 0.9227, 0.9118, 0.9062),
    1.25: (0.7949, 0.8006, 0.8148, 0.8034, 0.8037),
    1.5: (0.6630, 0.6694, 0.6748, 0.6710, 0.6708),
    1.75: (0.5728, 0.5819, 0.5814, 0.5741, 0.5748),
    2.0: (0.5095, 0.5098, 0.5068, 0.5029, 0.5036),
}
LOADS = tuple(RELATIVE_DISTANCE)
SATURATED_FROM = 1.25  # from this load on all vehicles drive all the time

# What is promised: the threshold, and that above it fleet-km per direct km are 1 / load.
THRESHOLD_TOLERANCE = 0.05  # from 1, of the load at break-even
SATURATION_TOLERANCE = 0.02  # from 1, of fleet-km per direct km times load
WIDEST = 0.01  # half of the 95 % interval, of both
OCCUPANCY_APART = (
    1.2  # occupancy is no criterion: at break-even the smallest fleet's is at least so many times the largest's
)
CURVE_TOLERANCE = 0.05  # of all other points, which are shown and not promised
NOT_PROMISED = (
    "Not promised: below saturation the kilometres to the next rider depend on geometry and dispatcher, which the "
    "published data do not tell."
)
MANY_VEHICLES = (
    "The more vehicles, the nearer the next one, and the sooner a fleet that still stands idle at times drives less: "
    "the paper's own value falls with the size of the fleet, to 0.959 for 128. Ours falls further, because of the "
    "grid: where streets do not meet at right angles, all five fleets break even within 0.95 to 1.05 "
    "([there](reproduce-lotze2024triangles.md))."
)
