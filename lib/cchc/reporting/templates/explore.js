"use strict";
// Scores tried out. Sums and ranks are those of the library: indices/scored.py, analysis/what_if.py,
// analysis/known_fields.py (rank_bounds), analysis/prospects.py (rank_of_value).
(() => {
  const indices = JSON.parse(document.getElementById("data").textContent);
  const write = (value, decimals = 2) => {
    // half up, as documents are printed
    const shown = (Math.round((Math.abs(value) + 1e-9) * 10 ** decimals) / 10 ** decimals).toFixed(decimals).replace(".", ",");
    return value < 0 && /[1-9]/.test(shown) ? `−${shown}` : shown;
  };
  const round = (value, decimals) => Math.round(value * 10 ** decimals) / 10 ** decimals;

  const valueOf = (index, scores) => {
    if (!index.whole && !Object.keys(index.caps).length && index.items.every((item) => !item.role)) {
      return index.items.reduce((sum, item) => sum + (scores.get(item.code) - item.now), index.now);
    }
    let points = 0;
    const given = { bonus: 0, penalty: 0 };
    for (const item of index.items) {
      const score = scores.get(item.code);
      points += item.role === "penalty" ? -score : score;
      if (item.role) given[item.role] += score;
    }
    if (index.caps.bonus !== undefined) points -= Math.max(given.bonus - index.caps.bonus, 0);
    if (index.caps.penalty !== undefined) points += Math.max(given.penalty - index.caps.penalty, 0);
    points = round(points, 9);
    return index.whole ? (points / index.whole) * 100 : points;
  };

  // best and worst rank of a value
  const ranksOf = (index, value) => {
    const tie = index.tie_decimals;
    if (index.others.length) {
      const own = round(value * index.sign, tie);
      const rank = 1 + index.others.filter((one) => round(one * index.sign, tie) > own).length;
      return [rank, rank];
    }
    const known = index.known;
    if (!known) return null;
    if (Math.abs(value - known.value) <= index.printed) return [known.rank, known.rank];
    const own = round(value, tie);
    let best = 1;
    let worst = known.n_ranked;
    known.values.forEach((one, at) => {
      const place = known.places[at];
      if (round(one, tie) > own) best = Math.max(best, 1 + place);
      else worst = Math.min(worst, place);
    });
    const all = known.everything.map((one) => round(one, tie));
    best = Math.max(best, 1 + all.filter((one) => one > own).length);
    worst = Math.min(worst, known.n_ranked - all.filter((one) => one <= own).length);
    return value > known.value ? [best, Math.min(worst, known.rank)] : [Math.max(best, known.rank), worst];
  };

  const scores = new Map(indices.map((index) => [index.key, new Map(index.items.map((item) => [item.code, item.now]))]));
  const rows = [...document.querySelectorAll(".item")];
  const itemOf = new Map();
  for (const index of indices) for (const item of index.items) itemOf.set(`${index.key} ${item.code}`, item);

  const show = () => {
    const changes = [];
    for (const index of indices) {
      const own = scores.get(index.key);
      const value = valueOf(index, own);
      const box = document.querySelector(`.result[data-index="${index.key}"]`);
      const gain = value - index.now;
      const isChanged = index.items.some((item) => own.get(item.code) !== item.now);
      box.classList.toggle("changed", isChanged);
      box.querySelector("output").textContent = `${write(value)}${index.mark ? ` ${index.mark}` : ""}`;
      const ranks = ranksOf(index, value);
      const place = ranks === null ? "chưa đủ số liệu để biết thứ hạng"
        : `${ranks[0] === ranks[1] ? `thứ ${ranks[0]}` : `trong khoảng thứ ${ranks[0]} đến ${ranks[1]}`}/${index.n_ranked}, nếu các nơi khác giữ nguyên`;
      const moved = isChanged ? `${gain >= 0 ? "+" : "−"}${write(Math.abs(gain))} so với ${write(index.now)}; ` : "";
      box.querySelector(".rank").textContent = moved + place;
      for (const item of index.items) if (own.get(item.code) !== item.now) changes.push([item.code, own.get(item.code)]);
    }
    document.querySelector("textarea").value = changes.length
      ? `prospects:\n  what_if:\n${changes.map(([code, score]) => `    - {code: "${code}", score: ${round(score, 4)}}`).join("\n")}\n`
      : "";
    for (const group of document.querySelectorAll(".controls details")) {
      const own = [...group.querySelectorAll(".item")];
      const sum = (of) => own.reduce((total, row) => total + of(row), 0);
      const item = (row) => itemOf.get(`${row.dataset.index} ${row.dataset.code}`);
      const now = sum((row) => scores.get(row.dataset.index).get(row.dataset.code) * (item(row).role === "penalty" ? -1 : 1));
      const most = sum((row) => (item(row).role ? 0 : item(row).high));
      group.querySelector(".sum").textContent = `${write(now)}/${write(most)}`;
    }
  };

  const set = (row, score, isTyped) => {
    const item = itemOf.get(`${row.dataset.index} ${row.dataset.code}`);
    const [range, text] = row.querySelectorAll("input");
    // the score that holds may have more digits than a slider has steps
    const value = Math.abs(score - item.now) < 0.005 ? item.now : score;
    scores.get(row.dataset.index).set(item.code, value);
    range.value = value;
    if (!isTyped) text.value = write(value);
    row.classList.toggle("changed", value !== item.now);
  };
  for (const row of rows) {
    const item = itemOf.get(`${row.dataset.index} ${row.dataset.code}`);
    const [range, text] = row.querySelectorAll("input");
    set(row, item.now);
    range.addEventListener("input", () => { text.classList.remove("wrong"); set(row, Number(range.value)); show(); });
    text.addEventListener("input", () => {
      const typed = text.value.trim();
      const score = /^\d+([.,]\d+)?$/.test(typed) ? Number(typed.replace(",", ".")) : NaN;
      const isRight = score >= item.low - 0.005 && score <= item.high + 1e-9;
      text.classList.toggle("wrong", !isRight);
      text.setAttribute("aria-invalid", String(!isRight));
      text.title = isRight ? "" : `cần một số từ ${write(item.low)} đến ${write(item.high)}`;
      if (isRight) { set(row, score, true); show(); }
    });
    text.addEventListener("blur", () => { text.classList.remove("wrong"); text.value = write(scores.get(row.dataset.index).get(item.code)); });
  }
  document.querySelector(".reset").addEventListener("click", () => {
    for (const row of rows) set(row, itemOf.get(`${row.dataset.index} ${row.dataset.code}`).now);
    show();
  });
  show();
  // for checks of the page against the library
  window.cchc = { indices, valueOf, ranksOf };
})();
