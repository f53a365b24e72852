"use strict";

// What all parts of a page share: data that the page carries, the language shown, words and numbers in it.
const page = {
  parts: [], // functions (main, language, words) that fill the main part of a language when it is first shown

  data(id) {
    const element = document.getElementById(id);
    return element ? JSON.parse(element.textContent) : null;
  },

  language() {
    return document.documentElement.lang;
  },

  locale() {
    return page.language() === "en" ? "en-GB" : page.language();
  },

  fill(text, values) {
    return text.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? values[name] : whole));
  },

  number(value, digits = 0) {
    return value.toLocaleString(page.locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits });
  },

  calendar: { days: 1, first_day: null, at_s: [], ahead_s: [0] }, // of the run that is shown

  // What clocks show at a time of the run, counted from 00:00 of the first day: 86,400 seconds for every day.
  shown(seconds) {
    const { at_s, ahead_s } = page.calendar;
    return seconds + ahead_s[at_s.filter((at) => at <= seconds).length];
  },

  clock(seconds) {
    const minutes = Math.floor((((page.shown(seconds) % 86400) + 86400) % 86400) / 60);
    return String(Math.floor(minutes / 60)).padStart(2, "0") + ":" + String(minutes % 60).padStart(2, "0");
  },

  day(seconds) {
    return Math.floor(page.shown(seconds) / 86400);
  },

  // A clock time, and its date, or else the number of its day, where several days are shown.
  moment(seconds, words) {
    const { days, first_day } = page.calendar;
    const day = page.day(seconds);
    if (days === 1 && day >= -1) return day < 0 ? page.fill(words.before, { time: page.clock(seconds) }) : page.clock(seconds);
    return `${first_day === null ? page.fill(words.day, { number: page.number(day + 1) }) : page.date(first_day, day)}, ${page.clock(seconds)}`;
  },

  date(first_day, day) {
    const date = new Date(`${first_day}T00:00:00Z`);
    date.setUTCDate(date.getUTCDate() + day);
    return date.toLocaleDateString(page.locale(), { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  },

  element(name, text, attributes = {}) {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  },

  show(language) {
    document.documentElement.lang = language;
    for (const main of document.querySelectorAll("main")) main.hidden = main.lang !== language;
    for (const button of document.querySelectorAll("[data-language]")) {
      const chosen = button.dataset.language === language;
      button.setAttribute("aria-pressed", String(chosen));
      if (chosen) document.title = button.dataset.title;
    }
    const main = document.querySelector(`main[lang="${language}"]`);
    if (!main.dataset.filled) {
      main.dataset.filled = "yes";
      const labels = page.data("labels") || {};
      for (const part of page.parts) part(main, language, labels[language] || {});
    }
    main.dispatchEvent(new CustomEvent("shown"));
  },

  remember(language) {
    try {
      localStorage.setItem("language", language);
    } catch {
      // a page opened from a file may have no memory
    }
  },

  preferred() {
    const offered = [...document.querySelectorAll("[data-language]")].map((button) => button.dataset.language);
    const asked = new URLSearchParams(location.search).get("lang");
    let remembered = null;
    try {
      remembered = localStorage.getItem("language");
    } catch {
      // see above
    }
    const spoken = (navigator.languages || []).map((tag) => tag.slice(0, 2));
    return [asked, remembered, ...spoken].find((language) => offered.includes(language)) || offered.at(-1);
  },

  start() {
    for (const button of document.querySelectorAll("[data-language]")) {
      button.addEventListener("click", () => {
        page.remember(button.dataset.language);
        page.show(button.dataset.language);
      });
    }
    // Escape puts a definition away, and it comes back when the pointer or the focus does.
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      for (const card of document.querySelectorAll(".card")) card.classList.add("quiet");
    });
    for (const card of document.querySelectorAll(".card")) {
      for (const kind of ["pointerenter", "focusin"]) card.addEventListener(kind, () => card.classList.remove("quiet"));
    }
    page.show(page.preferred());
  },
};

document.addEventListener("DOMContentLoaded", page.start);
