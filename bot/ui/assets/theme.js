/* Light or dark: the system's until the reader chooses otherwise; the choice is kept in the browser. */
const theme = (() => {
  const KEY = "articlebot-theme";
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const ofSystem = () => (system.matches ? "dark" : "light");
  const isDark = () => (kept.get(KEY) ?? ofSystem()) === "dark";

  function show() {
    const dark = isDark();
    if (document.body?.classList.contains("dark") !== dark) document.body?.classList.toggle("dark", dark);
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
    const button = document.querySelector("[data-theme]");
    if (!button) return;
    button.title = say(dark ? "colours_light" : "colours_dark");
    button.setAttribute("aria-label", button.title);
    button.firstElementChild.textContent = dark ? "☀" : "☾";
  }

  function change() {
    const wanted = isDark() ? "light" : "dark";
    kept.put(KEY, wanted === ofSystem() ? null : wanted);
    show();
  }

  function begin() {
    show();
    system.addEventListener("change", show);
    new MutationObserver(show).observe(document.body, { attributeFilter: ["class"] }); // Gradio sets it too
  }

  return { begin, change };
})();
