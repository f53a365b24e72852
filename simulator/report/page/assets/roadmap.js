"use strict";

// Arrays that were packed by simulator.report.replay.packing.
function unpackArrays(packed) {
  const text = atob(packed.bytes);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const kinds = { Uint8Array, Uint16Array, Uint32Array, Int16Array, Int32Array };
  const arrays = {};
  for (const [name, [kind, offset, items]] of Object.entries(packed.layout)) {
    arrays[name] = new kinds[kind](bytes.buffer, offset, items);
  }
  return arrays;
}

function startsOf(counts) {
  const starts = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) starts[i + 1] = starts[i] + counts[i];
  return starts;
}

// The roads of a page, unpacked once for all its maps. Places are metres east and north of the middle.
const roadData = {
  made: null,

  get() {
    if (roadData.made) return roadData.made;
    const content = page.data("replay");
    if (!content) return null;
    const arrays = unpackArrays(content.arrays);
    const starts = startsOf(arrays.line_points);
    const lines = []; // per street: x, y, x, y, ...
    for (let i = 0; i < arrays.line_from.length; i++) {
      const line = new Float32Array(2 * (arrays.line_points[i] + 1));
      line[0] = arrays.node_x[arrays.line_from[i]];
      line[1] = arrays.node_y[arrays.line_from[i]];
      for (let k = 0; k < arrays.line_points[i]; k++) {
        line[2 * k + 2] = line[2 * k] + arrays.line_dx[starts[i] + k];
        line[2 * k + 3] = line[2 * k + 1] + arrays.line_dy[starts[i] + k];
      }
      lines.push(line);
    }
    const closed = closedRoads(arrays);
    const changed = changedRoads(arrays);
    const layers = roadLayers(lines, arrays, closed);
    roadData.made = { content, arrays, lines, layers, closed, changed, box: roadBox(arrays) };
    return roadData.made;
  },
};

// Closed streets, by when they are: {from, until, look}; from null: all the time.
function closedRoads(arrays) {
  const spans = new Map();
  let point = 0;
  (arrays.closed_points || []).forEach((points, i) => {
    const [from, until] = arrays.closed_from ? [arrays.closed_from[i], arrays.closed_until[i]] : [null, null];
    const key = `${from} ${until}`;
    if (!spans.has(key)) {
      spans.set(key, { from, until, look: { colour: "#b34700", width: 4, dash: [8, 5], path: new Path2D() } });
    }
    const { path } = spans.get(key).look;
    for (let k = 0; k < points; k++, point++) {
      path[k ? "lineTo" : "moveTo"](arrays.closed_x[point], arrays.closed_y[point]);
    }
  });
  return [...spans.values()];
}

// Streets that disruptions change, by when and how: slower, under water, closed; see simulator.report.replay.wrong.
const changedLooks = [
  { colour: "#f0b429", width: 6 },
  { colour: "#3fa7e0", width: 7 },
  { colour: "#b34700", width: 4, dash: [8, 5] },
];

function changedRoads(arrays) {
  const spans = new Map();
  let point = 0;
  (arrays.changed_points || []).forEach((points, i) => {
    const [kind, from, until] = ["look", "from", "until"].map((name) => arrays[`changed_${name}`][i]);
    const key = `${kind} ${from} ${until}`;
    if (!spans.has(key)) spans.set(key, { kind, from, until, look: { ...changedLooks[kind], path: new Path2D() } });
    const { path } = spans.get(key).look;
    for (let k = 0; k < points; k++, point++) {
      path[k ? "lineTo" : "moveTo"](arrays.changed_x[point], arrays.changed_y[point]);
    }
  });
  return [...spans.values()].sort((a, b) => a.kind - b.kind);
}

