/* What the server refuses - nobody logged in, too often, too busy - is one line above the question box, until
   it takes something again. */
(() => {
  const ask = window.fetch.bind(window);
  const TOLD = /\/gradio_api\/(queue\/join|component_server|upload)/;

  const texts = {
    401: () => say("logged_out"),
    429: (answer) => say("too_often", { seconds: answer.headers.get("Retry-After") ?? "60" }),
    503: () => say("busy"),
  };

  function show(text) {
    document.getElementById("refused")?.remove();
    const box = document.getElementById("question");
    if (!text || !box) return;
    const line = Object.assign(document.createElement("p"), { id: "refused", textContent: text });
    line.setAttribute("role", "alert");
    box.before(line);
  }

  window.fetch = async (...given) => {
    const answer = await ask(...given);
    if (TOLD.test(answer.url)) show(texts[answer.status]?.(answer));
    return answer;
  };
})();

async function logOut() {
  await fetch(new URL("logout", document.baseURI), { method: "POST", redirect: "manual" });
  kept.put("articlebot-conversation", null);
  kept.tab.put("articlebot-conversation", null);
  location.reload();
}
