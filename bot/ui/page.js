/* The page's own behaviour: panes open and close, ticks choose what is asked, clicks go where they
   belong. Loaded once; the Gradio components hand their `element`, `trigger` and `server` to it. */
(() => {
  if (window.articleBot) return;

  const root = document.documentElement;
  const ticked = new Set();
  let library = null;      // {element, trigger}
  let sought = "";         // what the library's list is searched for
  let conversation = null; // {element, trigger}

  /* Light or dark: the system's until the reader chooses otherwise; the choice is kept in the browser. */
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try { return localStorage.getItem("articlebot-theme"); } catch { return null; }
  };
  const isDark = () => (chosen() ?? (system.matches ? "dark" : "light")) === "dark";

  function theme() {
    const dark = isDark();
    if (document.body?.classList.contains("dark") !== dark) document.body?.classList.toggle("dark", dark);
    root.style.colorScheme = dark ? "dark" : "light";
    const button = document.querySelector("[data-theme]");
    if (!button) return;
    button.setAttribute("aria-label", dark ? "Use light colours" : "Use dark colours");
    button.title = button.getAttribute("aria-label");
    button.firstElementChild.textContent = dark ? "☀" : "☾";
  }

  function switchTheme() {
    const wanted = isDark() ? "light" : "dark";
    try {
      if (wanted === (system.matches ? "dark" : "light")) localStorage.removeItem("articlebot-theme");
      else localStorage.setItem("articlebot-theme", wanted);
    } catch { return; } // a browser that keeps nothing stays with the system's
    theme();
  }

  const wide = () => window.matchMedia("(min-width: 1100px)").matches;

  function pane(name, state) {
    root.dataset[name] = state;
    document.querySelectorAll(`[data-toggle="${name}"]`).forEach((button) =>
      button.setAttribute("aria-expanded", String(state === "open")));
  }

  // scrollIntoView would scroll the panes around as well.
  const offsetIn = (pane, inner) =>
    inner.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;

  const article = window.makeArticlePane(pane, wide);

  function showScope() {
    if (!library) return;
    const ticks = [...library.element.querySelectorAll(".tick")];
    const present = new Set(ticks.map((tick) => tick.value));
    for (const id of [...ticked]) if (!present.has(id)) ticked.delete(id);
    for (const tick of ticks) {
      tick.checked = ticked.has(tick.value);
      tick.closest("li").classList.toggle("ticked", tick.checked);
    }
    const line = library.element.querySelector(".scope");
    if (line) {
      line.textContent = ticked.size
        ? `Asking ${ticked.size} of ${ticks.length} articles`
        : ticks.length > 1 ? "Asking all articles. Tick some to ask only those." : "";
    }
  }

  /* Show only the articles whose title, site or date has every word that was typed. */
  function narrow() {
    const box = library?.element.querySelector(".search");
    if (!box) return;
    if (box.value === "" && box !== document.activeElement) box.value = sought; // the list was made anew
    sought = box.value;
    const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const words = plain(sought).split(/\s+/).filter(Boolean);
    let fitting = 0;
    for (const row of library.element.querySelectorAll(".shelf li")) {
      const text = plain(row.querySelector(".open").textContent);
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) fitting += 1;
    }
    const none = library.element.querySelector(".none");
    none.hidden = fitting > 0;
    none.textContent = fitting ? "" : "No article fits.";
  }

  function toEnd() {
    const log = document.getElementById("log");
    const turns = log?.querySelectorAll(".turn");
    if (!turns?.length) return;
    // A long answer is read from its question down; a short one is shown whole.
    log.scrollTop = Math.min(offsetIn(log, turns[turns.length - 1]) - 20, log.scrollHeight - log.clientHeight);
  }

  function disarm(button) {
    button.classList.remove("armed");
    button.textContent = "×";
    button.title = "Remove";
  }

  function remove(button) {
    if (!button.classList.contains("armed")) {
      button.classList.add("armed");
      button.textContent = "Remove?";
      button.title = "Click again to remove";
      setTimeout(() => button.isConnected && disarm(button), 4000);
      return;
    }
    disarm(button);
    library.trigger("delete", { article: button.dataset.remove });
  }

  document.addEventListener("click", (event) => {
    const outside = !event.target.closest?.("#library, #top");
    if (outside && !wide() && root.dataset.library === "open") {
      pane("library", "closed");
      if (!event.target.closest?.("button, textarea")) return;
    }
    const button = event.target.closest?.("button");
    if (!button) return;
    const data = button.dataset;
    if (article.clicked(button)) return;
    if (data.ask !== undefined) {
      conversation?.trigger("submit", { question: data.ask });
    } else if (data.remove) {
      remove(button);
    } else if (data.new) {
      conversation?.trigger("clear", {});
    } else if (data.theme) {
      switchTheme();
    } else if (data.library) {
      pane("library", data.library);
    } else if (data.toggle === "library") {
      pane("library", root.dataset.library === "open" ? "closed" : "open");
    }
  });

  document.addEventListener("change", (event) => {
    if (!event.target.classList?.contains("tick")) return;
    if (event.target.checked) ticked.add(event.target.value); else ticked.delete(event.target.value);
    showScope();
  });

  document.addEventListener("input", (event) => {
    if (event.target.classList?.contains("search")) narrow();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || article.escaped()) return;
    if (root.dataset.library === "open" && !wide()) pane("library", "closed");
  });

  pane("library", wide() ? "open" : "closed");
  pane("source", "closed");

  window.articleBot = {
    ticked: () => JSON.stringify([...ticked]),
    library(element, trigger, watch) {
      library = { element, trigger };
      watch("value", () => {
        showScope();
        narrow();
        article.forget();
      });
      showScope();
      narrow();
    },
    conversation(element, trigger, watch) {
      conversation = { element, trigger };
      watch("value", () => {
        toEnd();
        article.refresh();
      });
    },
    source: article.attach,
    header() {
      theme();
      system.addEventListener("change", theme);
      new MutationObserver(theme).observe(document.body, { attributeFilter: ["class"] }); // Gradio sets it too
      pane("library", root.dataset.library);
      pane("source", root.dataset.source);
    },
  };
})();