function roadLayers(lines, arrays, closed) {
  const looks = [
    { colour: "#a9afb8", width: 1.1, path: new Path2D() },
    { colour: "#777e88", width: 2, path: new Path2D() },
    { colour: "#00755a", width: 2, dash: [6, 4], path: new Path2D() },
    { colour: "#c9a58c", width: 1, dash: [2, 3], path: new Path2D() },
  ];
  lines.forEach((line, i) => {
    const path = looks[arrays.line_look[i]].path;
    path.moveTo(line[0], line[1]);
    for (let k = 2; k < line.length; k += 2) path.lineTo(line[k], line[k + 1]);
  });
  for (const { from, look } of closed) if (from === null) looks.push(look);
  return looks;
}

// The part of the map where something happens: stops, else requests and rentals, else all roads.
function roadBox(arrays) {
  const ends = (axis) => ["request_origin", "request_destination", "rental"].map((name) => arrays[`${name}_${axis}`]);
  const xs = arrays.stop_x && arrays.stop_x.length > 2 ? [arrays.stop_x] : ends("x");
  const ys = arrays.stop_y && arrays.stop_y.length > 2 ? [arrays.stop_y] : ends("y");
  const enough = xs.reduce((sum, list) => sum + list.length, 0) > 2;
  const box = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const list of enough ? xs : [arrays.node_x]) {
    for (const x of list) {
      box.west = Math.min(box.west, x);
      box.east = Math.max(box.east, x);
    }
  }
  for (const list of enough ? ys : [arrays.node_y]) {
    for (const y of list) {
      box.south = Math.min(box.south, y);
      box.north = Math.max(box.north, y);
    }
  }
  return box;
}

// A map on a canvas: roads drawn once per view, and whatever `overlay(context, map)` draws on top.
class RoadMap {
  constructor(frame, overlay) {
    this.canvas = frame.querySelector("canvas");
    this.context = this.canvas.getContext("2d");
    this.base = document.createElement("canvas");
    this.overlay = overlay;
    this.roads = roadData.get();
    this.view = null; // x, y: middle [m]; scale: pixels per metre
    this.stale = true;
    this.requested = false;
    this.pointers = new Map();
    this.onTap = null;
    this.listen(frame);
    new ResizeObserver(() => this.resize()).observe(this.canvas);
    this.resize();
  }

  resize() {
    const { clientWidth, clientHeight } = this.canvas;
    if (!clientWidth || !clientHeight) return;
    this.ratio = Math.min(devicePixelRatio || 1, 2);
    this.width = clientWidth;
    this.height = clientHeight;
    for (const canvas of [this.canvas, this.base]) {
      canvas.width = Math.round(clientWidth * this.ratio);
      canvas.height = Math.round(clientHeight * this.ratio);
    }
    if (!this.view) this.showAll();
    this.changed();
  }

