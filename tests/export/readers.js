// What programs that no one here wrote make of the references on standard input, as JSON on standard output.
//   node readers.js bibliography STYLE   CSL-JSON as citeproc-js prints it, an entry for each work
//   node readers.js ris                  RIS as citation-js reads it, as CSL-JSON
//   node readers.js zotero FILE          RIS as Zotero's translator reads it; FILE is RIS.js of zotero/translators, or of npm's zotero-translators
"use strict";
const fs = require("fs");

const input = fs.readFileSync(0, "utf8");
const [mode, argument] = process.argv.slice(2);

function citationJs() {
  const { Cite } = require("@citation-js/core");
  require("@citation-js/plugin-csl");
  require("@citation-js/plugin-ris");
  return Cite;
}

function bibliography(style) {
  const Cite = citationJs();
  const told = new Cite(JSON.parse(input)).format("bibliography", { template: style, asEntryArray: true });
  return Object.fromEntries(told.map(([key, text]) => [key, text.trim()]));
}

function ris() {
  const Cite = citationJs();
  return new Cite(input, { forceType: "@ris/file" }).format("data", { format: "object" });
}

// The few things of Zotero that its translator calls.
function zotero(file) {
  const lines = input.split("\n");
  const items = [];
  class Item {
    constructor(type) {
      Object.assign(this, { itemType: type, creators: [], notes: [], tags: [], attachments: [] });
    }
    complete() {
      items.push(this);
    }
  }
  const Zotero = {
    Item,
    read: () => (lines.length ? lines.shift() : false),
    getOption: () => undefined,
    setProgress: () => undefined,
    debug: () => undefined,
    parentTranslator: undefined,
  };
  const ZU = new Proxy(
    {
      fieldIsValidForType: () => true,
      trim: (text) => text.trim(),
      trimInternal: (text) => text.trim().replace(/\s+/g, " "),
      cleanDOI: (text) => (text.match(/10\.\d{4,}\/\S+/) || [""])[0],
      unescapeHTML: (text) => text,
      formatDate: ({ year, month, day }) => [day, month, year].filter((part) => part !== undefined).join(" "),
      deepCopy: (value) => structuredClone(value),
      XRegExp: RegExp,
    },
    { get: (known, name) => known[name] || (() => undefined) },
  );
  Zotero.Utilities = ZU;
  const source = fs.readFileSync(file, "utf8").replace(/^\{[\s\S]*?\n\}\n/, "");
  const program = new Function("Zotero", "Z", "ZU", `${source}\nreturn doImport();`);
  return Promise.resolve(program(Zotero, Zotero, ZU)).then(() => items);
}

const modes = { bibliography, ris, zotero };
Promise.resolve(modes[mode](argument)).then((told) => process.stdout.write(JSON.stringify(told)));
