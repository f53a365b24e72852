"use strict";

// Borders of territories, which lie under the roads; only pages of runs with territories have this script.
const layersOfRoads = roadLayers;
roadLayers = (lines, arrays, closed) => {
  const path = new Path2D();
  let point = 0;
  for (const points of arrays.border_points) {
    for (let k = 0; k < points; k++, point++) {
      path[k ? "lineTo" : "moveTo"](arrays.border_x[point], arrays.border_y[point]);
    }
  }
  return [{ colour: "#7a4fa3", width: 1.6, dash: [9, 4, 2, 4], path }, ...layersOfRoads(lines, arrays, closed)];
};
