"use strict";

// Draws the charts of a language, each when it comes into view.
page.parts.push((main, language, words) => {
  const figures = (page.data("charts") || {})[language] || {};
  const ink = "#1a1a1a";

  function layout(own, narrow, entries) {
    const axis = { gridcolor: "#dcdfe4", zerolinecolor: "#8b929c", automargin: true, fixedrange: true, separatethousands: true, exponentformat: "none" };
    const hasLegend = own.showlegend !== false;
    const made = {
      ...own,
      font: { family: "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif", size: 14, color: ink },
      separators: words.separators,
      margin: { l: 52, r: 18, t: own.annotations ? 52 : 12, b: 52 },
      height: own.height ? own.height + (narrow && hasLegend ? 22 * entries : 0) : narrow && hasLegend ? 460 : 350,
      hovermode: "x unified",
      paper_bgcolor: "white",
      plot_bgcolor: "white",
      showlegend: hasLegend,
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", traceorder: "normal" },
      xaxis: { ...axis, ...own.xaxis },
      yaxis: { ...axis, ...own.yaxis },
    };
    if (narrow && own.xaxis && own.xaxis.ticktext && own.xaxis.ticktext.length > 5) {
      const every = Math.ceil(own.xaxis.ticktext.length / 5);
      made.xaxis.tickvals = own.xaxis.tickvals.filter((_, index) => index % every === 0);
      made.xaxis.ticktext = own.xaxis.ticktext.filter((_, index) => index % every === 0);
    }
    return made;
  }

  function draw(place) {
    const figure = figures[place.dataset.chart];
    const narrow = place.clientWidth < 500;
    const options = { responsive: true, displayModeBar: false, scrollZoom: false };
    Plotly.newPlot(place, figure.data, layout(figure.layout, narrow, figure.data.length), options).then(() => main.dispatchEvent(new CustomEvent("drawn")));
  }

  const waiting = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        waiting.unobserve(entry.target);
        draw(entry.target);
      }
    },
    { rootMargin: "400px" },
  );
  for (const place of main.querySelectorAll("[data-chart]")) waiting.observe(place);
  addEventListener("beforeprint", () => {
    for (const place of main.querySelectorAll("[data-chart]:empty")) draw(place);
  });
});
