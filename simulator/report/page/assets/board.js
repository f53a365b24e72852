"use strict";

// Departure boards, from what simulator.report.page.boards tells. The station, day and choice are the same in all languages.
const board = { station: null, day: 0, only: false };

page.parts.push((main, language, words) => {
  const place = main.querySelector("[data-board]");
  if (!place) return;
  const content = page.data("boards");
  page.calendar = content.calendar;
  const [station, day, only, told] = ["station", "day", "only", "told"].map((name) => place.querySelector(`[data-${name}]`));
  if (board.station === null) board.station = content.first;
  const names = Object.keys(content.boards).sort((a, b) => a.localeCompare(b, page.locale()));
  for (const name of names) station.append(page.element("option", name, { value: name }));
  const { days, first_day } = content.calendar;
  for (let i = 0; i < days; i++) {
    const name = first_day === null ? page.fill(words.day, { number: page.number(i + 1) }) : page.date(first_day, i);
    day.append(page.element("option", name, { value: i }));
  }
  place.querySelector("[data-days]").hidden = days === 1;

  function show() {
    const all = (content.boards[board.station] || []).filter(([planned]) => page.day(planned) === board.day);
    const rows = all.filter(([, , , , , , on, off, connections, missed]) => !board.only || on || off || connections || missed);
    place.querySelector("tbody").replaceChildren(...rows.map(line));
    const riders = (column) => page.number(all.reduce((sum, row) => sum + row[column], 0));
    told.textContent = page.fill(words.board_told, { name: board.station, count: page.number(all.length), on: riders(6), off: riders(7) });
  }

  function line([planned, late, ends, rail, name, goal, on, off, connections, missed]) {
    const row = page.element("tr");
    const cell = (text, look) => row.append(page.element("td", text, look ? { class: look } : {}));
    row.append(page.element("th", page.clock(planned), { scope: "row" }));
    if (content.may_be_late) {
      const minutes = Math.floor((planned + late) / 60) - Math.floor(planned / 60); // as the clock times beside it
      cell(minutes ? `${page.clock(planned + late)} (+${page.number(minutes)})` : page.clock(planned + late), late >= 300 ? "late" : "");
    }
    row.append(page.element("td"));
    row.lastChild.append(page.element("span", content.lines[name], { class: rail ? "line rail" : "line" }));
    cell(ends ? words.ends_here : content.goals[goal]);
    cell(on ? page.number(on) : "", "number");
    cell(off ? page.number(off) : "", "number");
    const list = page.element("ul", null, { class: "connections" });
    for (const [kind, time, vehicle, count] of connections || []) {
      const said = words[["brought", "changed_from", "fetched"][kind]];
      list.append(page.element("li", page.fill(said, { time: page.clock(time), vehicle, count: page.number(count) })));
    }
    for (const [cause, count] of missed || []) {
      list.append(page.element("li", page.fill(words[`board_${cause}`], { count: page.number(count) }), { class: "late" }));
    }
    row.append(page.element("td"));
    if (list.childElementCount) row.lastChild.append(list);
    return row;
  }

  station.addEventListener("change", () => show((board.station = station.value)));
  day.addEventListener("change", () => show((board.day = Number(day.value))));
  only.addEventListener("change", () => show((board.only = only.checked)));
  main.addEventListener("shown", () => {
    station.value = board.station;
    day.value = board.day;
    only.checked = board.only;
    show();
  });
});
