// The one script of Dayzero. Every page works without it: it moves the as-of
// slider without a button, asks again while a form with live answers is filled
// in, and adds three keyboard shortcuts.
document.documentElement.classList.add("scripted");

const day = 86400000;
const range = document.getElementById("as-of-range");
if (range) {
  const form = range.form;
  const first = Date.parse(form.elements.from.value + "T00:00:00Z");
  const date = document.getElementById("as-of-date");
  const chosen = () => new Date(first + Number(range.value) * day).toISOString().slice(0, 10);
  range.addEventListener("input", () => {
    range.setAttribute("aria-valuetext", chosen());
    if (date) date.value = chosen();
  });
  // A pointer settles when it is released; arrow keys settle after a pause.
  let waiting = 0;
  const go = () => location.assign(form.getAttribute("action") + "?as-of=" + chosen());
  range.addEventListener("pointerup", () => { if (range.value !== range.defaultValue) go(); });
  range.addEventListener("keyup", (event) => {
    if (event.key === "Enter") { go(); return; }
    if (!event.key.startsWith("Arrow") && !event.key.startsWith("Page") && event.key !== "Home" && event.key !== "End") return;
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (range.value !== range.defaultValue) go(); }, 1200);
  });
}

const keys = document.getElementById("keys");
const open = document.getElementById("keys-open");
if (keys && open && keys.showModal) {
  open.hidden = false;
  open.addEventListener("click", () => keys.showModal());
}

let before = "";
const jump = document.getElementById("jump");
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    const field = document.getElementById("jump-words") || document.getElementById("jump-query");
    if (!field) return;
    event.preventDefault();
    if (jump && !jump.open) jump.showModal();
    field.focus();
    field.select();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  if (event.key === "?" && keys && keys.showModal && !keys.open) keys.showModal();
  if (event.key === "b" && before === "g" && document.querySelector('a[href="/board"]')) location.assign("/board");
  before = event.key;
});

// A form that takes longer than a moment says that it is being worked on; live
// answers mark the part that is being replaced as busy.
const working = document.getElementById("working");
if (working) {
  let slow = 0;
  const rest = () => { clearTimeout(slow); working.textContent = ""; };
  document.addEventListener("submit", (event) => {
    if (event.target.method === "dialog" || event.defaultPrevented) return;
    clearTimeout(slow);
    slow = setTimeout(() => { working.textContent = working.dataset.text; }, 400);
  });
  addEventListener("pageshow", rest);
}

// The public form saves itself while it is being filled in; its buttons do the
// same without this script.
const saving = document.querySelector("form[data-autosave]");
if (saving) {
  const said = saving.querySelector("output");
  let timer = 0;
  const save = async () => {
    said.textContent = said.dataset.saving;
    try {
      const answer = await fetch(saving.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(saving)), headers: { "X-Autosave": "1" } });
      said.textContent = answer.status === 204 ? said.dataset.saved : said.dataset.failed;
    } catch {
      said.textContent = said.dataset.failed;
    }
  };
  saving.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  saving.addEventListener("submit", () => clearTimeout(timer));
}

// A form with live answers is sent after each pause; the part of the answer that
// it names is put in place of the old one.
for (const form of document.querySelectorAll("form[data-live]")) {
  let waiting = 0;
  let turn = 0;
  const ask = async () => {
    const mine = ++turn;
    const data = new URLSearchParams(new FormData(form));
    const get = form.method === "get";
    const part = document.getElementById(form.dataset.live);
    if (part) part.setAttribute("aria-busy", "true");
    const at = form.dataset.liveAt || form.getAttribute("action");
    const answer = await fetch(get ? at + "?" + data : at, get ? {} : { method: "POST", body: data });
    if (part && mine === turn) part.removeAttribute("aria-busy");
    if (!answer.ok || mine !== turn) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(form.dataset.live);
    const old = document.getElementById(form.dataset.live);
    if (fresh && old) old.replaceChildren(...fresh.childNodes);
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 350);
  });
}

// The dose slider: each move asks the server, the latest answer wins.
const dose = document.getElementById("dose-range");
if (dose) {
  const answer = document.getElementById("dose-answer");
  const shown = document.getElementById("dose-shown");
  let asking = null;
  let last = dose.value;
  const ask = async () => {
    if (asking) asking.abort();
    asking = new AbortController();
    answer.setAttribute("aria-busy", "true");
    const query = new URLSearchParams(new FormData(dose.form));
    try {
      const reply = await fetch(dose.form.dataset.answer + "?" + query, { signal: asking.signal, credentials: "same-origin" });
      if (reply.ok) answer.innerHTML = await reply.text();
      answer.removeAttribute("aria-busy");
    } catch { /* a later move took its place */ }
  };
  dose.addEventListener("input", () => {
    shown.value = dose.value + " mg";
    requestAnimationFrame(() => { if (dose.value !== last) { last = dose.value; ask(); } });
  });
}

// A file that is larger than the server takes is refused before it is sent.
for (const field of document.querySelectorAll("input[type=file][data-most]")) {
  field.addEventListener("change", () => {
    const over = [...field.files].some((file) => file.size > Number(field.dataset.most));
    field.setCustomValidity(over ? field.dataset.tooLarge : "");
    field.reportValidity();
  });
}
