"use strict";

// Answers "which is the smallest that meets the goal" anew whenever a slider moves. Goals are the same in all languages.
const goal = { wanted: {} };

page.parts.push((main, language, words) => {
  const place = main.querySelector("[data-goal]");
  const { variants: byLanguage, order, goals } = page.data("goal");
  const variants = byLanguage[language];
  const sliders = [...place.querySelectorAll("[data-slider]")];
  const answer = place.querySelector("[data-answer]");
  const certainty = place.querySelector("[data-certainty]");

  for (const slider of sliders) {
    const name = slider.dataset.slider;
    if (!(name in goal.wanted)) goal.wanted[name] = Number(slider.value);
    slider.addEventListener("input", () => {
      goal.wanted[name] = Number(slider.value);
      show();
    });
  }

  function isMet(name, value) {
    const wanted = goal.wanted[name];
    return goals[name].better > 0 ? value * goals[name].scale >= wanted : value * goals[name].scale <= wanted;
  }

  const names = () => sliders.map((slider) => slider.dataset.slider);

  function onAverage(variant) {
    return names().every((name) => {
      const interval = goals[name].intervals[variant];
      return interval !== null && isMet(name, interval[0]);
    });
  }

  function atWorst(variant) {
    return names().every((name) => isMet(name, goals[name].intervals[variant][goals[name].better > 0 ? 1 : 2]));
  }

  function runsThatMeet(variant) {
    const runs = goals[names()[0]].runs[variant].length;
    let met = 0;
    for (let run = 0; run < runs; run++) {
      if (names().every((name) => isMet(name, goals[name].runs[variant][run]))) met++;
    }
    return [met, runs];
  }

  // How far a variant is from the goal, in shares of the goal, and the wish it misses the most.
  function missed(variant) {
    const gaps = names().map((name) => {
      const interval = goals[name].intervals[variant];
      if (!interval) return { name, gap: Infinity };
      const value = interval[0] * goals[name].scale;
      return { name, value, gap: isMet(name, interval[0]) ? 0 : Math.abs(value / (goal.wanted[name] || 1) - 1) };
    });
    return { worst: gaps.sort((a, b) => b.gap - a.gap)[0], total: gaps.reduce((sum, { gap }) => sum + gap, 0) };
  }

  function show() {
    for (const slider of sliders) {
      const wanted = goal.wanted[slider.dataset.slider];
      slider.value = wanted;
      const output = slider.parentElement.querySelector("output");
      output.textContent = `${page.number(wanted, slider.step < 1 ? 1 : 0)} ${output.dataset.unit}`;
      slider.setAttribute("aria-valuetext", output.textContent);
    }
    const chosen = order.find(onAverage);
    if (chosen === undefined) sayNobody();
    else sayWho(chosen);
    for (const row of main.querySelectorAll("[data-variant]")) {
      const variant = Number(row.dataset.variant);
      const met = onAverage(variant);
      row.classList.toggle("met", met);
      row.classList.toggle("chosen", variant === chosen);
      row.querySelector("[data-met]").textContent = met ? `✓ ${words.meets}` : words.misses;
    }
    drawGoals();
  }

  function sayWho(chosen) {
    answer.textContent = page.fill(words.answer, { variant: variants[chosen] });
    const [met, runs] = runsThatMeet(chosen);
    const sure = met === runs && atWorst(chosen);
    certainty.textContent = page.fill(sure ? words.sure : words.partly, { count: page.number(met), runs: page.number(runs) });
  }

  function sayNobody() {
    answer.textContent = words.no_answer;
    const nearest = [...order].sort((a, b) => missed(a).total - missed(b).total)[0];
    const { worst } = missed(nearest);
    if (worst.value === undefined) {
      certainty.textContent = "";
      return;
    }
    const wanted = page.fill(words[`misses_${worst.name}`], { value: page.number(worst.value, worst.name === "budget" ? 0 : 1) });
    certainty.textContent = page.fill(words.nearest, { variant: variants[nearest], wanted });
  }

  // The goal as a dashed line in its chart, where that is drawn already.
  function drawGoals() {
    for (const name of names()) {
      const chart = main.querySelector(`[data-chart="${goals[name].metric}"]`);
      if (!chart || !chart.layout) continue;
      const y = goal.wanted[name];
      Plotly.relayout(chart, { shapes: [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: y, y1: y, line: { dash: "dash", width: 2, color: "#a33e00" } }] });
    }
  }

  main.addEventListener("shown", show);
  main.addEventListener("drawn", drawGoals);
});
