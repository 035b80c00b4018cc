// Asks the graph in the browser: canned queries with their parameters as fields, or one's own. Nothing is sent anywhere.
// The engine runs in a worker, so that a query without an end can be stopped. The worker is made from text, since a page
// that is opened from a file may load no other file as one.
"use strict";

(async () => {
  const form = document.querySelector(".query-form");
  const { canned, run, stop, limit } = form.elements;
  const fields = form.querySelector(".parameters");
  const about = form.querySelector(".about");
  const status = document.querySelector(".answer-status");
  const answer = document.querySelector(".answer");
  const rows = document.querySelector(".rows");
  const queries = new Map(window.cannedQueries.map((query) => [query.name, query]));
  const isGraph = (kind) => kind === "CONSTRUCT" || kind === "DESCRIBE";
  const count = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

  function element(name, properties, ...content) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...content);
    return made;
  }

  // The engine

  const work = `
    let store;
    const ask = (query, format) => store.query(query, { use_default_graph_as_union: true, results_format: format });
    // What a parameter takes, with English labels: the records of its kind.
    const records = (kind) => JSON.parse(ask(\`
      PREFIX metaeth: <https://w3id.org/ipskg/meta-ethnography#>
      PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
      SELECT ?record (SAMPLE(?name) AS ?label) WHERE {
        ?record a \${kind} .
        OPTIONAL { ?record skos:prefLabel|metaeth:hasHeading ?name FILTER(LANGMATCHES(LANG(?name), "en")) }
      } GROUP BY ?record ORDER BY ?label ?record\`, "json")).results.bindings
      .map(({ record, label }) => [record.value, label?.value ?? record.value]);
    async function begin({ binary, trig, kinds }) {
      await oxigraph.init({ module_or_path: binary });
      store = new oxigraph.Store();
      store.load(trig, { format: "application/trig" });
      return kinds.map((kind) => [kind, records(kind)]);
    }
    onmessage = async ({ data }) => {
      try {
        postMessage({ found: data.binary ? await begin(data) : ask(data.query, data.format) });
      } catch (error) {
        postMessage({ error: String(error.message ?? error) });
      }
    };`;
  const kinds = [...new Set(window.cannedQueries.flatMap((query) => query.parameters.map((one) => one.kind)))];
  let worker, giveUp;

  function ask(question) {
    return new Promise((resolve, reject) => {
      giveUp = (why) => reject(new Error(why));
      worker.onmessage = ({ data }) => ("error" in data ? giveUp(data.error) : resolve(data.found));
      worker.onerror = (event) => giveUp(event.message);
      worker.postMessage(question);
    });
  }

  async function begin() {
    const packed = Uint8Array.from(atob(window.queryEngine.binary), (character) => character.charCodeAt(0));
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const binary = await new Response(unpacked).arrayBuffer();
    const address = URL.createObjectURL(new Blob([window.queryEngine.script, work], { type: "text/javascript" }));
    worker = new Worker(address);
    const found = await ask({ binary, trig: window.reviewGraphs, kinds });
    URL.revokeObjectURL(address);
    return found;
  }

  // Takes a worker away that is at work, and makes another.
  function breakOff(why) {
    worker.terminate();
    giveUp(why);
    ready = begin();
  }

  async function asked(query, format) {
    let clock;
    run.disabled = true;
    stop.disabled = false;
    try {
      await ready;
      clock = setTimeout(() => breakOff(`it took more than ${count(limit.valueAsNumber, "second")}`), limit.value * 1000);
      return await ask({ query, format });
    } finally {
      clearTimeout(clock);
      run.disabled = false;
      stop.disabled = true;
    }
  }

  // The editor, the fields and the answer

  status.textContent = "Loading the graph…";
  let ready = begin();
  const values = new Map(await ready);
  form.hidden = false;
  const editor = new window.Yasgui.Yasqe(form.querySelector(".editor"), {
    persistenceId: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    collapsePrefixesOnLoad: false,
    autocompleters: [],
    lineWrapping: true,
    viewportMargin: Infinity,
    extraKeys: { "Ctrl-Enter": () => form.requestSubmit(run), "Cmd-Enter": () => form.requestSubmit(run), Tab: false, "Shift-Tab": false },
  });
  editor.getInputField().setAttribute("aria-label", "Query");
  const declared = window.reviewGraphs.matchAll(/^@prefix ([^:]*): <([^>]*)> \.$/gm);
  const prefixes = Object.fromEntries([...declared].map(([, prefix, start]) => [prefix, start]));
  const table = new window.Yasgui.Yasr(rows, {
    persistenceId: null,
    prefixes,
    pluginOrder: ["table", "response"],
    defaultPlugin: "table",
    plugins: { table: { dynamicConfig: { compact: true } } },
  });
  rows.hidden = true;

  function field({ name, kind, description }) {
    const select = element("select", { name: `param-${name}` }, new Option("any", ""));
    select.append(...values.get(kind).map(([iri, label]) => new Option(label, iri)));
    select.addEventListener("change", fill);
    const said = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`); // actorGroup is a name for programs
    return element("label", { title: description }, said, select);
  }

  function fill() {
    let filled = queries.get(canned.value).text.replace(/^(#\+.*\n)+/, ""); // its header stands above as text and fields
    for (const select of fields.querySelectorAll("select")) {
      const slot = `VALUES ?${select.name.slice("param-".length)} { UNDEF }`;
      if (select.value) filled = filled.replaceAll(slot, slot.replace("UNDEF", `<${select.value}>`));
    }
    editor.setValue(filled);
  }

  function choose(parameters) {
    const query = queries.get(canned.value);
    about.textContent = `${query.question} ${query.description}`;
    fields.replaceChildren(...query.parameters.map(field));
    for (const select of fields.querySelectorAll("select")) {
      const wanted = parameters?.get(select.name.slice("param-".length));
      if (wanted && [...select.options].some((option) => option.value === wanted)) select.value = wanted;
    }
    fill();
  }

  function file(content, name, type) {
    const href = URL.createObjectURL(new Blob([content], { type }));
    element("a", { href, download: name }).click();
    URL.revokeObjectURL(href);
  }

  function taken(name, content, type) {
    const button = element("button", { type: "button", textContent: `Take it as ${name.split(".")[1].toUpperCase()}` });
    button.addEventListener("click", async () => {
      try {
        file(await content(), name, type);
      } catch (error) {
        status.textContent = `This cannot be answered: ${error.message}`;
      }
    });
    return button;
  }

  async function show() {
    const query = editor.getValue();
    const kind = editor.getQueryType();
    answer.replaceChildren();
    rows.hidden = true;
    status.textContent = "Asking…";
    try {
      if (isGraph(kind)) {
        const turtle = await asked(query, "text/turtle");
        status.textContent = turtle ? "The answer is a graph" : "The answer is an empty graph";
        answer.append(taken("answer.ttl", () => turtle, "text/turtle"), element("pre", { textContent: turtle, tabIndex: 0 }));
      } else {
        const contentType = "application/sparql-results+json";
        const data = await asked(query, contentType);
        const found = JSON.parse(data);
        if ("boolean" in found) {
          status.textContent = found.boolean ? "yes" : "no";
        } else {
          rows.hidden = false;
          table.setResponse({ data, contentType, status: 200 });
          answer.append(taken("answer.csv", () => asked(query, "text/csv"), "text/csv"));
          status.textContent = count(found.results.bindings.length, "row");
        }
      }
    } catch (error) {
      status.textContent = `This cannot be answered: ${error.message}`;
    }
  }

  // In a site that is one file there is no address to ask by: what is followed there says so by an event.
  function open() {
    const wanted = new URLSearchParams(window.askedQuery ?? location.search);
    if (queries.has(wanted.get("query"))) canned.value = wanted.get("query");
    choose(wanted);
    if (wanted.has("query") && !run.disabled) show();
  }

  canned.addEventListener("change", () => choose());
  stop.addEventListener("click", () => breakOff("it was stopped"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!run.disabled) show();
  });
  window.addEventListener("asked", open);
  document.querySelector(".no-engine").hidden = true;
  status.textContent = "";
  open();
})();
