// Sorts the grid by a column, and shows the studies that have what is asked for. Without it the table is whole.
"use strict";

(() => {
  const table = document.querySelector(".grid table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const form = document.querySelector(".filters");

  function valueOf(row, column, kind) {
    const value = row.cells[column].dataset.value;
    return kind === "number" ? Number(value) : value;
  }

  function sort(header, column) {
    const kind = header.dataset.sort;
    const natural = kind === "number" ? "descending" : "ascending";
    const other = natural === "descending" ? "ascending" : "descending";
    const order = header.getAttribute("aria-sort") === natural ? other : natural;
    for (const one of table.tHead.rows[0].cells) one.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const compare = (a, b) => (kind === "number" ? a - b : a.localeCompare(b, "en"));
    rows
      .map((row, place) => [valueOf(row, column, kind), place, row])
      .sort((a, b) => sign * compare(a[0], b[0]) || a[1] - b[1])
      .forEach(([, , row]) => body.append(row));
  }

  [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.setAttribute("aria-label", `Sort by ${header.textContent.trim()}`);
    button.addEventListener("click", () => sort(header, column));
    header.append(button);
  });

  function filter() {
    const wanted = [...form.elements].filter((one) => one.name && one.value);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !wanted.every((one) => JSON.parse(row.getAttribute(`data-${one.name}`)).includes(one.value));
      shown += row.hidden ? 0 : 1;
    }
    form.querySelector(".shown").textContent = `${shown} of ${rows.length} studies`;
  }

  if (form) {
    form.addEventListener("change", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
    form.hidden = false;
    filter();
  }
})();