  showAll() {
    const { west, east, south, north } = this.roads.box;
    const margin = 1.08;
    const scale = Math.min(this.width / ((east - west) * margin || 1), this.height / ((north - south) * margin || 1));
    this.view = { x: (west + east) / 2, y: (south + north) / 2, scale: Math.min(scale, 1) };
    this.changed();
  }

  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const before = this.toMap(x, y);
    this.view.scale = Math.min(Math.max(this.view.scale * factor, 0.0005), 2);
    const after = this.toMap(x, y);
    this.view.x += before.x - after.x;
    this.view.y += before.y - after.y;
    this.changed();
  }

  pan(dx, dy) {
    this.view.x -= dx / this.view.scale;
    this.view.y += dy / this.view.scale;
    this.changed();
  }

  toMap(x, y) {
    return {
      x: this.view.x + (x - this.width / 2) / this.view.scale,
      y: this.view.y - (y - this.height / 2) / this.view.scale,
    };
  }

  toScreenX(x) {
    return this.width / 2 + (x - this.view.x) * this.view.scale;
  }

  toScreenY(y) {
    return this.height / 2 - (y - this.view.y) * this.view.scale;
  }

  changed() {
    this.stale = true;
    this.refresh();
  }

  refresh() {
    if (this.requested) return;
    this.requested = true;
    requestAnimationFrame(() => {
      this.requested = false;
      this.draw();
    });
  }

  draw() {
    if (!this.view || !this.width) return;
    if (this.stale) this.drawBase();
    const context = this.context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.base, 0, 0);
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.overlay(context, this);
  }

  drawBase() {
    this.stale = false;
    const context = this.base.getContext("2d");
    const { x, y, scale } = this.view;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#fbfbf9";
    context.fillRect(0, 0, this.base.width, this.base.height);
    const zoom = scale * this.ratio;
    context.setTransform(zoom, 0, 0, -zoom, this.base.width / 2 - x * zoom, this.base.height / 2 + y * zoom);
    this.drawRoads(context, this.roads.layers);
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.drawStops(context);
    this.drawStations(context);
    this.drawScale(context);
  }

  // Roads in metres; the context counts in metres, too.
  drawRoads(context, looks) {
    const { scale } = this.view;
    const wide = Math.min(Math.max(scale * 14, 1), 3);
    context.lineJoin = "round";
    for (const look of looks) {
      context.strokeStyle = look.colour;
      context.lineWidth = (look.width * wide) / scale;
      context.setLineDash((look.dash || []).map((length) => length / scale));
      context.stroke(look.path);
    }
    context.setLineDash([]);
  }

  // Streets that are closed at a time, but not always.
  drawClosed(context, time) {
    const looks = this.roads.closed.filter(({ from, until }) => from !== null && from <= time && time < until);
    this.drawStreets(context, looks.map(({ look }) => look));
    return looks.length;
  }

  // Streets that disruptions change at a time, or, without one, at any; most: the last of the looks that are drawn.
  drawChanged(context, time = null, most = 2) {
    const now = ({ kind, from, until }) => kind <= most && (time === null || (from <= time && time < until));
    this.drawStreets(context, this.roads.changed.filter(now).map(({ look }) => look));
  }

  drawStreets(context, looks) {
    context.save();
    context.translate(this.toScreenX(0), this.toScreenY(0));
    context.scale(this.view.scale, -this.view.scale);
    this.drawRoads(context, looks);
    context.restore();
  }

  // Bridges and ferries that are closed at a time, or, without one, at any, with what is wrong where there is room.
  drawCrossings(context, time = null, named = true) {
    for (const [name, x, y, ...spans] of this.roads.content.crossings) {
      if (time !== null && !spans.some(([from, until]) => from <= time && time < until)) continue;
      const [px, py] = [this.toScreenX(x), this.toScreenY(y)];
      context.beginPath();
      context.arc(px, py, 8, 0, 7);
      context.fillStyle = "#b34700";
      context.strokeStyle = "#ffffff";
      context.lineWidth = 1.5;
      context.fill();
      context.stroke();
      context.fillStyle = "#ffffff";
      context.fillRect(px - 5, py - 1.5, 10, 3);
      if (!named) continue;
      context.font = "600 12px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";
      const before = px > this.width / 2;
      context.textAlign = before ? "right" : "left";
      context.textBaseline = "middle";
      context.lineWidth = 3.5;
      context.strokeStyle = "rgba(255,255,255,.9)";
      context.strokeText(name, px + (before ? -12 : 12), py);
      context.fillStyle = "#8a3700";
      context.fillText(name, px + (before ? -12 : 12), py);
    }
  }

  drawStops(context) {
    const { stop_x: xs, stop_y: ys } = this.roads.arrays;
    if (!xs) return;
    const radius = Math.min(Math.max(this.view.scale * 45, 1.4), 3.5);
    context.fillStyle = "#ffffff";
    context.strokeStyle = "#6b6b6b";
    context.lineWidth = 0.8;
    context.beginPath();
    for (let i = 0; i < xs.length; i++) {
      const x = this.toScreenX(xs[i]);
      const y = this.toScreenY(ys[i]);
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 7);
    }
    context.fill();
    context.stroke();
  }

  // Where trains call, and where people change to rides on demand; with names where there is room for them.
  drawStations(context) {
    const { lines } = this.roads.content;
    context.font = "12px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";
    context.textAlign = "left";
    context.textBaseline = "middle";
    const name = (text, x, y) => {
      context.fillStyle = "#3a3a3a";
      if (this.view.scale > 0.03) context.fillText(text, x, y);
    };
    for (const [text, x, y] of lines ? lines.stations : []) {
      const [px, py] = [this.toScreenX(x), this.toScreenY(y)];
      lineLooks.station(context, px, py);
      name(text, px + 7, py);
    }
    for (const [text, x, y] of lines ? lines.hubs : []) {
      const [px, py] = [this.toScreenX(x), this.toScreenY(y)];
      lineLooks.hub(context, px, py, null);
      name(text, px + 10, py);
    }
  }

  // Towns are written by the maps themselves, above what they draw.
  drawTowns(context) {
    context.font = "600 13px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.lineWidth = 3.5;
    context.lineJoin = "round";
    const taken = [];
    for (const [name, x, y] of this.roads.content.towns) {
      const px = this.toScreenX(x);
      const py = this.toScreenY(y) - 7;
      const half = context.measureText(name).width / 2;
      if (px < half || px > this.width - half - 56 || py < 16 || py > this.height - 24) continue;
      if (taken.some((other) => Math.abs(other.x - px) < other.half + half + 6 && Math.abs(other.y - py) < 18)) continue;
      taken.push({ x: px, y: py, half });
      context.strokeStyle = "rgba(255,255,255,.9)";
      context.strokeText(name, px, py);
      context.fillStyle = "#1a1a1a";
      context.fillText(name, px, py);
    }
  }

  drawScale(context) {
    const most = (Math.min(this.width, 600) * 0.3) / this.view.scale;
    const power = 10 ** Math.floor(Math.log10(most));
    const metres = [5, 2, 1].map((step) => step * power).find((length) => length <= most);
    const width = metres * this.view.scale;
    const y = this.height - 12;
    context.strokeStyle = "#333333";
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(12, y);
    context.lineTo(12 + width, y);
    context.stroke();
    context.fillStyle = "#333333";
    context.font = "12px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";
    context.textAlign = "left";
    context.textBaseline = "bottom";
    context.fillText(metres >= 1000 ? `${page.number(metres / 1000)} km` : `${page.number(metres)} m`, 12, y - 3);
  }

  listen(frame) {
    const canvas = this.canvas;
    for (const button of frame.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => {
        if (button.dataset.zoom === "all") this.showAll();
        else this.zoom(button.dataset.zoom === "in" ? 1.6 : 1 / 1.6);
      });
    }
    canvas.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey && document.activeElement !== canvas) return;
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
      },
      { passive: false },
    );
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      canvas.classList.add("held");
      this.moved = 0;
      this.pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    });
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const kind of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(kind, (event) => {
        const known = this.pointers.delete(event.pointerId);
        if (!this.pointers.size) canvas.classList.remove("held");
        if (known && kind === "pointerup" && this.moved < 6 && this.onTap) this.onTap(event.offsetX, event.offsetY);
      });
    }
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.offsetX, y: event.offsetY };
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    this.moved += Math.hypot(now.x - before.x, now.y - before.y);
    if (others.length) {
      const apart = (place) => Math.hypot(place.x - others[0].x, place.y - others[0].y) || 1;
      this.zoom(apart(now) / apart(before), (now.x + others[0].x) / 2, (now.y + others[0].y) / 2);
      this.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    } else {
      this.pan(now.x - before.x, now.y - before.y);
    }
    this.pointers.set(event.pointerId, now);
  }

  key(event) {
    const step = 60;
    const moves = {
      ArrowLeft: [step, 0],
      ArrowRight: [-step, 0],
      ArrowUp: [0, step],
      ArrowDown: [0, -step],
    };
    if (moves[event.key]) this.pan(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") this.zoom(1.4);
    else if (event.key === "-") this.zoom(1 / 1.4);
    else if (event.key === "0") this.showAll();
    else return;
    event.preventDefault();
  }

  cross(context, x, y, size) {
    context.moveTo(x - size, y - size);
    context.lineTo(x + size, y + size);
    context.moveTo(x + size, y - size);
    context.lineTo(x - size, y + size);
  }
}
