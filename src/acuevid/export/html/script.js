"use strict";
(() => {
  const table = document.querySelector(".studies");
  if (!table) return;
  const form = document.getElementById("narrow");
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

  const fits = (study) => {
    const words = fold(form.elements.words.value).split(/\s+/).filter(Boolean);
    const selects = [...form.querySelectorAll("select")].filter((select) => select.value);
    return words.every((word) => texts.get(study).includes(` ${word}`))
      && selects.every((select) => (study.dataset[select.name] || "").split(" ").includes(select.value));
  };

  const narrow = () => {
    for (const study of studies) study.hidden = !fits(study);
    const n = studies.filter((study) => !study.hidden).length;
    const all = `${studies.length} ${studies.length === 1 ? "study" : "studies"}`;
    shown.textContent = n === studies.length ? all : `${n || "none"} of ${all}`;
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

  const open = () => {
    let key = location.hash.slice(1);
    try { key = decodeURIComponent(key); } catch { return; }
    const study = studies.find((body) => body.id === key);
    if (!study) return;
    if (study.hidden) { form.reset(); narrow(); }
    study.querySelector("details").open = true;
    study.scrollIntoView();
  };

  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sort(heading, column));
    heading.replaceChildren(button);
  });
  const details = studies.map((study) => study.querySelector("details"));
  for (const item of details) item.open = false;
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = details.filter((item) => !item.open);
    for (const item of folded) item.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const item of folded) item.open = false;
  });
  form.hidden = false;
  form.addEventListener("input", narrow);
  form.addEventListener("reset", () => setTimeout(narrow));
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", open);
  for (const link of document.querySelectorAll('a[href^="#study-"]')) {
    link.addEventListener("click", () => { if (link.hash === location.hash) open(); });
  }
  narrow();
  open();
})();
