"""In what order rows of the log may tell of a request, as the auditor has it."""

from __future__ import annotations

import enum

from simulator.event_kinds import Event


class Phase(enum.Enum):
    """How far a request has come."""

    NEW = "not submitted"
    ASKED = "waiting for an answer"
    ACCEPTED = "accepted"
    REFUSED = "rejected"
    ON_BOARD = "on board"
    SET_DOWN = "set down on the way"
    ENDED = "ended"


# By kind of row: when it may come, and what it leads to; others lead nowhere.
BEFORE = {
    Event.SUBMITTED: {Phase.NEW, Phase.REFUSED},
    Event.ACCEPTED: {Phase.ASKED},
    Event.PLANNED_DROPOFF: {Phase.ACCEPTED},
    Event.PROMISED_EARLIEST: {Phase.ACCEPTED},
    Event.PROMISED_LATEST: {Phase.ACCEPTED},
    Event.REJECTED: {Phase.ASKED},
    Event.GAVE_UP: {Phase.REFUSED},
    Event.REASSIGNED: {Phase.ACCEPTED},
    Event.PROMISED_DROPOFF: {Phase.ACCEPTED},
    Event.PROMISE_BROKEN: {Phase.ACCEPTED, Phase.ON_BOARD, Phase.SET_DOWN},
    Event.BROKEN_BY: {Phase.ACCEPTED, Phase.ON_BOARD, Phase.SET_DOWN},
    Event.SET_DOWN: {Phase.ON_BOARD},
    Event.RESCUE_PLANNED: {Phase.SET_DOWN},
    Event.LEFT_STRANDED: {Phase.SET_DOWN},
    Event.CANCELLED_BY_OPERATOR: {Phase.ACCEPTED},
    Event.ON_WAITING_LIST: {Phase.ASKED},
    Event.OFFERED: {Phase.ASKED},
    Event.AGREED: {Phase.ASKED},
    Event.JOURNEY_LEAVES: {Phase.ASKED},
    Event.JOURNEY_ARRIVES: {Phase.ASKED},
    Event.SURCHARGED: {Phase.ACCEPTED},
    Event.FARE: {Phase.ACCEPTED},
    Event.FARE_WAIVED: {Phase.ACCEPTED},
    Event.DECLINED: {Phase.ASKED},
    Event.CHOSEN: {Phase.ASKED},
    Event.CANCELLED: {Phase.ACCEPTED},
    Event.NO_SHOW: {Phase.ACCEPTED},
    Event.BOARDED: {Phase.ACCEPTED, Phase.SET_DOWN},
    Event.ALIGHTED: {Phase.ON_BOARD},
    Event.LEG: {Phase.NEW},
    Event.LEG_FARE: {Phase.ASKED},
    Event.LEG_DUE: {Phase.ASKED},
    Event.LEG_READY: {Phase.ASKED},
    Event.LEG_DIRECT: {Phase.ASKED},
    Event.LEG_DRIVE: {Phase.ASKED},
    Event.LEG_WALK: {Phase.ASKED},
    Event.LEG_WAIVED: {Phase.ASKED},
    Event.CONNECTION_MISSED: {Phase.ACCEPTED, Phase.ENDED},
    Event.HELD: {Phase.ACCEPTED},
}
AFTER = {
    Event.SUBMITTED: Phase.ASKED,
    Event.LEG: Phase.ASKED,
    Event.ACCEPTED: Phase.ACCEPTED,
    Event.REJECTED: Phase.REFUSED,
    Event.GAVE_UP: Phase.ENDED,
    Event.DECLINED: Phase.REFUSED,
    Event.CHOSEN: Phase.ENDED,
    Event.CANCELLED: Phase.ENDED,
    Event.NO_SHOW: Phase.ENDED,
    Event.BOARDED: Phase.ON_BOARD,
    Event.ALIGHTED: Phase.ENDED,
    Event.SET_DOWN: Phase.SET_DOWN,
    Event.LEFT_STRANDED: Phase.ENDED,
    Event.CANCELLED_BY_OPERATOR: Phase.ENDED,
}
