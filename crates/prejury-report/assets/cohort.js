// Sorting, filtering, language and theme of the index. Reading needs none of this, and nothing leaves the page.
"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);
  const table = one("#matrix");
  const body = table.tBodies[0];
  const heads = all("thead th", table);
  root.classList.remove("no-script");

  const rows = [...body.rows].map((row, order) => ({
    row, order,
    name: row.cells[0].textContent,
    failed: row.hasAttribute("data-failed"),
    cells: [...row.cells],
  }));
  const collator = () => new Intl.Collator(root.lang, { numeric: true, sensitivity: "base" });
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // ---- Sorting: the names from A, the numbers from the largest; a second press turns it round.
  // Share of what is there; those who do not address the competence come last either way.
  const share = (cell) => {
    const present = Number(cell.dataset.present);
    return present / (present + Number(cell.dataset.lacking) || 1);
  };
  const value = (entry, index) => {
    if (entry.failed) return null;
    const cell = entry.cells[index];
    if (cell.classList.contains("none")) return null;
    return cell.classList.contains("cell") ? share(cell) : Number(cell.textContent);
  };
  const sort = (head) => {
    const index = heads.indexOf(head);
    const before = head.getAttribute("aria-sort");
    const byName = index === 0;
    const first = byName ? "ascending" : "descending";
    const turned = first === "ascending" ? "descending" : "ascending";
    const now = before === first ? turned : first;
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", now);
    const sign = now === "ascending" ? 1 : -1;
    const compare = collator().compare;
    const keys = new Map(rows.map((entry) => [entry, byName ? entry.name : value(entry, index)]));
    const sorted = [...rows].sort((a, b) => {
      const [x, y] = [keys.get(a), keys.get(b)];
      if (x === null || y === null) return (x === null) - (y === null) || a.order - b.order;
      return sign * (byName ? compare(x, y) : x - y) || a.order - b.order;
    });
    body.append(...sorted.map((entry) => entry.row));
  };
  for (const head of heads) one("button", head).addEventListener("click", () => sort(head));

  // ---- Filtering.
  const field = (name) => one(`[data-filter="${name}"]`);
  const filter = () => {
    const search = plain(field("search").value.trim());
    const bloc = field("bloc").value;
    const show = field("show").value;
    for (const cell of all("[data-bloc]", table)) cell.hidden = bloc !== "" && cell.dataset.bloc !== bloc;
    let shown = 0;
    for (const entry of rows) {
      const cells = entry.cells.filter((cell) => cell.dataset.lacking !== undefined && !cell.hidden);
      const sum = (name) => cells.reduce((total, cell) => total + Number(cell.dataset[name]), 0);
      const fits = {
        "": () => true,
        absent: () => sum("absent") > 0,
        lacking: () => sum("lacking") > 0,
        complete: () => cells.length > 0 && sum("lacking") === 0,
        failed: () => entry.failed,
      }[show]();
      entry.row.hidden = !(fits && plain(entry.name).includes(search));
      shown += Number(!entry.row.hidden);
    }
    one("#shown").textContent = shown;
    one("#nothing").hidden = shown > 0;
  };
  document.addEventListener("input", (event) => { if (event.target.matches("[data-filter]")) filter(); });

  // ---- Language and theme.
  const speak = (lang) => {
    root.lang = lang;
    for (const option of all("option[data-fr]")) option.textContent = option.dataset[lang];
    for (const short of all("abbr[data-fr]")) short.title = short.dataset[lang];
  };
  const dark = () => matchMedia("(prefers-color-scheme: dark)").matches;
  const actions = {
    print: () => print(),
    language: () => speak(root.lang === "fr" ? "en" : "fr"),
    theme: () => {
      const now = root.dataset.theme === "auto" ? (dark() ? "dark" : "light") : root.dataset.theme;
      root.dataset.theme = now === "dark" ? "light" : "dark";
    },
  };
  for (const button of all("[data-action]")) button.addEventListener("click", actions[button.dataset.action]);
  filter();
})();
