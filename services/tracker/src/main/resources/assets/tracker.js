// Keeps an open page up to date from its event stream. Without it the page is complete, as of its loading.
(() => {
  "use strict";
  // On a narrow screen the navigation scrolls: where one is comes into view.
  const here = document.querySelector(".side nav [aria-current]");
  const bar = here && here.closest("nav");
  if (bar) bar.scrollLeft = here.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
  const address = document.body.dataset.stream;
  if (!address || !("EventSource" in window)) return;

  const LINES = 60;
  const state = document.getElementById("stream-state");
  const feed = document.getElementById("feed");
  let last = new URL(address, location.href).searchParams.get("last");
  let source = null;
  let retry = 0;

  const show = (text, good) => {
    if (state.textContent === text) return;
    state.hidden = false;
    state.textContent = text;
    state.classList.toggle("off", !good);
  };

  // Until when what stands here was true.
  let since = null;
  const lost = () => {
    since = since || new Date().toISOString().slice(11, 19);
    show(`Reconnecting, as of ${since}`, false);
  };

  // A page whose session is over would ask for its stream in vain: going to it anew leads to the login.
  const again = async () => {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store", redirect: "manual" }).catch(() => null);
    if (!answer || answer.status !== 401) {
      if (!document.hidden) open();
      return;
    }
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = "log in again";
    show("The session is over: ", false);
    state.append(link);
  };

  // What the reader or the script has put there is not the server's to change.
  const own = (element, name) => name === "open" && element.nodeName === "DETAILS";

  // Changes what differs and leaves the rest alone, so that focus, selection and scroll positions stay.
  const morph = (old, fresh) => {
    const before = [...old.childNodes];
    const after = [...fresh.childNodes];
    after.forEach((node, index) => {
      const kept = before[index];
      if (!kept) old.append(node);
      else if (kept.nodeType !== node.nodeType || kept.nodeName !== node.nodeName) kept.replaceWith(node);
      else if (node.nodeType !== Node.ELEMENT_NODE) {
        if (kept.data !== node.data) kept.data = node.data;
      } else if (!kept.hasAttribute("data-kept")) {
        for (const { name } of [...kept.attributes]) if (!node.hasAttribute(name) && !own(kept, name)) kept.removeAttribute(name);
        for (const { name, value } of node.attributes) if (kept.getAttribute(name) !== value && !own(kept, name)) kept.setAttribute(name, value);
        morph(kept, node);
      }
    });
    before.slice(after.length).forEach((node) => node.remove());
  };

  const parsed = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  };

  const part = (event) => {
    const { name, html } = JSON.parse(event.data);
    const place = document.querySelector(`[data-part="${CSS.escape(name)}"]`);
    if (!place) return;
    morph(place, parsed(html));
    place.dispatchEvent(new CustomEvent("changed", { bubbles: true }));
  };

  const line = (event) => {
    last = event.lastEventId;
    if (!feed) return;
    const item = parsed(event.data).querySelector("li");
    if (!item || document.getElementById(item.id)) return;
    item.classList.add("new");
    feed.prepend(item);
    document.getElementById("feed-empty").hidden = true;
    while (feed.children.length > LINES) feed.lastElementChild.remove();
  };

  const close = () => {
    clearTimeout(retry);
    if (source) source.close();
    source = null;
  };

  // A browser grants few connections to one host: a page that nobody looks at gives its own back, and catches up later.
  const open = () => {
    close();
    const url = new URL(address, location.href);
    if (last) url.searchParams.set("last", last);
    source = new EventSource(url);
    source.addEventListener("open", () => {
      since = null;
      show("Live", true);
    });
    source.addEventListener("part", part);
    source.addEventListener("feed", line);
    source.addEventListener("error", () => {
      lost();
      if (source && source.readyState === EventSource.CLOSED) retry = setTimeout(again, 3000);
    });
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && open());
  if (!document.hidden) open();
})();

// What else could have come at a place shows while the pointer or the focus is on its token: Escape puts it away, arrow keys step from token to token.
(() => {
  "use strict";
  const show = () => document.body.classList.remove("put-away");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.body.classList.add("put-away");
    const token = event.target.closest("a.token");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!token || !step) return;
    const all = [...token.closest(".tokens").querySelectorAll("a.token")];
    const next = all[all.indexOf(token) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  document.addEventListener("focusin", show);
  document.addEventListener("pointermove", show);
})();
