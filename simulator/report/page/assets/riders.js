"use strict";

// Riders at any moment, and the story of one journey. Times in the arrays are one more than they are; 0: none.
class Riders {
  constructor(roads) {
    const { arrays, content } = roads;
    this.arrays = arrays;
    this.ids = content.requests;
    this.names = content.stop_names;
    this.count = this.ids.length;
    this.crossFor = 1200; // seconds that a request that is not served stays on the map
  }

  time(column, i) {
    const value = this.arrays[`request_${column}`][i];
    return value ? value - 1 : null;
  }

  // 1: waiting, 2: on board, 3: was just told that nobody comes, 0: not on the map.
  phase(i, time) {
    const { request_ready, request_submitted, request_boarded, request_alighted, request_served } = this.arrays;
    const begins = Math.max(request_ready[i], request_submitted[i]) - 1;
    if (time < begins) return 0;
    if (!request_served[i]) return time < begins + this.crossFor ? 3 : 0;
    if (time < request_boarded[i] - 1) return 1;
    return time < request_alighted[i] - 1 ? 2 : 0;
  }

  stop(i, end, words) {
    const code = this.arrays[`request_${end}`][i];
    return code ? this.names[code - 1] : words.unnamed;
  }

  // A journey beside its promise, as an element.
  card(i, words, vehicles, follow) {
    const card = page.element("div", null, { class: "journey" });
    card.append(page.element("h3", page.fill(words.request, { id: this.ids[i] })));
    card.append(page.element("p", page.fill(words.from_to, { from: this.stop(i, "from", words), to: this.stop(i, "to", words) })));
    const table = page.element("table");
    const minutes = (seconds) => page.fill(words.minutes, { count: page.number(Math.round(seconds / 60)) });
    const row = (label, text, look, more) => {
      const made = page.element("tr");
      made.append(page.element("th", label, { scope: "row" }));
      const cell = page.element("td", text);
      if (more) cell.append(" ", page.element("span", more, { class: look }));
      made.append(cell);
      table.append(made);
    };
    const at = (column) => this.time(column, i);
    const party = this.arrays.request_party[i];
    if (party > 1) row("", page.fill(words.party, { count: page.number(party) }));
    const asked = this.arrays.request_submitted[i] - 1; // always known; negative on the days before
    row(words.asked, page.moment(asked, words));
    if (at("ready") !== null) row(words.ready, page.moment(at("ready"), words));
    if (at("promised_earliest") !== null && at("promised_latest") !== null) {
      row(words.promised, `${page.clock(at("promised_earliest"))}–${page.clock(at("promised_latest"))}`);
    }
    if (at("boarded") !== null) {
      const late = at("promised_latest") !== null && at("boarded") > at("promised_latest");
      const early = at("promised_earliest") !== null && at("boarded") < at("promised_earliest");
      const off = late ? at("boarded") - at("promised_latest") : at("promised_earliest") - at("boarded");
      const said = late || early ? page.fill(late ? words.late : words.early, { time: minutes(off) }) : words.kept;
      const promised = at("promised_latest") !== null;
      row(words.boarded, page.clock(at("boarded")), late || early ? "late" : "kept", promised ? said : "");
    }
    if (at("alighted") !== null) row(words.alighted, page.clock(at("alighted")));
    if (at("wait") !== null) row(words.wait, minutes(at("wait")));
    if (at("ride") !== null) {
      const direct = at("direct");
      row(words.ride, minutes(at("ride")) + (direct === null ? "" : ` (${words.direct}: ${minutes(direct)})`));
    }
    const walks = (at("access_walk") || 0) + (at("egress_walk") || 0);
    if (walks) row(words.walks, minutes(walks));
    card.append(table);
    if (!this.arrays.request_served[i]) card.append(page.element("p", words.not_served, { class: "late" }));
    const vehicle = this.arrays.request_vehicle[i] - 1;
    if (vehicle >= 0) {
      const button = page.element("button", page.fill(words.follow, { vehicle: vehicles[vehicle] }), { type: "button" });
      button.addEventListener("click", () => follow(vehicle));
      card.append(button);
    }
    return card;
  }
}
