"use strict";

// Buses and trains at any moment, and the people who go with them; see simulator.report.replay.lines and people.
class Lines {
  constructor(roads) {
    const { arrays, content } = roads;
    this.arrays = arrays;
    this.names = content.lines;
    this.count = arrays.run_course.length;
    this.callStart = startsOf(arrays.course_calls);
    this.lateStart = startsOf(arrays.run_late);
    this.rideStart = startsOf(arrays.person_rides);
    this.aboard = new Uint16Array(this.count); // people of the run on board now; see people()
    this.crossFor = 1200; // seconds that who is left behind stays on the map
    this.place = { x: 0, y: 0 }; // reused: no garbage while it plays
    const runs = Array.from({ length: this.count }, (_, run) => run);
    this.begins = Int32Array.from(runs, (run) => this.departure(run, 0));
    this.ends = Int32Array.from(runs, (run) => this.arrival(run, this.calls(run) - 1));
  }

  calls(run) {
    return this.arrays.course_calls[this.arrays.run_course[run]];
  }

  row(run, call) {
    return this.callStart[this.arrays.run_course[run]] + call;
  }

  // How late a trip is at a call, when it comes and when it leaves.
  late(run, call, what) {
    return this.arrays.run_late[run] ? this.arrays[`late_${what}`][this.lateStart[run] + call] : 0;
  }

  arrival(run, call) {
    return this.arrays.run_start[run] + this.arrays.call_arrival[this.row(run, call)] + this.late(run, call, "arrival");
  }

  departure(run, call) {
    return this.arrays.run_start[run] + this.arrays.call_departure[this.row(run, call)] + this.late(run, call, "departure");
  }

  halt(run, call) {
    return this.arrays.call_halt[this.row(run, call)];
  }

  runs(run, time) {
    return this.begins[run] <= time && time < this.ends[run];
  }

