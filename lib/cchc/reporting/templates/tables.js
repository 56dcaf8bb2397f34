"use strict";
// Tables marked "interactive": a search box above, and headings that sort. Without this script they are plain tables.
(() => {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
  for (const figure of document.querySelectorAll("figure.interactive")) {
    const table = figure.querySelector("table");
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const tools = document.createElement("p");
    tools.className = "tools";
    const label = document.createElement("label");
    label.textContent = "Tìm trong bảng: ";
    const box = document.createElement("input");
    box.type = "search";
    box.autocomplete = "off";
    const count = document.createElement("span");
    count.setAttribute("role", "status");
    label.append(box);
    tools.append(label, " ", count);
    figure.querySelector(".scroll").before(tools);
    const show = () => {
      const words = plain(box.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = plain(row.textContent.replace(/\s+/g, " "));
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      count.textContent = `${shown}/${rows.length} dòng`;
    };
    box.addEventListener("input", show);
    show();
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = heading.textContent;
      button.title = "Sắp xếp theo cột này";
      heading.replaceChildren(button);
      button.addEventListener("click", () => {
        const isUp = heading.getAttribute("aria-sort") !== "ascending";
        for (const other of headings) other.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", isUp ? "ascending" : "descending");
        const value = (row) => {
          const cell = row.cells[at];
          if (cell.dataset.value === undefined) return cell.textContent.trim();
          return cell.dataset.value === "" ? null : Number(cell.dataset.value);
        };
        // what is not known stays at the end, whichever way
        const order = (first, second) => {
          const [a, b] = [value(first), value(second)];
          const [noA, noB] = [a === null || a === "–" || a === "", b === null || b === "–" || b === ""];
          if (noA || noB) return noA - noB;
          const found = typeof a === "number" ? a - b : a.localeCompare(b, "vi");
          return isUp ? found : -found;
        };
        body.append(...[...rows].sort(order));
      });
    });
  }
})();
