"use strict";
(() => {
  const folds = [...document.querySelectorAll("details.fold")];
  for (const item of folds) item.open = false;
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = folds.filter((item) => !item.open);
    for (const item of folded) item.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const item of folded) item.open = false;
  });

  const linked = () => {
    let key = location.hash.slice(1);
    try { key = decodeURIComponent(key); } catch { return null; }
    return key ? document.getElementById(key) : null;
  };
  const unfold = (node) => {
    for (let at = node; at; at = at.parentElement) {
      if (at instanceof HTMLDetailsElement) at.open = true;
    }
    const own = node.querySelector(":scope > details.fold, :scope details.fold.study");
    if (own && node.tagName !== "MAIN") own.open = true;
    node.scrollIntoView();
  };

  const entries = [...document.querySelectorAll("nav[aria-label=Contents] a")];
  const parts = new Map(entries.map((entry) => [document.getElementById(entry.hash.slice(1)), entry]));
  const inView = new Set();
  const watcher = new IntersectionObserver((seen) => {
    for (const item of seen) inView[item.isIntersecting ? "add" : "delete"](item.target);
    const current = [...parts.keys()].filter((part) => inView.has(part)).at(-1);
    for (const [part, entry] of parts) {
      if (part === current) entry.setAttribute("aria-current", "true");
      else entry.removeAttribute("aria-current");
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const part of parts.keys()) if (part) watcher.observe(part);

  const table = document.querySelector(".studies");
  const form = document.getElementById("narrow");
  const reach = () => {
    const node = linked();
    if (!node) return;
    if (node.hidden) { form.reset(); narrow(); }
    unfold(node);
  };
  let narrow = () => {};
  if (table) narrow = searching(table, form);
  window.addEventListener("hashchange", reach);
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    link.addEventListener("click", () => { if (link.hash === location.hash) reach(); });
  }
  reach();

  function searching(table, form) {
    const shown = document.getElementById("shown");
    const studies = [...table.tBodies];
    const fold = (text) => ` ${text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()}`.replace(/[^\p{L}\p{N}]+/gu, " ");
    const textOf = (node) => {
      const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) found.push(walker.currentNode.data);
      return found.join(" ");
    };
    const texts = new Map(studies.map((study) => [study, fold(textOf(study))]));
    const fields = [form.elements.words, ...form.querySelectorAll("select")];

    const fits = (study) => {
      const [words, ...selects] = fields;
      return fold(words.value).split(/\s+/).filter(Boolean).every((word) => texts.get(study).includes(` ${word}`))
        && selects.every((select) => !select.value || (study.dataset[select.name] || "").split(" ").includes(select.value));
    };

    const narrow = () => {
      for (const study of studies) study.hidden = !fits(study);
      const n = studies.filter((study) => !study.hidden).length;
      const all = `${studies.length} ${studies.length === 1 ? "study" : "studies"}`;
      shown.textContent = n === studies.length ? all : `${n || "none"} of ${all}`;
    };

    const remember = () => {
      const chosen = new URLSearchParams();
      for (const field of fields) if (field.value.trim()) chosen.set(field.name, field.value.trim());
      const address = new URL(location.href);
      address.search = chosen.toString();
      address.hash = "evidence";
      try { history.replaceState(null, "", address); } catch { /* a browser may forbid it for a file */ }
    };

    const recall = () => {
      const chosen = new URLSearchParams(location.search);
      for (const field of fields) {
        const value = chosen.get(field.name);
        if (value !== null) field.value = value;
        if (field.selectedIndex === -1) field.selectedIndex = 0;
      }
    };

    const value = (study, column) => {
      const text = study.rows[0].cells[column].textContent.trim();
      if (text === "") return "";
      const number = /^[\d,]+$/.test(text) ? Number(text.replaceAll(",", "")) : NaN;
      return Number.isNaN(number) ? fold(text) : number;
    };

    const compare = (a, b) => {
      if (a === "" || b === "") return (a === "") - (b === "");
      return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en-GB");
    };

    const sort = (heading, column) => {
      const before = heading.getAttribute("aria-sort");
      const order = before === "ascending" ? "descending" : before === "descending" ? null : "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      if (order) heading.setAttribute("aria-sort", order);
      const turn = order === "descending" ? -1 : 1;
      const place = (study) => Number(study.dataset.place);
      const sorted = [...studies].sort((a, b) => {
        const [x, y] = order ? [value(a, column), value(b, column)] : [0, 0];
        const last = x === "" || y === "";
        return compare(x, y) * (last ? 1 : turn) || place(a) - place(b);
      });
      table.append(...sorted);
    };

    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = heading.textContent;
      button.addEventListener("click", () => sort(heading, column));
      heading.replaceChildren(button);
    });

    if (navigator.clipboard) {
      for (const citation of table.querySelectorAll(".cite")) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = "Copy citation";
        button.addEventListener("click", async () => {
          await navigator.clipboard.writeText(citation.querySelector(".references > li").textContent.trim());
          button.textContent = "Copied";
        });
        citation.append(button);
      }
    }

    form.hidden = false;
    form.addEventListener("input", () => { narrow(); remember(); });
    form.addEventListener("reset", () => setTimeout(() => { narrow(); remember(); }));
    form.addEventListener("submit", (event) => event.preventDefault());
    recall();
    narrow();
    return narrow;
  }
})();
