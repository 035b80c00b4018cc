// Asks the graph in the browser: canned queries with their parameters as fields, or one's own. Nothing is sent anywhere.
"use strict";

(async () => {
  const form = document.querySelector(".query-form");
  const { canned, text, run } = form.elements;
  const fields = form.querySelector(".parameters");
  const about = form.querySelector(".about");
  const status = document.querySelector(".answer-status");
  const answer = document.querySelector(".answer");
  const most = 1000;
  const queries = new Map(window.cannedQueries.map((query) => [query.name, query]));

  function element(name, properties, ...content) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...content);
    return made;
  }

  async function engine() {
    const bytes = Uint8Array.from(atob(oxigraphBinary), (character) => character.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    await oxigraph.default({ module_or_path: await new Response(unpacked).arrayBuffer() });
    const store = new oxigraph.Store();
    store.load(window.reviewGraphs, { format: "application/trig" });
    return store;
  }

  const ask = (store, query, format) =>
    store.query(query, { use_default_graph_as_union: true, ...(format && { results_format: format }) });

  // What a parameter takes, with English labels: the records of its kind.
  function choices(store, kind) {
    return ask(store, `
      PREFIX metaeth: <https://w3id.org/ipskg/meta-ethnography#>
      PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
      SELECT ?record (SAMPLE(?name) AS ?label) WHERE {
        ?record a ${kind} .
        OPTIONAL { ?record skos:prefLabel|metaeth:hasHeading ?name FILTER(LANGMATCHES(LANG(?name), "en")) }
      } GROUP BY ?record ORDER BY ?label ?record`);
  }

  function field(store, { name, kind, description }) {
    const select = element("select", { name: `param-${name}` }, element("option", { value: "", textContent: "any" }));
    for (const row of choices(store, kind)) {
      const iri = row.get("record").value;
      select.append(element("option", { value: iri, textContent: row.get("label")?.value ?? iri }));
    }
    select.addEventListener("change", fill);
    return element("label", { title: description }, name, select);
  }

  function fill() {
    let filled = queries.get(canned.value).text;
    for (const select of fields.querySelectorAll("select")) {
      const slot = `VALUES ?${select.name.slice("param-".length)} { UNDEF }`;
      if (select.value) filled = filled.replaceAll(slot, slot.replace("UNDEF", `<${select.value}>`));
    }
    text.value = filled;
  }

  function choose(store, parameters) {
    const query = queries.get(canned.value);
    about.textContent = `${query.question} ${query.description}`;
    fields.replaceChildren(...query.parameters.map((parameter) => field(store, parameter)));
    for (const select of fields.querySelectorAll("select")) {
      const asked = parameters?.get(select.name.slice("param-".length));
      if (asked && [...select.options].some((option) => option.value === asked)) select.value = asked;
    }
    fill();
  }

  // A name for people where an address ends in one; all of it is in the title.
  function cell(term) {
    if (!term) return element("td", {});
    const local = term.termType === "NamedNode" ? term.value.replace(/^.*[/#](?=.)/, "") : term.value;
    return element("td", { dir: "auto", title: term.termType === "NamedNode" ? term.value : "" }, local);
  }

  function table(columns, rows) {
    const head = element("tr", {}, ...columns.map((name) => element("th", { scope: "col", textContent: name })));
    const body = rows.slice(0, most).map((row) => element("tr", {}, ...columns.map((name) => cell(row.get(name)))));
    const made = element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
    const region = element("div", { className: "table", tabIndex: 0 }, made);
    region.setAttribute("role", "region");
    region.setAttribute("aria-label", "The answer");
    return region;
  }

  function file(content, name, type) {
    const href = URL.createObjectURL(new Blob([content], { type }));
    return element("p", {}, element("a", { href, download: name, textContent: `Take it as ${name.split(".")[1]}` }));
  }

  function show(store) {
    answer.replaceChildren();
    try {
      const query = text.value;
      const found = ask(store, query);
      if (typeof found === "boolean") {
        status.textContent = found ? "yes" : "no";
      } else if (found.length && found[0].termType === "Quad") {
        const turtle = ask(store, query, "text/turtle");
        status.textContent = `${found.length} statements`;
        answer.append(file(turtle, "answer.ttl", "text/turtle"), element("pre", { textContent: turtle, tabIndex: 0 }));
      } else {
        const written = ask(store, query, "text/csv");
        const columns = written.split(/\r?\n/, 1)[0].split(",");
        const more = found.length > most ? `, the first ${most} of them below` : "";
        status.textContent = `${found.length} ${found.length === 1 ? "row" : "rows"}${more}`;
        answer.append(file(written, "answer.csv", "text/csv"), table(columns, found));
      }
    } catch (error) {
      status.textContent = `This cannot be answered: ${error.message ?? error}`;
    }
  }

  status.textContent = "Loading the graph…";
  const store = await engine();
  const asked = new URLSearchParams(location.search);
  if (queries.has(asked.get("query"))) canned.value = asked.get("query");
  choose(store, asked);
  canned.addEventListener("change", () => choose(store));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(store);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(run);
  });
  document.querySelector(".no-engine").hidden = true;
  form.hidden = false;
  status.textContent = "";
  if (asked.has("query")) show(store);
})();
