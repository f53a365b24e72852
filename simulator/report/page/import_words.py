"""Words of the page of an import: what estimates, their parts and methods, and ends of bookings are called."""

from __future__ import annotations

from simulator.report.page.language import N_

FIGURES = {
    "requests_per_day": N_("Requests a day"),
    "requests_per_hour": N_("Requests an hour, from this hour on"),
    "requests_per_day_from": N_("Requests a day, from this zone"),
    "variation_of_days": N_("By what share days differ, beyond chance and weekday"),
    "growth_over_all_days": N_("By what factor demand grows from the first to the last day"),
    "prebooked_share": N_("Booked 15 minutes ahead or more"),
    "lead_time_median": N_("Half of these book longer ahead"),
    "lead_time_sigma": N_("Deviation of the logarithm of how long ahead"),
    "lead_time": N_("Booked ahead by, where 15 minutes or more"),
    "party_size": N_("Parties of so many people"),
    "wheelchair_share": N_("Parties with a wheelchair"),
    "ride_time_mean": N_("Ride, mean"),
    "ride_time": N_("Ride"),
    "speed_by_beeline": N_("Speed of rides along the beeline"),
    "ride_by_direct_drive": N_("Ride by direct drive, in the network"),
    "wait": N_("Wait from when the rider was ready"),
    "later_than_told": N_("Pickup later than told"),
    "dwell_mean": N_("Time at the pickup, mean"),
    "dwell": N_("Time at the pickup"),
    "rejected_share": N_("Rejected"),
    "cancelled_share": N_("Cancelled, of all not rejected"),
    "no_show_share": N_("Did not show up, of all not cancelled"),
}
WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
PARTS = {
    **{name: name for name in WEEKDAYS},
    "public holiday": N_("public holiday"),
    "elsewhere": N_("elsewhere"),
    "10%": N_("10 % are below"),
    "50%": N_("half are below"),
    "90%": N_("90 % are below"),
}
METHODS = {
    "Wilson": N_("share, by Wilson"),
    "Poisson, negative binomial where days differ more": N_("counts, Poisson or negative binomial"),
    "order statistics": N_("quantile, exact"),
    "t": N_("mean, Student"),
    "log-normal": N_("log-normal"),
    "moments": N_("by moments"),
    "quasi-Poisson": N_("trend beside weekdays"),
}
ENDS = {
    "served": N_("served"),
    "cancelled": N_("cancelled"),
    "no_show": N_("did not show up"),
    "rejected": N_("rejected"),
    "declined": N_("declined"),
    "unknown": N_("not known"),
}
