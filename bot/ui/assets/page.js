/* The page's own behaviour: panes open and close, clicks go where they belong. Gradio's components hand
   their `element`, `trigger` and `server` to it. */
const root = document.documentElement;
const wide = () => window.matchMedia("(min-width: 1100px)").matches;
let server = null;

function pane(name, state) {
  root.dataset[name] = state;
  document.querySelectorAll(`[data-toggle="${name}"]`).forEach((button) =>
    button.setAttribute("aria-expanded", String(state === "open")));
}

/* Call a function of the server; `{error}` when it does not answer. */
async function serve(name, said) {
  try {
    return await server[name](said);
  } catch {
    return { error: say("not_reached") };
  }
}

const article = makeArticlePane({
  pane, wide, serve,
  ask: (text) => conversation.fill(text),
  copy: (text) => conversation.copyText(text),
});
const overview = makeOverview({ serve });
const library = makeLibrary({ pane, wide, serve, changed: () => { article.forget(); overview.refresh(); } });
const conversation = makeConversation({ serve, library, article, shown: () => overview.close() });

document.addEventListener("click", (event) => {
  const outside = !event.target.closest?.("#library, #top");
  if (outside && !wide() && root.dataset.library === "open") {
    pane("library", "closed");
    if (!event.target.closest?.("button, textarea")) return;
  }
  const button = event.target.closest?.("button");
  if (!button) return;
  const data = button.dataset;
  if (article.clicked(button) || library.clicked(button) || conversation.clicked(button)) return;
  if (data.theme) theme.change();
  else if (data.view) overview.toggle();
  else if (data.logOut) logOut();
  else if (data.toggle === "library") pane("library", root.dataset.library === "open" ? "closed" : "open");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || conversation.escaped() || article.escaped()) return;
  if (root.dataset.library === "open" && !wide()) pane("library", "closed");
});

pane("library", wide() ? "open" : "closed");
pane("source", "closed");
library.side("library");

window.articleBot = {
  place: conversation.place,
  asking: conversation.asking,
  unfinished: conversation.unfinished,
  header(element) {
    translate(element);
    theme.begin();
    pane("library", root.dataset.library);
  },
  side(element) {
    translate(element);
    library.side(root.dataset.side);
  },
  library: library.attachShelf,
  talks: (element, trigger, watch) => library.attachTalks(element, trigger, watch, conversation.current),
  conversation(element, trigger, watch, functions) {
    server = functions;
    conversation.attach(element, trigger, watch);
    article.openAddress();
  },
  growing: conversation.attachGrowing,
  overview(element) {
    translate(element);
    overview.attach(element);
  },
  source(element) {
    translate(element);
    article.attach(element);
    if (server) article.openAddress();
  },
};
