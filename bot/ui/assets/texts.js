/* What the page says, in the reader's language: the first of the browser's that has a catalogue. */
const language = (() => {
  for (const wanted of navigator.languages ?? [navigator.language]) {
    const name = wanted.split("-")[0].toLowerCase();
    if (articleBotTexts[name]) return name;
  }
  return "en";
})();
document.documentElement.lang = language;

/* The text `key` with its values put in; with `n`, the form for that number. */
function say(key, values = {}) {
  if ("n" in values) key += values.n === 1 && !["ja", "ko"].includes(language) ? ".one" : ".other";
  return articleBotTexts[language][key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/* Fill in the fixed parts of the page; what stands there before is English. */
function translate(element) {
  if (language === "en") return;
  const each = (name, put) => element.querySelectorAll(`[data-${name}]`).forEach((one) => put(one, say(one.dataset[name])));
  each("text", (one, text) => { one.textContent = text; });
  each("label", (one, text) => one.setAttribute("aria-label", text));
  each("title", (one, text) => { one.title = text; });
}

/* When something was, as short as it can be said. */
function shortTime(iso) {
  const then = new Date(iso);
  const today = then.toDateString() === new Date().toDateString();
  const form = today ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short", year: "numeric" };
  return new Intl.DateTimeFormat(navigator.language, form).format(then);
}
