/* The conversation: where the page is in it, what is announced, and what can be done with an answer. */
const makeConversation = ({ serve, library, article, shown: brought }) => {
  const KEY = "articlebot-conversation";
  let turns = null;   // {element, trigger}
  let growing = null;
  let keep = null;    // exchanges that stay when a question is asked anew
  let before = "";    // what stood in the box before a question was edited

  const box = () => document.querySelector("#question textarea");
  const current = () => turns?.element.querySelector(".turns")?.dataset.conversation ?? "";
  const announce = (text) => { document.querySelector("#top .announce").textContent = text; };

  /* Where the page is, as an event says it. */
  function place(more = {}) {
    const conversation = turns?.element.querySelector(".turns") ? current() : kept.tab.get(KEY) ?? kept.get(KEY) ?? "";
    return JSON.stringify({ conversation, ticked: library.ticked(), ...more });
  }

  /* The same for a question; one that is asked anew says so once. */
  function asking() {
    const said = place({ keep });
    stopEditing();
    return said;
  }

  function fill(text) {
    const area = box();
    if (!area) return;
    area.value = text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
    area.setSelectionRange(text.length, text.length);
  }

  function edit(turn) {
    keep = Number(turn.dataset.position);
    before = box().value;
    turn.classList.add("edited");
    fill(turn.querySelector(".asked").textContent);
    announce(say("editing", { number: keep + 1 }));
  }

  function stopEditing() {
    keep = null;
    document.querySelectorAll("#log .edited").forEach((turn) => turn.classList.remove("edited"));
  }

  function ask(question) { turns.trigger("ask", { question }); }

  function retry(turn) {
    keep = Number(turn.dataset.position);
    ask(turn.querySelector(".asked").textContent);
  }

  /* A stopped question goes back into the box, unless something else is being typed there. */
  const unfinished = (typed) => typed || growing?.querySelector(".asked")?.textContent || "";

  /* Scroll to the last exchange of the conversation, or to the one that is growing below it. */
  function toEnd(element) {
    const log = document.getElementById("log");
    const last = [...element.querySelectorAll(".turn")].at(-1);
    if (!last) { log.scrollTop = 0; return; }
    // A long answer is read from its question down; a short one is shown whole.
    const top = last.getBoundingClientRect().top - log.getBoundingClientRect().top + log.scrollTop - 20;
    log.scrollTop = Math.min(top, log.scrollHeight - log.clientHeight);
  }

  async function copyText(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // no clipboard on a page without https that is not this machine's
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    announce("");
    announce(say("copied"));
  }

  const where = (turn) => ({ conversation: current(), position: Number(turn.dataset.position) });

  /* Say it below the turn's buttons, where the reader looks. */
  function tell(turn, text, bad = false) {
    turn.querySelector(".told")?.remove();
    const line = Object.assign(document.createElement("p"), { className: bad ? "told bad" : "told", textContent: text });
    line.setAttribute("role", bad ? "alert" : "status");
    turn.querySelector(".acts").after(line);
  }

  async function copy(turn, button) {
    const answer = await serve("copy", where(turn));
    if (answer.error) return tell(turn, answer.error, true);
    await copyText(answer.text);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1600);
  }

  async function judge(turn, button, verdict) {
    const chosen = button.getAttribute("aria-pressed") !== "true";
    const answer = await serve("judge", { ...where(turn), verdict: chosen ? verdict : null });
    if (answer.error) return tell(turn, answer.error, true);
    for (const name of ["good", "bad"]) {
      turn.querySelector(`.act.${name}`).setAttribute("aria-pressed", String(chosen && name === verdict));
    }
    turn.querySelector(".form")?.remove();
    turn.querySelector(".acts ~ .reason")?.remove();
    if (chosen) reasonForm(turn, verdict);
  }

  function form(turn, label, inner) {
    turn.querySelector(".form")?.remove();
    const made = document.createElement("form");
    made.className = "form";
    made.setAttribute("aria-label", label);
    made.append(...inner);
    turn.querySelector(".acts").after(made);
    made.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      made.remove();
      turn.querySelector(".act.test, .act.copy")?.focus();
    });
    made.querySelector("input")?.focus();
    made.scrollIntoView({ block: "nearest" });
    return made;
  }

  function buttons(saved) {
    const row = Object.assign(document.createElement("div"), { className: "form-buttons" });
    const save = Object.assign(document.createElement("button"), { type: "submit", className: "solid", textContent: say("save") });
    const cancel = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: say("cancel") });
    cancel.addEventListener("click", () => row.closest("form").remove());
    row.append(save, cancel);
    return row;
  }

  function reasonForm(turn, verdict) {
    const input = Object.assign(document.createElement("input"), { type: "text", maxLength: 2000, placeholder: say("reason") });
    input.setAttribute("aria-label", say("reason"));
    const made = form(turn, say("reason"), [input, buttons()]);
    made.addEventListener("submit", async (event) => {
      event.preventDefault();
      const reason = input.value.trim();
      const answer = reason ? await serve("judge", { ...where(turn), verdict, reason }) : {};
      made.remove();
      if (answer.error) tell(turn, answer.error, true);
      else if (reason) tell(turn, say("your_reason", { reason }));
    });
  }

  /* The places that may be right: those the answer quotes, those nearest, words of the article, or none. */
  function testForm(turn) {
    const option = (value, text, data = {}) => {
      const label = document.createElement("label");
      const radio = Object.assign(document.createElement("input"), { type: "radio", name: "right", value });
      Object.assign(radio.dataset, data);
      const words = Object.assign(document.createElement("span"), { textContent: text });
      label.append(radio, words);
      return label;
    };
    const options = [...turn.querySelectorAll(".evidence .quote")].map((button, at) => {
      const { article: id, start, end } = button.dataset;
      const part = (name) => button.querySelector(name)?.textContent;
      return option(`quote ${at}`, `${part(".where") ?? part(".title")}: “${part("q")}”`, { article: id, start, end });
    });
    options.push(option("selected", say("test_selected")), option("refuse", say("test_refuse")));
    options[turn.classList.contains("refused") ? options.length - 1 : 0].firstChild.checked = true;
    const legend = Object.assign(document.createElement("p"), { className: "legend", textContent: say("test_form") });
    const made = form(turn, say("test"), [legend, ...options, buttons()]);
    made.addEventListener("submit", async (event) => {
      event.preventDefault();
      const radio = made.querySelector("input:checked");
      const selected = article.selected();
      if (radio.value === "selected" && !selected) return tell(turn, say("test_first"), true);
      const chosen = radio.value === "refuse" ? { refuse: true }
        : radio.value === "selected" ? selected
        : { article: radio.dataset.article, span: [Number(radio.dataset.start), Number(radio.dataset.end)] };
      const answer = await serve("save_test", { ...where(turn), ...chosen });
      if (answer.error) return tell(turn, answer.error, true);
      made.remove();
      const button = turn.querySelector(".act.test");
      button.setAttribute("aria-pressed", "true");
      button.title = say("tested");
      button.setAttribute("aria-label", button.title);
      tell(turn, answer.said);
      button.focus();
    });
  }

  async function save(kind, turn) {
    const answer = await serve("export", { conversation: current(), form: kind });
    if (answer.error) return tell(turn, answer.error, true);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([answer.text], { type: answer.kind }));
    link.download = answer.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /* What a chip stands for, while the pointer or the focus is on it. */
  let peek = null;
  function showPeek(chip) {
    hidePeek();
    peek = Object.assign(document.createElement("div"), { className: "peek" });
    peek.append(
      Object.assign(document.createElement("strong"), { textContent: chip.dataset.place }),
      Object.assign(document.createElement("q"), { textContent: chip.dataset.quote }),
    );
    document.body.append(peek);
    const at = chip.getBoundingClientRect();
    const below = at.bottom + 8 + peek.offsetHeight < window.innerHeight;
    peek.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - 8 - peek.offsetHeight)}px`;
    peek.style.left = `${Math.max(12, Math.min(at.left - 20, window.innerWidth - peek.offsetWidth - 12))}px`;
  }
  function hidePeek() { peek?.remove(); peek = null; }
  for (const [begin, end] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    document.addEventListener(begin, (event) => {
      const chip = event.target.closest?.("button.chip[data-quote]");
      if (chip && event.pointerType !== "touch") showPeek(chip);
    });
    document.addEventListener(end, hidePeek);
  }
  document.addEventListener("scroll", hidePeek, true);

  const ACTS = {
    copy, retry, edit: (turn) => edit(turn),
    good: (turn, button) => judge(turn, button, "good"),
    bad: (turn, button) => judge(turn, button, "bad"),
    test: (turn) => (turn.querySelector(".form") ? turn.querySelector(".form").remove() : testForm(turn)),
  };

  function shown() {
    const conversation = current();
    kept.tab.put(KEY, conversation);
    kept.put(KEY, conversation || null);
    library.mark(conversation);
    toEnd(turns.element);
    article.refresh();
  }

  /* Tell those who listen what the answer is, once it is whole. */
  function tellAnswer() {
    const last = [...turns.element.querySelectorAll(".turn")].at(-1);
    const text = last?.querySelector(".answer, .refusal")?.innerText ?? "";
    if (text) announce(say("answer_ready", { text: text.slice(0, 600) }));
  }

  return {
    place: () => place(), asking, current, unfinished, fill, copyText,
    attach(element, trigger, watch) {
      turns = { element, trigger };
      let first = true;
      watch("value", () => { shown(); if (!first) brought(); first = false; });
    },
    attachGrowing(element, watch) {
      growing = element;
      let busy = false;
      watch("value", () => {
        const now = Boolean(element.querySelector(".turn"));
        if (now && !busy) { brought(); announce(say("searching")); toEnd(element); }
        if (busy && !now) { toEnd(turns.element); tellAnswer(); }
        busy = now;
      });
    },
    /* Whether the click on `button` was the conversation's. */
    clicked(button) {
      const data = button.dataset;
      const turn = button.closest(".turn");
      if (data.ask !== undefined) ask(data.ask);
      else if (data.act) ACTS[data.act]?.(turn, button);
      else if (data.export) save(data.export, [...turns.element.querySelectorAll(".turn")].at(-1));
      else if (data.new) turns.trigger("begin", {});
      else return false;
      return true;
    },
    escaped() {
      if (keep === null) return false;
      stopEditing();
      fill(before);
      return true;
    },
  };
};
