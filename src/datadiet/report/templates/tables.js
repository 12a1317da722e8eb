"use strict";
(() => {
  function order(row, column) {
    const cell = row.querySelectorAll("[data-column]")[column] ?? row.cells[column];
    const number = Number(cell?.dataset.order);
    return cell?.dataset.order === undefined ? cell?.textContent ?? "" : number;
  }

  function compare(a, b) {
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
  }

  function sort(table, column, heading) {
    const up = heading.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", up ? "ascending" : "descending");
    const body = table.tBodies[0];
    const rows = [...body.rows].sort((a, b) => compare(order(a, column), order(b, column)) * (up ? 1 : -1));
    body.append(...rows);
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      if (heading.classList.contains("no-sort")) return;
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: heading.textContent });
      button.addEventListener("click", () => sort(table, column, heading));
      heading.replaceChildren(button);
    });
  }
})();
