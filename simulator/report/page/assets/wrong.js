"use strict";

// What is wrong at a moment of the replay, and its signs; see simulator.report.replay.wrong.
const wrongNow = {
  // Rows of arrays with a begin and an end.
  rows(arrays, what, time) {
    const [from, until] = [arrays[`${what}_from`] || [], arrays[`${what}_until`] || []];
    const rows = [];
    for (let i = 0; i < from.length; i++) if (from[i] <= time && time < until[i]) rows.push(i);
    return rows;
  },

  // Charging sites and stations without any power.
  drawDark(context, map, time) {
    const { arrays } = map.roads;
    context.lineWidth = 2.5;
    context.strokeStyle = "#1a1a1a";
    for (const i of wrongNow.rows(arrays, "dark", time)) {
      const x = map.toScreenX(arrays.dark_x[i]);
      const y = map.toScreenY(arrays.dark_y[i]);
      context.beginPath();
      context.arc(x, y, 11, 0, 7);
      context.moveTo(x - 8, y + 8);
      context.lineTo(x + 8, y - 8);
      context.stroke();
    }
  },

  // People whose vehicle broke down, where they wait for another one; returns where they can be chosen.
  drawSetDown(context, map, time) {
    const { arrays } = map.roads;
    return wrongNow.rows(arrays, "down", time).map((i) => {
      const x = map.toScreenX(arrays.down_x[i]);
      const y = map.toScreenY(arrays.down_y[i]);
      context.beginPath();
      context.arc(x, y, 8, 0, 7);
      context.fillStyle = "#b34700";
      context.strokeStyle = "#ffffff";
      context.lineWidth = 1.5;
      context.fill();
      context.stroke();
      context.fillStyle = "#ffffff";
      context.fillText(String(arrays.down_party[i]), x, y + 0.5);
      return { x, y, rider: arrays.down_request[i] - 1 };
    });
  },

  // A vehicle that is out of service is crossed out.
  drawOut(context, map, x, y) {
    context.beginPath();
    map.cross(context, x, y, 10);
    context.strokeStyle = "#ffffff";
    context.lineWidth = 5;
    context.stroke();
    context.strokeStyle = "#b34700";
    context.lineWidth = 3;
    context.stroke();
  },
};
