/* The article's pane: opens an article at a passage, steps through the passages that the conversation
   cites, and moves to a section. `pane(name, state)` opens and closes panes, `wide()` tells a desktop,
   `serve(name, said)` calls the server, `ask(text)` begins a question, `copy(text)` fills the clipboard. */
const makeArticlePane = ({ pane, wide, serve, ask, copy }) => {
  let element = null;
  let opener = null; // what had the focus before the article opened
  let request = 0;
  let shown = null;  // {id, key, marks: [{span, link}], at, link}

  const find = (selector) => element.querySelector(selector);
  const isOpen = () => document.documentElement.dataset.source === "open";
  const behavior = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
  const spanOf = ({ start, end }) => (start === undefined ? null : [Number(start), Number(end)]);

  /* The passages of an article that the answers above rest on, by span. */
  function citedIn(id) {
    const cited = new Map();
    for (const { dataset } of document.querySelectorAll("#log .turn.answered :is(.chip, .quote)[data-start]")) {
      const span = spanOf(dataset);
      if (dataset.article === id) cited.set(String(span), { span, link: dataset.link });
    }
    return cited;
  }

  // scrollIntoView would scroll the panes around as well.
  function scrollTo(inner, share, behaviour) {
    const body = find(".source-body");
    const at = inner.getBoundingClientRect().top - body.getBoundingClientRect().top + body.scrollTop;
    body.scrollTo({ top: Math.max(0, at - body.clientHeight * share), behavior: behaviour });
  }

  function press(id, span) {
    document.querySelectorAll("#log .pressed").forEach((button) => button.classList.remove("pressed"));
    if (!span) return;
    for (const button of document.querySelectorAll("#log :is(.chip, .quote)[data-start]")) {
      const same = button.dataset.article === id && String(spanOf(button.dataset)) === String(span);
      button.classList.toggle("pressed", same);
    }
  }

  /* Mark passage `at` strongly and the others softly; null marks none strongly. */
  function select(at) {
    shown.at = at;
    for (const mark of element.querySelectorAll("mark[data-cite]")) {
      const strong = at !== null && mark.dataset.cite.split(" ").includes(String(at));
      mark.className = strong ? "cited" : "also";
    }
    const count = shown.marks.length;
    find(".passages").hidden = count === 0;
    find(".passages .count").textContent = at === null ? say("cited", { count }) : say("cited_at", { at: at + 1, all: count });
    const away = find(".source-link");
    const target = (at !== null && shown.marks[at].link) || shown.link;
    away.hidden = !target;
    if (target) away.href = target; else away.removeAttribute("href");
    press(shown.id, at === null ? null : shown.marks[at].span);
  }

  function moveTo(at, behaviour) {
    select(at);
    const mark = find("mark.cited");
    if (mark) scrollTo(mark, 0.3, behaviour);
  }

  function step(by) {
    const count = shown?.marks.length;
    if (!count) return;
    const from = shown.at ?? (by > 0 ? -1 : 0);
    moveTo((from + by + count) % count, behavior());
  }

  function outline(open) {
    find(".outline").hidden = !open;
    find("[data-outline]").setAttribute("aria-expanded", String(open));
    if (open) follow();
  }

  /* Tell the section at the top of the pane apart in the outline. */
  function follow() {
    const body = find(".source-body");
    if (find(".outline").hidden) return;
    let current = null;
    for (const button of element.querySelectorAll(".outline button")) {
      const heading = document.getElementById(`section-${button.dataset.section}`);
      if (heading && heading.offsetTop <= body.scrollTop + 90) current = button;
      button.removeAttribute("aria-current");
    }
    current?.setAttribute("aria-current", "true");
  }

  function toSection(anchor, behaviour = behavior()) {
    const heading = document.getElementById(`section-${anchor}`);
    if (!heading) return;
    if (!wide()) outline(false);
    scrollTo(heading, 0.03, behaviour);
    name(shown.id, anchor);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  async function fetchShown(id, span) {
    const cited = citedIn(id);
    const mine = ++request;
    element.setAttribute("aria-busy", "true");
    const found = await serve("show_article", { article: id, span, cited: [...cited.values()].map((one) => one.span) });
    if (mine !== request) return null;
    element.removeAttribute("aria-busy");
    const marks = (found.spans ?? []).map((one) => ({ span: one, link: cited.get(String(one))?.link }));
    shown = { id, key: [...cited.keys()].sort().join(" "), marks, at: found.strong ?? null, link: found.link };
    find(".source-title").textContent = found.title ?? say("article");
    find(".byline").textContent = found.byline ?? "";
    find(".outline").innerHTML = found.outline ?? ""; // this and the article: sanitised by the server
    find("[data-outline]").hidden = !found.outline;
    if (!found.outline) outline(false);
    const body = find(".source-body");
    body.innerHTML = found.html ?? "";
    if (found.error) {
      const line = document.createElement("p");
      line.className = "empty";
      line.setAttribute("role", "alert");
      line.textContent = found.error;
      body.replaceChildren(line);
    }
    return found;
  }

  async function open(button) {
    if (!element) return;
    const { article: id, link } = button.dataset;
    const span = spanOf(button.dataset);
    const wasOpen = isOpen();
    if (!wasOpen) opener = button;
    const known = wasOpen && span && shown?.id === id && shown.key === [...citedIn(id).keys()].sort().join(" ");
    const at = known ? shown.marks.findIndex((one) => String(one.span) === String(span)) : -1;
    if (at >= 0) {
      moveTo(at, behavior());
    } else {
      const found = await fetchShown(id, span);
      if (!found) return;
      pane("source", "open");
      if (!wide()) pane("library", "closed");
      find(".source-body").scrollTop = 0;
      if (shown.at !== null) shown.marks[shown.at].link ??= link;
      moveTo(shown.at, "auto");
      follow();
    }
    if (button.dataset.anchor) return toSection(button.dataset.anchor, "auto");
    name(id, sectionAt());
    find(".source-title").focus({ preventScroll: true });
  }

  /* The conversation has changed: mark what it cites now, without moving the reader. */
  async function refresh() {
    if (!element || !isOpen() || !shown || document.querySelector("#log .turn.pending")) return;
    const at = shown.marks[shown.at]?.span ?? null;
    if (shown.key === [...citedIn(shown.id).keys()].sort().join(" ")) return press(shown.id, at);
    const body = find(".source-body");
    const top = body.scrollTop;
    const kept = citedIn(shown.id).has(String(at)) ? at : null;
    if (!(await fetchShown(shown.id, kept))) return;
    select(shown.at);
    body.scrollTop = top;
  }

  function close() {
    pane("source", "closed");
    name(null);
    press(null, null);
    if (opener?.isConnected) opener.focus();
    opener = null;
  }

  /* The words selected in the article, as {article, words}; null for none. */
  function selection() {
    const chosen = document.getSelection();
    if (!shown || !chosen || chosen.isCollapsed) return null;
    const body = find(".source-body");
    const words = chosen.toString().replace(/\s+/g, " ").trim();
    return words && body.contains(chosen.anchorNode) && body.contains(chosen.focusNode) ? { article: shown.id, words } : null;
  }

  let lastSelected = null; // a click elsewhere ends the selection, but not what it was meant for

  /* A button at the end of the selection offers to ask about it. */
  function offerToAsk() {
    const button = find(".ask-selection");
    const chosen = selection();
    if (chosen) lastSelected = chosen;
    button.hidden = !chosen;
    if (!chosen) return;
    const lines = document.getSelection().getRangeAt(0).getClientRects();
    const last = lines[lines.length - 1];
    const sheet = find(".sheet").getBoundingClientRect();
    const bottom = find(".source-body").getBoundingClientRect().bottom;
    if (!last || last.bottom > bottom) { button.hidden = true; return; }
    button.style.top = `${Math.min(last.bottom + 6, bottom - 44) - sheet.top}px`;
    button.style.left = `${Math.max(12, Math.min(last.right - sheet.left - 60, sheet.width - button.offsetWidth - 12))}px`;
  }

  function askAboutSelection() {
    const chosen = selection() ?? lastSelected;
    if (!chosen) return;
    document.getSelection().removeAllRanges();
    find(".ask-selection").hidden = true;
    if (matchMedia("(max-width: 719px)").matches) close(); // the sheet covers the question there
    const words = chosen.words.length > 300 ? `${chosen.words.slice(0, 299).replace(/\s+\S*$/, "")}…` : chosen.words;
    ask(say("about_selection", { words }));
  }

  /* The address names the article and section that are open, so it can be kept, sent and come back to. */
  function sectionAt() {
    const body = find(".source-body");
    let current = "";
    for (const heading of body.querySelectorAll("[id^=section-]")) {
      if (heading.offsetTop > body.scrollTop + 90) break;
      current = heading.id.slice("section-".length);
    }
    return current;
  }

  const address = (id, section) => `#${new URLSearchParams(section ? { article: id, section } : { article: id })}`;

  function name(id, section) {
    const wanted = id ? address(id, section) : location.pathname + location.search;
    if (location.hash !== wanted) history.replaceState(history.state, "", wanted);
  }

  async function openAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const id = asked.get("article");
    if (!id || !element) return;
    if (shown?.id === id && isOpen()) { toSection(asked.get("section")); return; }
    const button = document.createElement("button");
    Object.assign(button.dataset, { article: id, anchor: asked.get("section") ?? "" });
    open(button);
  }

  function attach(hosted) {
    element = hosted;
    document.addEventListener("selectionchange", offerToAsk);
    find(".source-body").addEventListener("scroll", () => { find(".ask-selection").hidden = true; });
    window.addEventListener("hashchange", openAddress);
    let waiting = false;
    find(".source-body").addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; follow(); });
    });
  }

  /* Whether the click on `button` was the pane's. */
  function clicked(button) {
    const data = button.dataset;
    if (data.article) open(button);
    else if (data.passage) step(Number(data.passage));
    else if (data.section) toSection(data.section);
    else if (data.outline) outline(find(".outline").hidden);
    else if (data.close === "source") close();
    else if (data.copyLink) {
      name(shown.id, sectionAt());
      copy(location.href);
    } else if (data.askSelection) askAboutSelection();
    else return false;
    return true;
  }

  function escaped() {
    if (!isOpen()) return false;
    if (find(".outline").contains(document.activeElement)) {
      outline(false);
      find("[data-outline]").focus();
    } else {
      close();
    }
    return true;
  }

  return {
    attach, clicked, escaped, refresh, openAddress,
    selected: () => selection() ?? lastSelected,
    forget: () => { if (shown) shown.key = null; },
  };
};
