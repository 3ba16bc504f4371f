/* The side: articles with their ticks and search, the list of conversations, files dropped on the page. */
const makeLibrary = ({ wide, pane, changed, serve }) => {
  const root = document.documentElement;
  const ticked = new Set();
  const sought = { shelf: "", talks: "" }; // what the lists are searched for
  let shelf = null; // {element, trigger}
  let talks = null;
  let request = 0;

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function side(name) {
    root.dataset.side = name;
    document.querySelectorAll("#side [data-side]").forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.side === name)));
  }

  function showScope() {
    const ticks = [...shelf.element.querySelectorAll(".tick")];
    const present = new Set(ticks.map((tick) => tick.value));
    for (const id of [...ticked]) if (!present.has(id)) ticked.delete(id);
    for (const tick of ticks) {
      tick.checked = ticked.has(tick.value);
      tick.closest("li").classList.toggle("ticked", tick.checked);
    }
    const line = shelf.element.querySelector(".scope");
    if (!line) return;
    const all = ticks.length;
    line.textContent = ticked.size ? say("asking_some", { some: ticked.size, all }) : all > 1 ? say("asking_all") : "";
  }

  /* What a list is searched for; its box keeps the words when the list is made anew. */
  function wanted(list, name) {
    const box = list.element.querySelector(".search");
    if (!box) return "";
    if (box.value === "" && box !== document.activeElement) box.value = sought[name];
    return (sought[name] = box.value);
  }

  /* Leave the rows that fit. */
  function narrow(list, fits, none) {
    if (!list.element.querySelector(".search")) return;
    let fitting = 0;
    for (const row of list.element.querySelectorAll("li[data-row]")) {
      row.hidden = !fits(row);
      if (!row.hidden) fitting += 1;
    }
    const line = list.element.querySelector(".none");
    line.hidden = fitting > 0;
    line.textContent = fitting ? "" : say(none);
  }

  function narrowShelf() {
    const words = plain(wanted(shelf, "shelf")).split(/\s+/).filter(Boolean);
    narrow(shelf, (row) => {
      const text = plain(row.querySelector(".open").textContent);
      return words.every((word) => text.includes(word));
    }, "no_article_fits");
  }

  /* Conversations are searched by what was said in them, which the server knows. */
  async function narrowTalks() {
    const words = wanted(talks, "talks").trim();
    const mine = ++request;
    const answer = words ? await serve("find", { words }) : { found: null };
    if (mine !== request) return;
    const found = answer.found && new Set(answer.found);
    narrow(talks, (row) => !found || found.has(row.dataset.row), "no_talk_fits");
  }

  function mark(conversation) {
    talks?.element.querySelectorAll("[data-talk]").forEach((button) => {
      if (button.dataset.talk === conversation) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
  }

  function rename(button) {
    const row = button.closest("li");
    const open = row.querySelector(".open");
    const box = Object.assign(document.createElement("input"), { className: "renaming", value: row.querySelector(".title").textContent });
    box.setAttribute("aria-label", say("rename_label"));
    let done = false;
    const end = (keep) => {
      if (done) return;
      done = true;
      const title = box.value.trim();
      open.hidden = false;
      setTimeout(() => box.remove()); // not while its own blur is being told
      if (document.activeElement === box) button.focus();
      if (keep && title && title !== open.querySelector(".title").textContent) {
        talks.trigger("rename", { talk: button.dataset.rename, title });
      }
    };
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") { event.stopPropagation(); end(false); }
    });
    box.addEventListener("blur", () => end(true));
    open.hidden = true;
    open.after(box);
    box.focus();
    box.select();
  }

  /* A file dropped anywhere goes to the chooser's own input: what may be uploaded is decided in one place. */
  function dropped(event) {
    document.body.classList.remove("dropping");
    const files = event.dataTransfer?.files;
    if (!files?.length || event.target.closest?.("#upload")) return;
    event.preventDefault();
    pane("library", "open");
    side("library");
    document.querySelector("#add [role=tab]")?.click();
    requestAnimationFrame(() => {
      const input = document.querySelector("#upload input[type=file]");
      if (!input) return;
      input.files = files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    document.body.classList.add("dropping");
    document.body.dataset.drop = say("drop");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", dropped);

  document.addEventListener("change", (event) => {
    if (!event.target.classList?.contains("tick")) return;
    if (event.target.checked) ticked.add(event.target.value); else ticked.delete(event.target.value);
    showScope();
  });
  document.addEventListener("input", (event) => {
    if (!event.target.classList?.contains("search")) return;
    if (shelf?.element.contains(event.target)) narrowShelf(); else narrowTalks();
  });

  return {
    side,
    mark,
    ticked: () => [...ticked],
    attachShelf(element, trigger, watch) {
      shelf = { element, trigger };
      const show = () => { showScope(); narrowShelf(); };
      watch("value", () => { show(); changed(); });
      show();
    },
    attachTalks(element, trigger, watch, current) {
      talks = { element, trigger };
      const show = () => {
        element.querySelectorAll("time").forEach((time) => { time.textContent = shortTime(time.dateTime); });
        mark(current());
        narrowTalks();
      };
      watch("value", show);
      show();
    },
    /* Whether the click on `button` was the side's. */
    clicked(button) {
      const data = button.dataset;
      if (data.side) { pane("library", "open"); side(data.side); }
      else if (data.remove) shelf.trigger("drop", { article: data.remove });
      else if (data.undo) shelf.trigger("undo", { article: data.undo });
      else if (data.refresh) shelf.trigger("refresh", {});
      else if (data.report) document.querySelector("#report .outcomes")?.parentElement.replaceChildren();
      else if (data.talk) { talks.trigger("open", { talk: data.talk }); if (!wide()) pane("library", "closed"); }
      else if (data.rename) rename(button);
      else if (data.removeTalk) talks.trigger("drop", { talk: data.removeTalk });
      else if (data.undoTalk) talks.trigger("undo", { talk: data.undoTalk });
      else return false;
      return true;
    },
  };
};
