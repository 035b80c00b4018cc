// In a site that is one file: unpacks what is taken from it, and the query page when that is opened for the first time.
"use strict";

(() => {
  const page = document.getElementById("page-query");
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  let isUnpacked = false;

  function unpacked(base64) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
  }

  async function take(link) {
    const href = URL.createObjectURL(await unpacked(link.href.split(";base64,")[1]).blob());
    make("a", { href, download: link.download.replace(/\.gz$/, "") }).click();
    URL.revokeObjectURL(href);
  }

  async function begin() {
    if (isUnpacked || getComputedStyle(page).display === "none") return;
    isUnpacked = true;
    const { style, scripts } = await unpacked(document.querySelector(".packed").textContent).json();
    document.head.append(make("style", { textContent: style }));
    document.body.append(...scripts.map((textContent) => make("script", { textContent })));
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link?.download?.endsWith(".gz")) {
      event.preventDefault();
      take(link);
    } else if (link?.dataset.asked) {
      window.askedQuery = link.dataset.asked;
      window.dispatchEvent(new Event("asked"));
    }
  });
  window.addEventListener("hashchange", begin);
  begin();
})();
