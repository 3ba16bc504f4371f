/* Small things that the browser keeps; one that keeps nothing is as good. `tab` is this tab's own. */
const kept = (() => {
  const within = (act) => { try { return act(); } catch { return null; } };
  const put = (store, key, value) => within(() => {
    if (value === null) store().removeItem(key); else store().setItem(key, value);
  });
  return {
    get: (key) => within(() => localStorage.getItem(key)),
    put: (key, value) => put(() => localStorage, key, value),
    tab: {
      get: (key) => within(() => sessionStorage.getItem(key)),
      put: (key, value) => put(() => sessionStorage, key, value),
    },
  };
})();