  // The call that a trip goes to, or stands at.
  next(run, time) {
    let low = 0;
    let high = this.calls(run) - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.departure(run, middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // Sets this.place to where a trip is: straight between two halts, as ways are not known.
  locate(run, time) {
    const { halt_x, halt_y } = this.arrays;
    const next = this.next(run, time);
    const to = this.halt(run, next);
    const from = next ? this.halt(run, next - 1) : to;
    const left = next ? this.departure(run, next - 1) : 0;
    const share = next ? Math.min(Math.max((time - left) / (this.arrival(run, next) - left || 1), 0), 1) : 1;
    this.place.x = halt_x[from] + share * (halt_x[to] - halt_x[from]);
    this.place.y = halt_y[from] + share * (halt_y[to] - halt_y[from]);
    return this.place;
  }

  title(run, words) {
    const [line, goal] = [this.names.lines[this.arrays.run_line[run]], this.names.goals[this.arrays.run_goal[run]]];
    return goal ? page.fill(words.line_to, { line, goal }) : line;
  }

  // What somebody does: [kind, ride]; kind 1: waits for the ride, 2: is on it, 3: changes to it, 4: was left behind
  // after it, 0: nothing to be seen.
  phase(person, time) {
    const { ride_ready, ride_taken, ride_left } = this.arrays;
    const first = this.rideStart[person];
    for (let ride = first; ride < this.rideStart[person + 1]; ride++) {
      if (time < ride_taken[ride]) return ride > first ? [3, ride] : [time < ride_ready[ride] ? 0 : 1, ride];
      if (time < ride_left[ride]) return [2, ride];
    }
    const last = this.rideStart[person + 1] - 1;
    const stranded = this.arrays.person_stranded[person] && time < ride_left[last] + this.crossFor;
    return stranded ? [4, last] : [0, -1];
  }

  // Counts who is where: sets this.aboard, returns sums and the places where people wait, change or are left behind.
  people(time) {
    const { ride_run, person_party } = this.arrays;
    const found = { waiting: 0, waitingOnDemand: 0, onBoard: 0, onDemand: 0, changing: 0, places: new Map() };
    this.aboard.fill(0);
    for (let person = 0; person < person_party.length; person++) {
      const [kind, ride] = this.phase(person, time);
      if (!kind) continue;
      const party = person_party[person];
      const run = ride_run[ride] - 1; // -1: on demand
      if (kind === 2) {
        found[run < 0 ? "onDemand" : "onBoard"] += party;
        if (run >= 0) this.aboard[run] += party;
        continue;
      }
      if (kind === 3) found.changing += party;
      if (kind === 1) found[run < 0 ? "waitingOnDemand" : "waiting"] += party;
      this.put(found.places, kind, ride, time, party, person);
    }
    return found;
  }

  // Adds people to those at the same place: at the stop, or on the walk there from the one before.
  put(places, kind, ride, time, party, person) {
    const { spot_x, spot_y, ride_from, ride_to, ride_left, ride_ready } = this.arrays;
    const to = kind === 4 ? ride_to[ride] : ride_from[ride];
    let [x, y] = [spot_x[to], spot_y[to]];
    if (kind === 3 && time < ride_ready[ride]) {
      const from = ride_to[ride - 1];
      const share = (time - ride_left[ride - 1]) / (ride_ready[ride] - ride_left[ride - 1]);
      x = spot_x[from] + share * (x - spot_x[from]);
      y = spot_y[from] + share * (y - spot_y[from]);
    }
    const key = `${kind} ${Math.round(x)} ${Math.round(y)}`;
    if (!places.has(key)) places.set(key, { x, y, kind, count: 0, person });
    places.get(key).count += party;
  }

  // The journey of somebody, ride by ride, as an element. vehicles: names of those on demand.
  card(person, words, vehicles, followRun, followVehicle) {
    const card = page.element("div", null, { class: "journey" });
    card.append(page.element("h3", page.fill(words.request, { id: this.names.people[person] })));
    const party = this.arrays.person_party[person];
    if (party > 1) card.append(page.element("p", page.fill(words.party, { count: page.number(party) })));
    const table = page.element("table");
    const { ride_run, ride_vehicle, ride_ready, ride_taken, ride_left, ride_from, ride_to } = this.arrays;
    for (let ride = this.rideStart[person]; ride < this.rideStart[person + 1]; ride++) {
      const row = page.element("tr");
      row.append(page.element("th", `${page.clock(ride_taken[ride])}–${page.clock(ride_left[ride])}`, { scope: "row" }));
      const cell = page.element("td");
      const [run, vehicle] = [ride_run[ride] - 1, ride_vehicle[ride] - 1];
      const title = run < 0 ? (vehicle < 0 ? words.vehicle : vehicles[vehicle]) : this.title(run, words);
      const button = page.element(run < 0 && vehicle < 0 ? "span" : "button", title, { type: "button" });
      button.addEventListener("click", () => (run < 0 ? followVehicle(vehicle) : followRun(run)));
      const waited = Math.round((ride_taken[ride] - ride_ready[ride]) / 60);
      const spot = (row) => this.names.spots[row] || words.unnamed;
      const told = [page.fill(words.from_to, { from: spot(ride_from[ride]), to: spot(ride_to[ride]) }), page.fill(words.waited, { count: page.number(waited) })];
      cell.append(button, " ", told.join("; "));
      row.append(cell);
      table.append(row);
    }
    card.append(table);
    for (const [time, cause] of this.names.missed[person] || []) {
      card.append(page.element("p", page.fill(words[`missed_${cause}`], { time: page.clock(time) }), { class: "late" }));
    }
    if (this.arrays.person_stranded[person]) card.append(page.element("p", words.left_behind, { class: "late" }));
    return card;
  }

  // What the followed bus or train does next, as an element.
  told(run, time, words) {
    const part = page.element("div");
    part.append(page.element("h3", this.title(run, words)));
    const call = this.next(run, time);
    const late = this.late(run, call, "arrival");
    const next = page.fill(words.next_call, { name: this.names.halts[this.halt(run, call)], time: page.clock(this.arrival(run, call)) });
    const behind = late >= 60 ? ` (${page.fill(words.late, { time: page.fill(words.minutes, { count: page.number(Math.floor(late / 60)) }) })})` : "";
    part.append(page.element("p", this.runs(run, time) ? next + behind : words.not_running));
    part.append(page.element("p", page.fill(words.on_board, { count: page.number(this.aboard[run]) })));
    return part;
  }
}

// How buses, trains and who waits for them look on the map.
const lineLooks = {
  vehicle(context, x, y, rail, count, followed) {
    const [wide, high] = count ? [rail ? 12 : 9, 7] : [rail ? 9 : 5, rail ? 4.5 : 4];
    const dark = rail ? "#2b2b2b" : "#e69f00";
    context.beginPath();
    context.roundRect(x - wide, y - high, 2 * wide, 2 * high, rail ? 2 : 4);
    context.fillStyle = count ? dark : rail ? "#ffffff" : "#ffe9bd";
    context.strokeStyle = followed ? "#000000" : count ? "#ffffff" : rail ? dark : "#a86f00";
    context.lineWidth = followed ? 3 : count ? 1.2 : 1.8;
    context.fill();
    context.stroke();
    if (!count) return;
    context.fillStyle = rail ? "#ffffff" : "#000000";
    context.fillText(String(count), x, y + 0.5);
  },

  label(context, text, x, y) {
    context.strokeStyle = "rgba(255,255,255,.9)";
    context.lineWidth = 3;
    context.strokeText(text, x, y - 13);
    context.fillStyle = "#1a1a1a";
    context.fillText(text, x, y - 13);
  },

  people(context, x, y, kind, count) {
    context.beginPath();
    context.arc(x, y, count > 1 ? 8 : 5.5, 0, 7);
    context.fillStyle = kind === 3 ? "#ffffff" : "#009e73";
    context.strokeStyle = kind === 3 ? "#00664a" : "#ffffff";
    context.lineWidth = kind === 3 ? 2.5 : 1.5;
    context.fill();
    context.stroke();
    if (count < 2) return;
    context.fillStyle = kind === 3 ? "#00664a" : "#000000";
    context.fillText(String(count), x, y + 0.5);
  },

  // A station where people change to and from rides on demand, and how many, or null.
  hub(context, x, y, people) {
    const half = people === null ? 6 : 6 + 3 * String(people).length;
    context.save();
    context.font = "700 11px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.beginPath();
    context.rect(x - half, y - (people === null ? 6 : 8), 2 * half, people === null ? 12 : 16);
    context.fillStyle = "#cfe5f5";
    context.strokeStyle = "#2b2b2b";
    context.lineWidth = 1.8;
    context.fill();
    context.stroke();
    context.fillStyle = "#003a5c";
    if (people !== null) context.fillText(String(people), x, y + 0.5);
    context.restore();
  },

  station(context, x, y) {
    context.beginPath();
    context.rect(x - 3.5, y - 3.5, 7, 7);
    context.fillStyle = "#ffffff";
    context.strokeStyle = "#2b2b2b";
    context.lineWidth = 1.8;
    context.fill();
    context.stroke();
  },
};
