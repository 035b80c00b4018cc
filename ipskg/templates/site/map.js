// Shows what a box of the map hangs together with while it has the pointer or the focus. Without it each box is a link.
"use strict";

for (const picture of document.querySelectorAll(".map .picture")) {
  const boxes = new Map([...picture.querySelectorAll("[data-node]")].map((box) => [box.dataset.node, box]));
  const lines = [...picture.querySelectorAll("[data-from]")];

  // From a group or a study to the metaphors, and on to the other side; from a metaphor to both sides.
  const reached = (start) => {
    const found = new Set([start]);
    for (const side of ["data-from", "data-to"]) {
      const other = side === "data-from" ? "data-to" : "data-from";
      let edge = new Set([start]);
      while (edge.size) {
        const next = lines.filter((line) => edge.has(line.getAttribute(side))).map((line) => line.getAttribute(other));
        edge = new Set(next.filter((node) => !found.has(node)));
        edge.forEach((node) => found.add(node));
      }
    }
    return found;
  };

  const show = (node) => {
    const on = reached(node);
    picture.classList.add("followed");
    boxes.forEach((box, key) => box.classList.toggle("on", on.has(key)));
    for (const line of lines) line.classList.toggle("on", on.has(line.dataset.from) && on.has(line.dataset.to));
  };
  const hide = () => picture.classList.remove("followed");

  boxes.forEach((box, key) => {
    box.addEventListener("pointerenter", () => show(key));
    box.addEventListener("pointerleave", hide);
    box.addEventListener("focus", () => show(key));
    box.addEventListener("blur", hide);
  });
}
