"use strict";

// Maps of places by what was had there, and where it could not be had: boardings of riders, rentals of shared cars;
// and by who was hit by what went wrong.
const placeLooks = {
  place: { colour: "rgba(0,114,178,.65)", had: "boardings", missed: "unserved" },
  rental: { colour: "rgba(160,66,124,.65)", had: "rentals", missed: "refused" },
  hit: { colour: "rgba(213,94,0,.6)", had: "hit", missed: "stranded" },
};

page.parts.push((main, language, words) => {
  for (const place of main.querySelectorAll("[data-places]")) mapOfPlaces(main, place, words);
});

function mapOfPlaces(main, place, words) {
  const roads = roadData.get();
  const kind = place.dataset.places;
  const look = placeLooks[kind];
  const [xs, ys, served, left] = ["x", "y", "served", "left"].map((name) => roads.arrays[`${kind}_${name}`]);
  const names = roads.content[`${kind}_names`];
  const told = place.querySelector("[data-told]");
  const most = served.reduce((top, count) => Math.max(top, count), 1);
  let chosen = -1;

  function radius(count, map) {
    const largest = Math.min(map.width, 760) / 34;
    return Math.max(2.5, largest * Math.sqrt(count / most));
  }

  const map = new RoadMap(place.querySelector(".map-frame"), (context, map) => {
    if (kind === "hit") map.drawChanged(context);
    context.fillStyle = look.colour;
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
    if (kind === "place") {
      const { lines } = roads.content;
      for (const [, x, y, people] of lines ? lines.hubs : []) lineLooks.hub(context, map.toScreenX(x), map.toScreenY(y), people);
    }
    map.drawTowns(context);
    if (kind === "hit") map.drawCrossings(context, null, map.width > 600 || map.view.scale > 0.03);
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
    const said = page.fill(words[look.had], { name: names[i] || words.unnamed, count: page.number(served[i]) });
    return left[i] ? `${said}; ${page.fill(words[look.missed], { count: page.number(left[i]) })}` : said;
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
}
