// The query page: SPARQL over the whole graph, in the reader's own browser.
// The engine runs in a worker, so that a query without an end can be stopped. The worker is made from text, since a
// page that is opened from a file may load no other file as one.
"use strict";
(() => {
  const { trig, queries, values, prefixes } = window.ipskgGraph;
  const page = document.getElementById("query");
  const part = (name) => page.querySelector(`[data-part="${name}"]`);
  const say = (text) => { part("status").textContent = text; };
  const byName = new Map(queries.map((query) => [query.name, query]));
  const isGraph = (kind) => kind === "CONSTRUCT" || kind === "DESCRIBE";

  // The engine

  const WORK = `
    let store = null;
    onmessage = async ({ data }) => {
      try {
        if (data.wasm) {
          await oxigraph.init({ module_or_path: data.wasm });
          store = new oxigraph.Store();
          store.load(data.trig, { format: "application/trig" });
          postMessage({ size: store.size });
        } else {
          const options = { use_default_graph_as_union: true, results_format: data.format };
          postMessage({ found: store.query(data.query, options) });
        }
      } catch (error) {
        postMessage({ error: String(error.message ?? error) });
      }
    };`;
  let worker = null;
  let giveUp = () => {};

  function ask(question) {
    return new Promise((resolve, reject) => {
      giveUp = reject;
      worker.onmessage = ({ data }) => ("error" in data ? reject(new Error(data.error)) : resolve(data));
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(question);
    });
  }

  async function start() {
    const address = URL.createObjectURL(new Blob([window.ipskgEngine.script, WORK], { type: "text/javascript" }));
    worker = new Worker(address);
    const packed = Uint8Array.from(atob(window.ipskgEngine.wasm), (character) => character.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const { size } = await ask({ wasm: await new Response(stream).arrayBuffer(), trig });
    URL.revokeObjectURL(address);
    say(`Ready: ${size} statements.`);
  }

  let ready = start();

  function stop() {
    worker.terminate();
    giveUp(new Error("stopped"));
    ready = start();
  }

  // The editor and the answer

  const YASQE = window.Yasgui.Yasqe;
  const editor = new YASQE(part("editor"), {
    persistenceId: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    collapsePrefixesOnLoad: false,
    autocompleters: [],
    lineWrapping: true,
    extraKeys: { "Ctrl-Enter": () => run(), "Cmd-Enter": () => run(), Tab: false, "Shift-Tab": false },
    viewportMargin: Infinity,
  });
  editor.getInputField().setAttribute("aria-label", "SPARQL query");
  const answer = new window.Yasgui.Yasr(part("answer"), {
    persistenceId: null,
    prefixes,
    pluginOrder: ["table", "response"],
    defaultPlugin: "table",
    plugins: { table: { dynamicConfig: { compact: true } } },
  });

  async function found(format) {
    part("run").disabled = true;
    part("stop").disabled = false;
    try {
      await ready;
      return (await ask({ query: editor.getValue(), format })).found;
    } finally {
      part("run").disabled = false;
      part("stop").disabled = true;
    }
  }

  async function run() {
    const kind = editor.getQueryType();
    const format = isGraph(kind) ? "text/turtle" : "application/sparql-results+json";
    say("Asking …");
    const begun = performance.now();
    try {
      const data = await found(format);
      const time = Math.round(performance.now() - begun);
      answer.setResponse({ data, contentType: format, status: 200, executionTime: time }, time);
      say(`${told(kind, data)} in ${time} ms.`);
      part("csv").disabled = kind !== "SELECT";
    } catch (error) {
      say(`No answer: ${error.message}.`);
    }
  }

  function told(kind, data) {
    if (isGraph(kind)) return "A graph";
    const said = JSON.parse(data);
    if ("boolean" in said) return said.boolean ? "Yes" : "No";
    const number = said.results.bindings.length;
    return number === 1 ? "1 row" : `${number} rows`;
  }

  async function save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await found("text/csv")], { type: "text/csv" }));
    link.download = "answer.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  // The canned queries

  const canned = part("canned");

  function choose(name, chosen = {}) {
    const query = byName.get(name);
    if (!query) return;
    canned.value = name;
    part("summary").textContent = `${query.question} ${query.description}`;
    part("parameters").replaceChildren(...query.parameters.map((parameter) => field(parameter, chosen[parameter.name])));
    fill();
  }

  function field(parameter, value) {
    const label = document.createElement("label");
    const select = document.createElement("select");
    select.name = parameter.name;
    const offered = values[parameter.kind];
    select.append(new Option("any", ""), ...offered.map(([iri, text]) => new Option(text, iri)));
    select.value = offered.some(([iri]) => iri === value) ? value : "";
    select.addEventListener("change", fill);
    label.append(`${parameter.description.replace(/\.$/, "")} `, select);
    return label;
  }

  function fill() {
    let text = byName.get(canned.value).text;
    for (const { name, value } of part("parameters").querySelectorAll("select")) {
      if (value) text = text.replace(new RegExp(`VALUES \\?${name} \\{ UNDEF \\}`, "g"), `VALUES ?${name} { <${value}> }`);
    }
    editor.setValue(text);
  }

  // A link to here names a canned query, and values of its parameters: #findings?section=…
  function follow() {
    const [name, chosen] = location.hash.slice(1).split("?");
    if (!byName.has(name)) return false;
    choose(name, Object.fromEntries(new URLSearchParams(chosen)));
    return true;
  }

  canned.addEventListener("change", () => choose(canned.value));
  part("run").addEventListener("click", run);
  part("stop").addEventListener("click", stop);
  part("csv").addEventListener("click", save);
  window.addEventListener("hashchange", () => follow() && run());
  if (!follow()) choose(queries[0].name);
  page.hidden = false;
  editor.refresh();
  ready.then(() => location.hash && run(), (error) => say(`The engine does not start: ${error.message}.`));
})();
