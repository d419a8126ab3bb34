"use strict";
(() => {
  const form = document.getElementById("search"), field = document.getElementById("words");
  const shown = document.getElementById("shown"), list = document.getElementById("found");
  const most = 50;
  const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, " ").trim();
  let index = null;
  let waiting = null;

  function load() {
    waiting ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = "search-index.js";
      script.onload = () => { index = window.acuevidIndex; done(); };
      script.onerror = failed;
      document.head.append(script);
    });
    return waiting;
  }

  function entry([page, label, reference, sheets]) {
    const item = document.createElement("li"), link = document.createElement("a");
    link.href = "studies/" + page + ".html";
    link.textContent = label;
    const where = document.createElement("p");
    where.className = "quiet";
    where.textContent = "In: " + sheets.map((n) => index.sheets[n]).join(", ");
    item.append(link, ". " + reference, where);
    return item;
  }

  async function search() {
    const words = plain(field.value).split(" ").filter(Boolean);
    if (!words.length) {
      list.hidden = true;
      list.replaceChildren();
      shown.textContent = "";
      return;
    }
    try { await load(); } catch { shown.textContent = "The search cannot be loaded; the list of all studies can."; return; }
    const found = index.studies.filter((study) => words.every((word) => (" " + study[4]).includes(" " + word)));
    list.replaceChildren(...found.slice(0, most).map(entry));
    list.hidden = !found.length;
    const n = found.length || "no";
    shown.textContent = n + (found.length === 1 ? " study" : " studies") + (found.length > most ? ", of which " + most + " are shown" : "");
    const address = new URL(location.href);
    address.searchParams.set("words", field.value);
    history.replaceState(null, "", address);
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("focus", load, { once: true });
  field.addEventListener("input", search);
  field.value = new URL(location.href).searchParams.get("words") ?? "";
  if (field.value) search();
})();
