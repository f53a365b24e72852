"use strict";

// The map of access: places coloured by what is chosen, see simulator.report.page.access_map.
page.parts.push((main, language, words) => {
  const place = main.querySelector("[data-access-map]");
  const data = page.data("access");
  if (!place || !data) return;
  const said = words.access;
  const told = main.querySelector("[data-access-told]");
  const choice = (name) => main.querySelector(`[data-choice="${name}"]`);
  const cells = data.names.length;
  const everybody = data.people.reduce((sum, people) => sum + people, 0);

  choice("means").value = data.public;

  function bytes(text) {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  }

  const chosen = () => data.values[`${choice("kind").value} ${choice("means").value}`];

  // What is told of each place: minutes or percent, or unknown; without an hour, or where all are alike, of the day.
  function values(show) {
    const of = chosen();
    const hour = show === "guarantee" ? "" : choice("hour").value;
    if (hour === "" || of[`${show}_by_hour`] === "") return bytes(of[show]);
    const row = data.hours.indexOf(Number(hour));
    return bytes(of[`${show}_by_hour`]).subarray(row * cells, (row + 1) * cells);
  }

  // Rides to trains are asked for at a few times only.
  const isAsked = () => values("offered").some((share) => share !== data.unknown);

  // The centres that are reached first from anywhere, for the choice of one.
  function fillCentres() {
    const of = chosen();
    const before = choice("centre").value;
    const options = [["", said.all], ...of.centres.map((name) => [name, name])];
    choice("centre").replaceChildren(...options.map(([value, text]) => new Option(text, value)));
    choice("centre").value = of.centres.includes(before) ? before : "";
  }

  function shown() {
    const of = chosen();
    const wanted = of.centres.indexOf(choice("centre").value);
    return data.names.map((_, cell) => wanted < 0 || of.centre[cell] === wanted);
  }

  function classOf(value, ends) {
    const found = ends.findIndex((end) => value <= end);
    return found < 0 ? ends.length : found;
  }

  function traces(found, visible) {
    const isTime = choice("show").value === "time";
    const ends = isTime ? data.classes : data.share_ends;
    const names = isTime ? said.classes : said.shares;
    const colours = isTime ? data.colours : data.share_colours;
    const never = ends.length + 1;
    const size = Math.min(13, Math.max(5, place.clientWidth / (2.4 * Math.sqrt(cells))));
    const groups = names.map(() => []);
    for (let cell = 0; cell < cells; cell++) {
      if (!visible[cell]) continue;
      const value = found[cell];
      if (value !== data.unknown) groups[classOf(value, ends)].push(cell);
      else if (isTime) groups[never].push(cell);
    }
    return groups.map((group, number) => ({
      type: "scatter", mode: "markers", name: names[number], showlegend: true,
      x: group.length ? group.map((cell) => data.lon[cell]) : [null],
      y: group.length ? group.map((cell) => data.lat[cell]) : [null],
      text: group.map((cell) => text(cell, found[cell], isTime)), hovertemplate: "%{text}<extra></extra>",
      marker: {
        color: colours[number], size, symbol: isTime && number === never ? "x-thin" : "square",
        line: { width: isTime && number === never ? 2 : 0.5, color: isTime && number === never ? colours[number] : "#555" },
      },
    }));
  }

  function text(cell, value, isTime) {
    const known = value !== data.unknown;
    const pattern = known ? (isTime ? said.minutes : said.percent) : isTime ? said.none : said.no_value;
    return page.fill(pattern, { name: data.names[cell], value }).replace("%%", "%");
  }

  function centres() {
    const kinds = { basic: ["basic", "middle", "upper"], middle: ["middle", "upper"] };
    const kind = choice("kind").value;
    const its = data.centres.filter((one) => (kinds[kind] || [kind]).includes(one.kind) && isNear(one));
    const few = its.length <= 12;
    return {
      type: "scatter", mode: few ? "markers+text" : "markers", name: said.centre, showlegend: true,
      x: its.map((one) => one.lon), y: its.map((one) => one.lat), text: its.map((one) => one.name),
      textposition: "top center", textfont: { size: 13, color: "#000" }, hovertemplate: "%{text}<extra></extra>",
      marker: { symbol: "star", size: few ? 13 : 9, color: "#fff", line: { color: "#b3261e", width: 1.6 } },
    };
  }

  const box = { west: Math.min(...data.lon), east: Math.max(...data.lon), south: Math.min(...data.lat), north: Math.max(...data.lat) };

  // Centres far away would make the map of the places tiny.
  function isNear(one) {
    const wide = (box.east - box.west) / 8 || 0.1, high = (box.north - box.south) / 8 || 0.1;
    return one.lon > box.west - wide && one.lon < box.east + wide && one.lat > box.south - high && one.lat < box.north + high;
  }

  function summary(found, visible) {
    const here = data.names.map((_, cell) => cell).filter((cell) => visible[cell]);
    const sum = (list) => list.reduce((total, cell) => total + data.people[cell], 0);
    if (!isAsked()) return said.nothing;
    if (choice("show").value !== "time") {
      const known = here.filter((cell) => found[cell] !== data.unknown);
      const mean = known.reduce((total, cell) => total + data.people[cell] * found[cell], 0) / (sum(known) || 1);
      return page.fill(said.summary_share, { value: page.number(mean) }).replace("%%", "%");
    }
    const counts = data.classes.map((minutes) => {
      const share = (100 * sum(here.filter((cell) => found[cell] !== data.unknown && found[cell] <= minutes))) / (everybody || 1);
      return page.fill(said.within, { share: page.number(share), minutes });
    });
    const all = page.fill(said.summary, { counts: counts.join(", ") });
    const nearest = page.fill(said.not_all, { people: page.number((100 * sum(here)) / (everybody || 1)) });
    return choice("centre").value === "" ? all : `${nearest} ${all}`;
  }

  function draw() {
    const found = isAsked() ? values(choice("show").value) : new Uint8Array(0);
    choice("hour").disabled = choice("show").value === "guarantee";
    const visible = found.length ? shown() : data.names.map(() => false);
    const axis = { visible: false, fixedrange: true };
    const ratio = 1 / Math.max(0.1, Math.cos((((box.south + box.north) / 2) * Math.PI) / 180));
    const layout = {
      font: { family: "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif", size: 14, color: "#1a1a1a" },
      margin: { l: 4, r: 4, t: 4, b: 4 }, height: place.clientWidth < 500 ? 460 : 680, hovermode: "closest",
      paper_bgcolor: "white", plot_bgcolor: "#fbfbf9",
      xaxis: { ...axis, range: [box.west, box.east] }, yaxis: { ...axis, scaleanchor: "x", scaleratio: ratio },
      legend: { orientation: "h", x: 0, y: -0.02, yanchor: "top", itemclick: false, itemdoubleclick: false },
    };
    Plotly.react(place, [...traces(found, visible), centres()], layout, { responsive: true, displayModeBar: false });
    told.textContent = summary(found, visible);
  }

  for (const name of ["kind", "means"]) choice(name).addEventListener("change", fillCentres);
  main.querySelector("[data-access-choices]").addEventListener("change", draw);
  main.querySelector("[data-access-choices]").addEventListener("submit", (event) => event.preventDefault());
  fillCentres();
  draw();
});
