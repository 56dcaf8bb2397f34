"use strict";
// What a page does beyond being read: tables that sort and filter, contents that follow, search without accents.
// Without this script it is a plain page.
(() => {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
  const make = (name, text = "", values = {}) => Object.assign(document.createElement(name), { textContent: text }, values);

  // ---- tables: headings that sort; above long ones a box that filters
  const valueOf = (cell) => {
    if (cell.dataset.value !== undefined) return cell.dataset.value === "" ? null : Number(cell.dataset.value);
    const text = cell.textContent.trim();
    if (text === "" || text === "–") return null;
    if (cell.matches(".number") && /^[><+−-]?\s*[\d.]+(,\d+)?%?$/.test(text)) {
      return Number(text.replace(/[>%<\s+.]/g, "").replace("−", "-").replace(",", "."));
    }
    // the first of its days, in the year that it names
    const day = /(\d{1,2})\/(\d{1,2})(?!\d)/.exec(text);
    const year = /\/(\d{4})(?!\d)/.exec(text);
    if (day && year) return Number(year[1]) * 10000 + Number(day[2]) * 100 + Number(day[1]);
    return text;
  };
  for (const table of document.querySelectorAll("figure.table table, figure.interactive table")) {
    const body = table.tBodies[0];
    const original = [...body.rows];
    const rows = original.filter((row) => !row.matches(".group, .total"));
    const figure = table.closest("figure");
    if (!table.tHead || (rows.length < 8 && !figure.matches(".interactive"))) continue;
    if (rows.length >= 15 || figure.matches(".interactive")) {
      const tools = make("p", "", { className: "tools" });
      const label = make("label", "Lọc bảng: ");
      const box = make("input", "", { type: "search", autocomplete: "off" });
      const count = make("span");
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
        for (const row of original) if (row.matches(".group, .total")) row.hidden = words.length > 0;
        count.textContent = `${shown}/${rows.length} dòng`;
      };
      box.addEventListener("input", show);
      show();
    }
    [...table.tHead.rows[0].cells].forEach((heading, at, headings) => {
      const button = make("button", heading.textContent, { type: "button", title: "Sắp xếp theo cột này" });
      heading.replaceChildren(button);
      button.addEventListener("click", () => {
        const before = heading.getAttribute("aria-sort");
        for (const other of headings) other.removeAttribute("aria-sort");
        // the third press brings the order of the document back, headings of groups included
        const isBack = before === "descending";
        const isUp = before !== "ascending";
        for (const row of original) if (row.matches(".group")) row.hidden = !isBack;
        if (isBack) {
          body.append(...original);
          return;
        }
        heading.setAttribute("aria-sort", isUp ? "ascending" : "descending");
        // what is not known stays at the end, whichever way
        const order = (first, second) => {
          const [a, b] = [valueOf(first.cells[at]), valueOf(second.cells[at])];
          if (a === null || b === null) return (a === null) - (b === null);
          const found = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "vi", { numeric: true });
          return isUp ? found : -found;
        };
        body.append(...[...rows].sort(order), ...original.filter((row) => row.matches(".total")));
      });
    });
  }

  // ---- contents: open where there is room, and following what is read
  const contents = document.querySelector("nav.contents");
  if (!contents) return;
  const details = contents.querySelector("details");
  const wide = matchMedia("(min-width: 1180px)");
  const fit = () => { details.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
  contents.addEventListener("click", (event) => { if (event.target.matches("a") && !wide.matches) details.open = false; });
  const links = new Map([...contents.querySelectorAll("a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const marks = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const follow = () => {
    let now = marks[0];
    for (const mark of marks) if (mark.getBoundingClientRect().top < 140) now = mark;
    for (const [id, link] of links) {
      if (now && id === now.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }, { passive: true });
  follow();

  // ---- search in the document, without accents
  const search = make("p", "", { className: "search" });
  const label = make("label", "Tìm: ");
  const box = make("input", "", { type: "search", autocomplete: "off" });
  const next = make("button", "Tiếp", { type: "button" });
  const count = make("span");
  count.setAttribute("role", "status");
  label.append(box);
  search.append(label, " ", next, " ", count);
  details.before(search);
  const nodes = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT, (node) =>
    node.textContent.trim() && !node.parentElement.closest("script, style, .tools, title, desc") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
  while (walker.nextNode()) nodes.push(walker.currentNode);
  let found = [];
  let at = -1;
  const place = () => {
    count.textContent = box.value.trim().length < 2 ? "" : found.length ? `${at + 1}/${found.length}` : "không thấy";
    if (found[at]) {
      const holder = found[at].startContainer.parentElement;
      for (let one = holder; one; one = one.parentElement) if (one.matches("details")) one.open = true;
      holder.scrollIntoView({ block: "center" });
      if (window.CSS?.highlights) CSS.highlights.set("now", new Highlight(found[at]));
    }
  };
  const look = () => {
    const wanted = plain(box.value.trim());
    found = [];
    at = -1;
    if (wanted.length >= 2) {
      for (const node of nodes) {
        // of the two drawings of a chart only the one that is shown is searched
        if (node.parentElement.closest("svg")?.getClientRects().length === 0) continue;
        // each letter of the folded text knows where it stood
        const places = [];
        let folded = "";
        let offset = 0;
        for (const letter of node.textContent) {
          const bare = plain(letter);
          for (let n = 0; n < bare.length; n += 1) places.push(offset);
          folded += bare;
          offset += letter.length;
        }
        places.push(offset);
        for (let start = folded.indexOf(wanted); start >= 0; start = folded.indexOf(wanted, start + wanted.length)) {
          const range = document.createRange();
          range.setStart(node, places[start]);
          range.setEnd(node, places[start + wanted.length]);
          found.push(range);
        }
      }
    }
    if (window.CSS?.highlights) {
      CSS.highlights.set("found", new Highlight(...found));
      CSS.highlights.delete("now");
    }
    at = found.length ? 0 : -1;
    place();
  };
  const step = () => {
    if (!found.length) return;
    at = (at + 1) % found.length;
    place();
  };
  box.addEventListener("input", look);
  box.addEventListener("keydown", (event) => { if (event.key === "Enter") step(); });
  next.addEventListener("click", step);
})();
