// Searches the index for all words that are asked for, wherever they stand in a title or a text.
"use strict";

(() => {
  const form = document.querySelector(".search");
  const input = form.elements.q;
  const status = form.querySelector("[role=status]");
  const results = document.querySelector(".results");
  const most = 100;

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const entries = window.searchIndex.map(([kind, title, text, href]) => ({
    kind, title, text, href, head: plain(title), all: plain(`${title} ${text}`),
  }));

  // Words in a title count for more, and so does the whole phrase.
  function score(entry, words, phrase) {
    if (!words.every((word) => entry.all.includes(word))) return 0;
    return 1 + words.filter((word) => entry.head.includes(word)).length + (entry.all.includes(phrase) ? 2 : 0);
  }

  function element(name, properties, ...content) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...content);
    return made;
  }

  function item({ kind, title, text, href }) {
    const name = element("bdi", { textContent: title });
    const link = href ? element("a", { href }, name) : name;
    return element(
      "li", {},
      element("p", { className: "name" }, element("span", { className: "kind", textContent: kind }), " ", link),
      element("p", { dir: "auto", textContent: text }),
    );
  }

  function search() {
    const phrase = plain(input.value.trim());
    const words = phrase.split(/\s+/).filter(Boolean);
    const found = words.length
      ? entries.map((entry, place) => [score(entry, words, phrase), place, entry]).filter(([points]) => points)
      : [];
    found.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    results.replaceChildren(...found.slice(0, most).map(([, , entry]) => item(entry)));
    const more = found.length > most ? `, the first ${most} of them below` : "";
    status.textContent = words.length ? `${found.length} found${more}` : "";
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  input.addEventListener("input", search);
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  search();
})();
