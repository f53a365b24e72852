"use strict";

// Where every vehicle is at any moment, from the packed legs; see simulator.report.replay.moves.
class Moves {
  constructor(roads) {
    const arrays = roads.arrays;
    this.arrays = arrays;
    this.lines = roads.lines;
    this.count = arrays.vehicle_legs.length;
    this.offDuty = roads.content.states.length;
    this.legStart = startsOf(arrays.vehicle_legs);
    this.stateStart = startsOf(arrays.vehicle_states);
    this.stepStart = startsOf(arrays.leg_steps);
    this.arcStart = startsOf(arrays.arc_count);
    this.last = Array.from({ length: this.count }, () => ({ leg: -1, arcs: [], until: [], node: 0 }));
    this.place = { x: 0, y: 0 }; // reused: no garbage while it plays
  }

  // The last row of a vehicle that begins at or before a time, -1 when there is none.
  static rowAt(times, first, end, time) {
    let low = first;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] <= time) low = middle + 1;
      else high = middle;
    }
    return low > first ? low - 1 : -1;
  }

  // The arcs of a leg, the share of its time that has passed at the end of each, and its last node.
  decode(leg, into) {
    const { arc_head, arc_time, steps, leg_from, leg_steps } = this.arrays;
    into.leg = leg;
    into.arcs.length = into.until.length = leg_steps[leg];
    let node = leg_from[leg];
    let total = 0;
    for (let i = 0; i < leg_steps[leg]; i++) {
      const arc = this.arcStart[node] + steps[this.stepStart[leg] + i];
      into.arcs[i] = arc;
      into.until[i] = total += arc_time[arc];
      node = arc_head[arc];
    }
    for (let i = 0; i < into.until.length; i++) into.until[i] /= total;
    into.node = node;
    return into;
  }

  // Sets this.place to where a vehicle is.
  locate(vehicle, time) {
    const { leg_departed, leg_arrived, node_x, node_y, vehicle_start } = this.arrays;
    const leg = Moves.rowAt(leg_departed, this.legStart[vehicle], this.legStart[vehicle + 1], time);
    const known = this.last[vehicle];
    if (leg >= 0 && known.leg !== leg) this.decode(leg, known);
    if (leg < 0 || time >= leg_arrived[leg] || !known.arcs.length) {
      const node = leg < 0 ? vehicle_start[vehicle] : known.node;
      this.place.x = node_x[node];
      this.place.y = node_y[node];
      return this.place;
    }
    const done = (time - leg_departed[leg]) / (leg_arrived[leg] - leg_departed[leg]);
    let i = 0;
    while (i < known.until.length - 1 && known.until[i] <= done) i++;
    const began = i ? known.until[i - 1] : 0;
    const share = (done - began) / (known.until[i] - began || 1);
    return this.along(known.arcs[i], Math.min(Math.max(share, 0), 1));
  }

  along(arc, share) {
    const code = this.arrays.arc_line[arc];
    const line = this.lines[code >> 1];
    let total = 0;
    for (let k = 2; k < line.length; k += 2) total += Math.hypot(line[k] - line[k - 2], line[k + 1] - line[k - 1]);
    let left = total * (code & 1 ? 1 - share : share);
    for (let k = 2; k < line.length; k += 2) {
      const piece = Math.hypot(line[k] - line[k - 2], line[k + 1] - line[k - 1]);
      if (left <= piece || k + 2 >= line.length) {
        const part = piece ? Math.min(left / piece, 1) : 0;
        this.place.x = line[k - 2] + part * (line[k] - line[k - 2]);
        this.place.y = line[k - 1] + part * (line[k + 1] - line[k - 1]);
        return this.place;
      }
      left -= piece;
    }
    return this.place;
  }

  // The row of the states table that holds for a vehicle, -1 when it is off duty.
  state(vehicle, time) {
    const { state_began, state_code } = this.arrays;
    const row = Moves.rowAt(state_began, this.stateStart[vehicle], this.stateStart[vehicle + 1], time);
    return row < 0 || state_code[row] === this.offDuty ? -1 : row;
  }

  // The streets that a vehicle drives along between two moments, as a path on the map.
  trace(vehicle, from, to) {
    const path = new Path2D();
    const { leg_departed, leg_arrived, arc_line } = this.arrays;
    const decoded = { leg: -1, arcs: [], until: [], node: 0 };
    for (let leg = this.legStart[vehicle]; leg < this.legStart[vehicle + 1]; leg++) {
      if (leg_departed[leg] < from || leg_arrived[leg] > to) continue;
      for (const arc of this.decode(leg, decoded).arcs) {
        const line = this.lines[arc_line[arc] >> 1];
        path.moveTo(line[0], line[1]);
        for (let k = 2; k < line.length; k += 2) path.lineTo(line[k], line[k + 1]);
      }
    }
    return path;
  }
}
