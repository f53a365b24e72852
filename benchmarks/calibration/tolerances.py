"""What calibration has to reach on made bookings; written before the runs that are judged by it."""

from __future__ import annotations

RECOVERIES = 100
COVERED = 90  # of 100 intervals of 95 %, for each parameter
OUT_OF_SAMPLE = 0.10  # mean relative error of served share, mean ride and mean wait on days that were not fitted
WIDTH_RATIO = 2.0  # of an interval by that of the true likelihood, on average over cases
SAMPLE = 3  # recoveries of the slow test
SAMPLE_COVERED = 23  # of their 27 intervals: fewer come about in less than one of 100 tests if each covers in 95 %
