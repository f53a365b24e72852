"use strict";

// The moving map. What is shown is the same in all languages: switching keeps time, speed, vehicle and rider.
const replay = { time: null, playing: false, speed: 300, followed: -1, rider: -1, run: -1, person: -1, frames: 0, spentMs: 0, slowestMs: 0 };

page.parts.push((main, language, words) => {
  const place = main.querySelector("[data-replay]");
  if (!place) return;
  const roads = roadData.get();
  const { content, arrays } = roads;
  page.calendar = content.calendar;
  roads.moves = roads.moves || new Moves(roads);
  roads.riders = roads.riders || new Riders(roads);
  if (content.lines) roads.lines_of_timetable ||= new Lines(roads);
  const { moves, riders, lines_of_timetable: lines } = roads;
  const find = (name) => place.querySelector(`[data-${name}]`);
  const [play, slider, clock, speed, follow, told] = ["play", "time", "clock", "speed", "follow", "told"].map(find);
  const [lists, journey] = ["lists", "journey"].map(find);
  const [carDriving, carStanding, carOut, carParked] = ["driving", "standing", "out", "parked"].map((what) => content.states.indexOf(`car_${what}`));
  const spots = []; // what can be chosen on the map now: {x, y} and vehicle, rider, run or person
  let trace = null;
  let before = null;
  let written = 0;

  slider.min = content.first_s;
  slider.max = content.last_s;
  if (replay.time === null) {
    const boarded = [...arrays.request_boarded, ...(arrays.ride_taken || [])].filter((time) => time > 0).sort((a, b) => a - b);
    replay.time = boarded.length ? boarded[boarded.length >> 2] - 1 : Math.min(content.first_s + 9 * 3600, content.last_s);
  }
  content.vehicles.forEach((name, i) => follow.append(page.element("option", name, { value: i })));

  const map = new RoadMap(place.querySelector(".map-frame"), (context, map) => {
    spots.length = 0;
    map.drawChanged(context, replay.time, arrays.closed_x && arrays.closed_x.length ? 1 : 2);
    map.drawClosed(context, replay.time);
    if (trace) drawTrace(context, map);
    drawSites(context, map);
    wrongNow.drawDark(context, map, replay.time);
    const counts = drawRiders(context, map);
    map.drawTowns(context);
    map.drawCrossings(context, replay.time, map.view.scale > 0.03);
    drawVehicles(context, map, counts);
    if (lines) drawLines(context, map, counts);
    centred(context);
    spots.push(...wrongNow.drawSetDown(context, map, replay.time));
    if (replay.rider >= 0) drawJourney(context, map);
    tell(counts);
  });

  function drawTrace(context, map) {
    const zoom = map.view.scale;
    context.save();
    context.translate(map.toScreenX(0), map.toScreenY(0));
    context.scale(zoom, -zoom);
    context.strokeStyle = "rgba(0,114,178,.45)";
    context.lineWidth = 7 / zoom;
    context.lineJoin = context.lineCap = "round";
    context.stroke(trace);
    context.restore();
  }

  const shapes = {
    charger: { colour: "#f0e442", corners: [[0, -8], [7, 0], [0, 8], [-7, 0]] },
    station: { colour: "#cc79a7", corners: [[0, -7], [7, 6], [-7, 6]] },
    depot: { colour: "#ffffff", corners: [[-5, -5], [5, -5], [5, 5], [-5, 5]] },
  };

  function drawSites(context, map) {
    context.strokeStyle = "#333333";
    context.lineWidth = 1.5;
    for (const [kind, , x, y] of content.sites) {
      const shape = shapes[kind] || shapes.depot;
      context.beginPath();
      for (const [dx, dy] of shape.corners) context.lineTo(map.toScreenX(x) + dx, map.toScreenY(y) + dy);
      context.closePath();
      context.fillStyle = shape.colour;
      context.fill();
      context.stroke();
    }
  }

  function drawRiders(context, map) {
    const counts = { waiting: 0, onBoard: 0, driving: 0, carsOut: 0, setDown: 0, out: 0 };
    const setDown = wrongNow.rows(arrays, "down", replay.time);
    const down = new Set(setDown.map((i) => arrays.down_request[i] - 1));
    for (const i of setDown) counts.setDown += arrays.down_party[i];
    const crosses = new Path2D();
    context.fillStyle = "#009e73";
    context.strokeStyle = "#ffffff";
    context.lineWidth = 1.5;
    for (let i = 0; i < riders.count; i++) {
      const phase = riders.phase(i, replay.time);
      if (!phase) continue;
      if (phase === 2) {
        if (!down.has(i)) counts.onBoard += arrays.request_party[i];
        continue;
      }
      const x = map.toScreenX(arrays.request_origin_x[i]);
      const y = map.toScreenY(arrays.request_origin_y[i]);
      spots.push({ x, y, rider: i });
      if (phase === 3) {
        map.cross(crosses, x, y, 5);
        continue;
      }
      counts.waiting += arrays.request_party[i];
      context.beginPath();
      context.arc(x, y, 5.5, 0, 7);
      context.fill();
      context.stroke();
    }
    context.strokeStyle = "#b34700";
    context.lineWidth = 2.2;
    context.stroke(crosses);
    return counts;
  }

  function centred(context) {
    context.font = "700 11px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
  }

  // Buses and trains, and who waits for them or changes.
  function drawLines(context, map, counts) {
    centred(context);
    const found = lines.people(replay.time);
    Object.assign(counts, { inLines: found.onBoard, forLines: found.waiting, changing: found.changing });
    counts.onBoard += found.onDemand;
    counts.waiting += found.waitingOnDemand;
    const crosses = new Path2D();
    const shown = [];
    for (let run = 0; run < lines.count; run++) if (lines.runs(run, replay.time)) shown.push(run);
    counts.running = shown.length;
    // those that somebody is on, or follows, are above the others
    const weight = (run) => (run === replay.run ? 2 : lines.aboard[run] ? 1 : 0);
    for (const run of shown.sort((a, b) => weight(a) - weight(b))) drawRun(context, map, run);
    for (const { x, y, kind, count, person } of found.places.values()) {
      const at = { x: map.toScreenX(x), y: map.toScreenY(y), person };
      spots.push(at);
      if (kind === 4) map.cross(crosses, at.x, at.y, 5);
      else lineLooks.people(context, at.x, at.y, kind, count);
    }
    context.strokeStyle = "#b34700";
    context.lineWidth = 2.2;
    context.stroke(crosses);
  }

  function drawRun(context, map, run) {
    const followed = run === replay.run;
    const at = lines.locate(run, replay.time);
    if (followed && replay.playing) keepInView(map, at);
    const [x, y, rail] = [map.toScreenX(at.x), map.toScreenY(at.y), arrays.run_rail[run] === 1];
    spots.push({ x, y, run });
    lineLooks.vehicle(context, x, y, rail, lines.aboard[run], followed);
    if (rail || followed || map.view.scale > 0.03) lineLooks.label(context, content.lines.lines[arrays.run_line[run]], x, y);
  }

  function drawVehicles(context, map, counts) {
    centred(context);
    const broken = new Set(wrongNow.rows(arrays, "out", replay.time).map((i) => arrays.out_vehicle[i]));
    counts.out = broken.size;
    const atPlaces = new Map(); // cars that are not drawn one by one: {x, y, parked, out} by place
    for (let vehicle = 0; vehicle < moves.count; vehicle++) {
      const row = moves.state(vehicle, replay.time);
      const followed = vehicle === replay.followed;
      if (row < 0 && !followed) continue;
      const at = moves.locate(vehicle, replay.time);
      if (followed && replay.playing) keepInView(map, at);
      const x = map.toScreenX(at.x);
      const y = map.toScreenY(at.y);
      const code = row < 0 ? -1 : arrays.state_code[row];
      const count = row < 0 ? 0 : arrays.state_riders[row];
      if (code >= carDriving) {
        if (code !== carParked) counts.carsOut++;
        if (code === carDriving || code === carStanding) {
          spots.push({ x, y, vehicle });
          drawCar(context, x, y, code === carDriving, followed);
        } else {
          const key = `${at.x} ${at.y}`;
          if (!atPlaces.has(key)) atPlaces.set(key, { x, y, parked: 0, out: 0, followed: false });
          const there = atPlaces.get(key);
          there[code === carOut ? "out" : "parked"]++;
          there.followed ||= followed;
        }
        continue;
      }
      const moving = code >= 0 && code < 4;
      if (moving) counts.driving++;
      spots.push({ x, y, vehicle });
      drawVehicle(context, x, y, count, moving, followed);
      if (broken.has(vehicle)) wrongNow.drawOut(context, map, x, y);
    }
    for (const there of atPlaces.values()) drawParked(context, there);
  }

  function drawCar(context, x, y, driving, followed) {
    context.beginPath();
    context.arc(x, y, driving ? 6.5 : 5, 0, 7);
    context.fillStyle = driving ? "#a0427c" : "#ffffff";
    context.strokeStyle = followed ? "#000000" : driving ? "#ffffff" : "#a0427c";
    context.lineWidth = followed ? 3 : driving ? 1.5 : 2.5;
    context.fill();
    context.stroke();
  }

  // How many cars are parked at a place, and how many are out from there on ways that nobody told.
  function drawParked(context, { x, y, parked, out, followed }) {
    for (const [number, left, dash, fill] of [[parked, out ? -17 : -8, [], "#f3dcea"], [out, parked ? 1 : -8, [3, 2], "#ffffff"]]) {
      if (!number) continue;
      context.beginPath();
      context.roundRect(x + left, y + 8, 16, 14, 3);
      context.fillStyle = fill;
      context.strokeStyle = followed ? "#000000" : "#a0427c";
      context.lineWidth = followed ? 3 : 1.4;
      context.setLineDash(dash);
      context.fill();
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = "#6b1f50";
      context.fillText(String(number), x + left + 8, y + 15.5);
    }
  }

  function drawVehicle(context, x, y, count, moving, followed) {
    const half = count || moving ? 9 : 6;
    context.beginPath();
    context.roundRect(x - half, y - half * 0.75, 2 * half, half * 1.5, 4);
    context.fillStyle = count ? "#0072b2" : moving ? "#ffffff" : "#dddddd";
    context.strokeStyle = followed ? "#000000" : count ? "#ffffff" : moving ? "#8a5a00" : "#777777";
    context.lineWidth = followed ? 3 : moving && !count ? 2 : 1.2;
    context.fill();
    context.stroke();
    if (count) {
      context.fillStyle = "#ffffff";
      context.fillText(String(count), x, y + 0.5);
    }
  }

  function drawJourney(context, map) {
    for (const [end, fill] of [["origin", "#009e73"], ["destination", "#ffffff"]]) {
      context.beginPath();
      const x = map.toScreenX(arrays[`request_${end}_x`][replay.rider]);
      const y = map.toScreenY(arrays[`request_${end}_y`][replay.rider]);
      context.arc(x, y, 8, 0, 7);
      context.fillStyle = fill;
      context.strokeStyle = "#000000";
      context.lineWidth = 3;
      context.fill();
      context.stroke();
    }
  }

  function keepInView(map, at) {
    const x = map.toScreenX(at.x);
    const y = map.toScreenY(at.y);
    if (x > 80 && x < map.width - 80 && y > 60 && y < map.height - 60) return;
    map.view.x = at.x;
    map.view.y = at.y;
    map.changed();
  }

  // Words beside the map; while it plays they change twice a second, so that they can be read.
  function tell(counts) {
    const now = performance.now();
    clock.textContent = page.moment(replay.time, words);
    slider.value = replay.time;
    slider.setAttribute("aria-valuetext", clock.textContent);
    if (replay.playing && now - written < 500) return;
    written = now;
    const said = (name, count) => page.fill(words[name], { count: page.number(count) });
    const ofRides = [said("driving", counts.driving), said("on_board", counts.onBoard), said("waiting", counts.waiting)];
    const ofCars = content.has_cars ? [said("cars_out", counts.carsOut)] : [];
    const ofLines = lines ? [said("running", counts.running), said("in_lines", counts.inLines), said("for_lines", counts.forLines), said("changing", counts.changing)] : [];
    const names = content.wrong.filter(([, from, until]) => from <= replay.time && replay.time < until).map(([name]) => name);
    const wrong = [["out_of_service", counts.out], ["set_down", counts.setDown]].filter(([, count]) => count).map((one) => said(...one));
    if (names.length) wrong.unshift(page.fill(words.wrong_now, { names: names.join(", ") }));
    told.textContent = [...wrong, ...(content.has_rides ? ofRides : []), ...ofLines, ...ofCars].join(" · ");
    writeLists();
  }

  function writeLists() {
    const waiting = [];
    const onBoard = [];
    for (let i = 0; i < riders.count; i++) {
      const phase = riders.phase(i, replay.time);
      if (phase === 1) waiting.push(i);
      if (phase === 2 && arrays.request_vehicle[i] - 1 === replay.followed) onBoard.push(i);
    }
    const rider = (i) => [`rider ${i}`, `${page.clock(riders.time("ready", i) || 0)} ${riders.stop(i, "from", words)}`, () => choose(i)];
    const parts = content.has_rides ? [[words.waiting_now, words.nobody_waits, waiting.map(rider)]] : [];
    if (replay.followed >= 0 && replay.followed < content.rides) parts.unshift([words.on_board_now, words.nobody_on_board, onBoard.map(rider)]);
    if (lines) parts.push(...listsOfLines());
    const followed = lines && replay.run >= 0 ? lines.told(replay.run, replay.time, words) : null;
    const key = JSON.stringify([replay.followed, replay.run, followed && followed.textContent, parts]);
    if (lists.dataset.key === key) return;
    lists.dataset.key = key;
    const focused = document.activeElement && lists.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    lists.replaceChildren();
    if (followed) {
      const close = page.element("button", words.close, { type: "button", "data-key": "close" });
      close.addEventListener("click", () => followRun(-1));
      followed.append(close);
      lists.append(followed);
      if (focused === "close") close.focus();
    }
    for (const [heading, nobody, list] of parts) {
      lists.append(page.element("h3", heading));
      if (!list.length) lists.append(page.element("p", nobody));
      const items = page.element("ul");
      for (const [name, text, chosen] of list.slice(0, 12)) {
        const button = page.element("button", text, { type: "button", "data-key": name });
        button.addEventListener("click", chosen);
        const item = page.element("li");
        item.append(button);
        items.append(item);
        if (focused === name) button.focus();
      }
      lists.append(items);
      if (list.length > 12) lists.append(page.element("p", page.fill(words.more, { count: page.number(list.length - 12) })));
    }
  }

  // Who waits for buses and trains or changes, and which of these carry anybody.
  function listsOfLines() {
    const people = [];
    for (let person = 0; person < arrays.person_party.length; person++) {
      const [kind, ride] = lines.phase(person, replay.time);
      if (kind !== 1 && kind !== 3) continue;
      const text = `${page.clock(arrays.ride_taken[ride])} ${content.lines.spots[arrays.ride_from[ride]] || words.unnamed}`;
      people.push([`person ${person}`, text, () => choosePerson(person)]);
    }
    const runs = [];
    lines.aboard.forEach((count, run) => {
      if (count) runs.push([`run ${run}`, `${lines.title(run, words)}: ${page.number(count)}`, () => followRun(run)]);
    });
    return [[words.lines_waiting_now, words.nobody_waits, people], [words.lines_with_riders, words.nobody_on_board, runs]];
  }

  function choosePerson(person) {
    replay.rider = -1;
    replay.person = person;
    showJourney();
    map.refresh();
  }

  function choose(i) {
    replay.rider = i;
    replay.person = -1;
    showJourney();
    map.refresh();
  }

  function showJourney() {
    trace = null;
    journey.replaceChildren();
    if (replay.person >= 0) showCard(lines.card(replay.person, words, content.vehicles, followRun, followVehicle));
    if (replay.rider < 0) return;
    const i = replay.rider;
    const vehicle = arrays.request_vehicle[i] - 1;
    if (vehicle >= 0 && arrays.request_served[i]) trace = moves.trace(vehicle, riders.time("boarded", i), riders.time("alighted", i));
    showCard(riders.card(i, words, content.vehicles, followVehicle));
  }

  function showCard(card) {
    const close = page.element("button", words.close, { type: "button" });
    close.addEventListener("click", () => choose(-1));
    card.append(" ", close);
    journey.append(card);
  }

  function followRun(run) {
    if (run >= 0 && replay.followed >= 0) followVehicle(-1);
    replay.run = run;
    if (run >= 0) {
      const at = lines.locate(run, replay.time);
      Object.assign(map.view, { x: at.x, y: at.y });
    }
    map.changed();
  }

  function followVehicle(vehicle) {
    replay.followed = vehicle;
    if (vehicle >= 0) replay.run = -1;
    follow.value = vehicle < 0 ? "" : String(vehicle);
    if (vehicle >= 0) {
      const at = moves.locate(vehicle, replay.time);
      Object.assign(map.view, { x: at.x, y: at.y });
    }
    map.changed();
  }

  function setPlaying(playing) {
    replay.playing = playing;
    before = null;
    play.textContent = playing ? `❚❚ ${words.pause}` : `▶ ${words.play}`;
    play.setAttribute("aria-pressed", String(playing));
    if (playing && replay.time >= content.last_s) replay.time = content.first_s;
    if (playing) requestAnimationFrame(frame);
    else map.refresh();
  }

  function frame(now) {
    if (!replay.playing || page.language() !== language) return;
    const passed = before === null ? 0 : Math.min(now - before, 200) / 1000;
    before = now;
    const began = performance.now();
    replay.time += passed * replay.speed;
    if (replay.time >= content.last_s) {
      replay.time = content.last_s;
      setPlaying(false);
      return;
    }
    map.draw();
    const spent = performance.now() - began;
    replay.frames++;
    replay.spentMs += spent;
    replay.slowestMs = Math.max(replay.slowestMs, spent);
    requestAnimationFrame(frame);
  }

  play.addEventListener("click", () => setPlaying(!replay.playing));
  slider.addEventListener("input", () => {
    replay.time = Number(slider.value);
    map.refresh();
  });
  speed.addEventListener("change", () => (replay.speed = Number(speed.value)));
  follow.addEventListener("change", () => followVehicle(follow.value === "" ? -1 : Number(follow.value)));
  map.canvas.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    setPlaying(!replay.playing);
  });
  map.onTap = (x, y) => {
    const near = spots.map((spot) => ({ ...spot, away: Math.hypot(spot.x - x, spot.y - y) })).filter((spot) => spot.away < 22);
    const best = near.sort((a, b) => a.away - b.away)[0];
    if (!best) choose(-1);
    else if (best.rider !== undefined) choose(best.rider);
    else if (best.person !== undefined) choosePerson(best.person);
    else if (best.run !== undefined) followRun(best.run);
    else followVehicle(best.vehicle);
  };
  main.addEventListener("shown", () => {
    speed.value = String(replay.speed);
    follow.value = replay.followed < 0 ? "" : String(replay.followed);
    lists.dataset.key = "";
    showJourney();
    map.resize();
    setPlaying(replay.playing);
  });
});
