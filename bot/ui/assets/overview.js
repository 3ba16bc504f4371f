/* The overview in the conversation's place: fetched when it is opened, and anew when the library changes. */
const makeOverview = ({ serve }) => {
  const root = document.documentElement;
  let element = null;
  const isOpen = () => root.dataset.view === "overview";

  function view(name) {
    root.dataset.view = name;
    document.querySelector(".bar [data-view]")?.setAttribute("aria-pressed", String(isOpen()));
  }

  async function refresh() {
    if (!element || !isOpen()) return;
    const found = await serve("show_overview", {});
    const body = element.querySelector(".overview-pane");
    if (found.error) body.textContent = found.error;
    else body.innerHTML = found.html; // sanitised by the server
  }

  async function toggle() {
    view(isOpen() ? "conversation" : "overview");
    if (!isOpen()) return;
    await refresh();
    element.querySelector(".overview-pane").focus();
  }

  return { attach: (hosted) => { element = hosted; }, toggle, refresh, close: () => view("conversation") };
};
