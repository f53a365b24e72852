"use strict";

// The map of stops by boardings and of places where requests were not served.
page.parts.push((main, language, words) => {
  const place = main.querySelector("[data-places]");
  if (!place) return;
  const roads = roadData.get();
  const { place_x: xs, place_y: ys, place_served: served, place_left: left } = roads.arrays;
  const names = roads.content.place_names;
  const told = place.querySelector("[data-told]");
  const most = served.reduce((top, count) => Math.max(top, count), 1);
  let chosen = -1;

  function radius(count, map) {
    const largest = Math.min(map.width, 760) / 34;
    return Math.max(2.5, largest * Math.sqrt(count / most));
  }

  const map = new RoadMap(place.querySelector(".map-frame"), (context, map) => {
    context.fillStyle = "rgba(0,114,178,.65)";
    context.strokeStyle = "rgba(255,255,255,.9)";
    context.lineWidth = 1;
    for (let i = 0; i < xs.length; i++) {
      if (!served[i]) continue;
      context.beginPath();
      context.arc(map.toScreenX(xs[i]), map.toScreenY(ys[i]), radius(served[i], map), 0, 7);
      context.fill();
      context.stroke();
    }
    context.strokeStyle = "#b34700";
    context.lineWidth = 1.8;
    context.beginPath();
    for (let i = 0; i < xs.length; i++) {
      if (left[i]) map.cross(context, map.toScreenX(xs[i]), map.toScreenY(ys[i]), Math.min(3 + Math.sqrt(left[i]), 9));
    }
    context.stroke();
    map.drawTowns(context);
    if (chosen >= 0) {
      context.strokeStyle = "#000000";
      context.lineWidth = 3;
      context.beginPath();
      context.arc(map.toScreenX(xs[chosen]), map.toScreenY(ys[chosen]), radius(served[chosen], map) + 4, 0, 7);
      context.stroke();
    }
  });

  map.onTap = (x, y) => {
    let best = 24;
    chosen = -1;
    for (let i = 0; i < xs.length; i++) {
      const away = Math.hypot(map.toScreenX(xs[i]) - x, map.toScreenY(ys[i]) - y);
      if (away < best) {
        best = away;
        chosen = i;
      }
    }
    told.textContent = chosen < 0 ? "" : describe(chosen);
    map.refresh();
  };

  function describe(i) {
    const said = page.fill(words.boardings, { name: names[i] || words.unnamed, count: page.number(served[i]) });
    return left[i] ? `${said}; ${page.fill(words.unserved, { count: page.number(left[i]) })}` : said;
  }

  const rows = place.querySelector("[data-busiest] tbody");
  for (let i = 0; i < Math.min(xs.length, 25); i++) {
    if (!served[i]) break;
    const row = page.element("tr");
    row.append(page.element("th", names[i] || words.unnamed, { scope: "row" }));
    for (const count of [served[i], left[i]]) row.append(page.element("td", page.number(count), { class: "number" }));
    rows.append(row);
  }
  main.addEventListener("shown", () => map.resize());
});
