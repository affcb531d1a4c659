// The evaluator's work in the page. Reading needs none of this; nothing here decides, and nothing leaves the page.
"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);
  const criteria = all(".ce");
  const competences = all(".competence");
  const page = document.body.dataset;
  // Many candidates hand in a folder of the same name: whoever wrote most of it tells them apart, in every version of it.
  const key = `prejury:${page.label}:${page.owner}`;
  root.classList.remove("no-script");

  // ---- Words: every message stands in the page in both languages.
  const word = (id) => one(`#words [data-id="${id}"] [data-l="${root.lang}"]`)?.textContent ?? id;

  // ---- State: the decisions file, schema 1.
  const empty = () => ({
    schema: "prejury-decisions", schema_version: 1,
    input: { label: page.label, head: page.head || null },
    criteria: {}, competences: {},
    general: { overall: "", strengths: "", improvements: "", defence: "" },
  });
  const DECISIONS = ["acquired", "not_acquired", "at_defence"];
  const text = (value) => (typeof value === "string" ? value : "");

  // Takes what it knows from a file of strangers and nothing else.
  const clean = (data) => {
    if (data?.schema !== "prejury-decisions" || data.schema_version !== 1) throw new Error("schema");
    const state = empty();
    for (const [id, line] of Object.entries(data.criteria ?? {})) {
      if (!/^C\d+(\.\d+)+-CE\d+$/.test(id)) continue;
      const decision = DECISIONS.includes(line?.decision) ? line.decision : null;
      const kept = { decision, comment: text(line?.comment) };
      if (line?.seen) kept.seen = { status: text(line.seen.status), fingerprint: text(line.seen.fingerprint) };
      state.criteria[id] = kept;
    }
    for (const [id, line] of Object.entries(data.competences ?? {})) {
      if (!/^C\d+(\.\d+)+$/.test(id)) continue;
      const decision = ["validated", "not_validated"].includes(line?.decision) ? line.decision : null;
      state.competences[id] = { decision, remark: text(line?.remark) };
    }
    for (const name of Object.keys(state.general)) state.general[name] = text(data.general?.[name]);
    return state;
  };
  const parsed = (json) => { try { return clean(JSON.parse(json)); } catch { return null; } };

  // ---- What is kept in the browser: the work shown last, and works put aside because a file brought others. `from` names
  // the merged file that a work goes on from: work begun before the file was made must not hide what the file says.
  const said = (decisions) => {
    const lines = (of, word) => Object.entries(of).filter(([, it]) => it.decision || it[word].trim()).map(([id, it]) => [id, it.decision, it[word]]).sort();
    return JSON.stringify([lines(decisions.criteria, "comment"), lines(decisions.competences, "remark"), decisions.general]);
  };
  const digits = (value) => {
    let hash = 5381;
    for (let n = 0; n < value.length; n += 1) hash = (Math.imul(hash, 33) ^ value.charCodeAt(n)) >>> 0;
    return hash.toString(16);
  };
  const slot = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const work = (data) => { try { return Object.assign(clean(data), { from: text(data.from) }); } catch { return null; } };
  const stored = work(slot(key));
  const list = slot(`${key}:aside`);
  let aside = (Array.isArray(list) ? list : []).map(work).filter(Boolean);
  const embedded = parsed(one("#decisions")?.textContent ?? "");
  const merged = embedded && said(embedded) !== said(empty()) ? embedded : null;
  const from = merged ? digits(said(merged)) : "";
  const chosen = () => {
    if (!merged) return stored ?? embedded ?? empty();
    const works = [stored, ...aside].filter(Boolean);
    const goesOn = works.find((it) => it.from === from) ?? works.find((it) => said(it) === said(merged));
    aside = works.filter((it) => it !== goesOn && said(it) !== said(empty()));
    return goesOn ?? merged;
  };
  let state = chosen();

  const save = () => {
    let kept = true;
    if (merged) state.from = from;
    try {
      localStorage.setItem(`${key}:aside`, JSON.stringify(aside));
      localStorage.setItem(key, JSON.stringify(state));
    } catch { kept = false; }
    one("#not-kept").hidden = kept;
    progress();
  };
  const decided = (of) => criteria.filter((ce) => of.criteria[ce.id]?.decision).length;
  const showAside = () => {
    one("#aside").hidden = !aside.length;
    if (aside.length) one("#aside-count").textContent = `${decided(aside[0])} / ${criteria.length}`;
  };

  // ---- Between state and fields.
  const remember = (ce) => ({ status: ce.dataset.status, fingerprint: ce.dataset.fingerprint });
  const line = (id) => (state.criteria[id] ??= { decision: null, comment: "" });
  const show = () => {
    for (const ce of criteria) {
      const known = state.criteria[ce.id];
      for (const radio of all('input[type="radio"]', ce)) radio.checked = radio.value === known?.decision;
      one("textarea", ce).value = known?.comment ?? "";
      mark(ce);
    }
    for (const competence of competences) {
      const known = state.competences[competence.id];
      for (const radio of all(".remark input", competence)) radio.checked = radio.value === known?.decision;
      one(".remark textarea", competence).value = known?.remark ?? "";
    }
    for (const field of all("[data-general]")) field.value = state.general[field.dataset.general];
    progress();
    filter();
    showAside();
  };
  const mark = (ce) => {
    const seen = state.criteria[ce.id]?.seen;
    const note = one(".changed", ce);
    note.hidden = !seen || seen.fingerprint === ce.dataset.fingerprint;
    if (!note.hidden) {
      note.textContent = seen.status === ce.dataset.status
        ? word("changed-evidence")
        : `${word("changed")} ${word("status:" + seen.status)} → ${word("status:" + ce.dataset.status)}`;
    }
  };
  const decide = (ce, decision) => {
    const known = line(ce.id);
    known.decision = decision;
    known.seen = remember(ce);
    for (const radio of all('input[type="radio"]', ce)) radio.checked = radio.value === decision;
    mark(ce);
    save();
    one("#live").textContent = `${ce.id} : ${word(decision ? "decision:" + decision : "cleared")}`;
  };
  const progress = () => {
    const done = decided(state);
    one("#progress").textContent = `${done} / ${criteria.length}`;
    one("#meter").value = done;
  };

  document.addEventListener("change", (event) => {
    const field = event.target;
    const ce = field.closest(".ce");
    const competence = field.closest(".remark")?.closest(".competence");
    if (ce && field.type === "radio") decide(ce, field.value);
    else if (competence && field.type === "radio") {
      (state.competences[competence.id] ??= { decision: null, remark: "" }).decision = field.value;
      save();
    }
  });
  document.addEventListener("input", (event) => {
    const field = event.target;
    const ce = field.closest(".ce");
    const competence = field.closest(".remark")?.closest(".competence");
    if (field.matches("[data-filter]")) return filter();
    if (field.tagName !== "TEXTAREA") return undefined;
    if (ce) {
      const known = line(ce.id);
      known.comment = field.value;
      known.seen ??= remember(ce);
    } else if (competence) (state.competences[competence.id] ??= { decision: null, remark: "" }).remark = field.value;
    else if (field.dataset.general) state.general[field.dataset.general] = field.value;
    else return undefined;
    return save();
  });

  // ---- Filters.
  const folded = (value) => value.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const searched = new Map();
  const filter = () => {
    const wanted = Object.fromEntries(all("[data-filter]").map((field) => [field.dataset.filter, field.value]));
    const words = folded(wanted.search).split(/\s+/).filter(Boolean);
    let n = 0;
    for (const ce of criteria) {
      const decision = state.criteria[ce.id]?.decision ?? "undecided";
      const status = ce.hasAttribute("data-waived") ? "waived" : ce.dataset.status;
      let shown = (!wanted.status || status === wanted.status)
        && (!wanted.kind || ce.dataset.kind === wanted.kind)
        && (!wanted.decision || decision === wanted.decision || (wanted.decision === "changed" && !one(".changed", ce).hidden))
        && (!wanted.competence || ce.closest(".competence").id === wanted.competence);
      if (shown && words.length) {
        if (!searched.has(ce)) searched.set(ce, folded(`${ce.id} ${ce.textContent}`));
        shown = words.every((part) => searched.get(ce).includes(part));
      }
      ce.hidden = !shown;
      n += shown;
    }
    for (const competence of competences) competence.hidden = !one(".ce:not([hidden])", competence);
    one("#nothing").hidden = n > 0;
  };

  // ---- Remarks: the evaluator's own words and decisions, never a proposed status.
  const remarks = () => {
    const out = [];
    const undecided = criteria.filter((ce) => !state.criteria[ce.id]?.decision).map((ce) => ce.id);
    if (undecided.length) out.push(`${word("undecided")} ${undecided.join(", ")}`, "");
    const changed = criteria.filter((ce) => !one(".changed", ce).hidden).map((ce) => ce.id);
    if (changed.length) out.push(`${word("remarks-changed")} ${changed.join(", ")}`, "");
    if (state.general.overall.trim()) out.push(state.general.overall.trim(), "");
    for (const competence of competences) {
      const own = all(".ce", competence);
      const known = state.competences[competence.id];
      const of = (decision) => own.filter((ce) => state.criteria[ce.id]?.decision === decision);
      const commented = own.some((ce) => state.criteria[ce.id]?.decision || state.criteria[ce.id]?.comment.trim());
      if (!commented && !known?.decision && !known?.remark.trim()) continue;
      out.push(`${competence.id} ${one(".title", competence).dataset[root.lang]}`);
      const verdict = known?.decision ?? (of("acquired").length === own.length ? "validated" : "");
      out.push(word(verdict || "to-decide"), word("comments"));
      const item = (ce, prefix) => {
        out.push(`- ${prefix}CE${ce.id.split("-CE")[1]} : ${one(".official", ce).textContent}`);
        const comment = state.criteria[ce.id]?.comment.trim();
        if (comment) out.push(`  ${comment.replaceAll("\n", "\n  ")}`);
      };
      for (const ce of of("acquired")) item(ce, "");
      for (const ce of of("not_acquired")) item(ce, `${word("decision:not_acquired")} – `);
      for (const ce of of("at_defence")) item(ce, `${word("decision:at_defence")} – `);
      for (const ce of own) {
        const known = state.criteria[ce.id];
        if (!known?.decision && known?.comment.trim()) item(ce, `${word("to-decide")} – `);
      }
      if (known?.remark.trim()) out.push(known.remark.trim());
      out.push("");
    }
    const { strengths, improvements, defence } = state.general;
    out.push(word("deliverable"), word("strengths"), strengths.trim(), word("improvements"), improvements.trim(), "");
    out.push(word("defence"), defence.trim());
    return out.join("\n").replace(/\n{3,}/g, "\n\n").trim() + "\n";
  };

  // ---- Actions.
  const exportFile = () => {
    const blob = new Blob([JSON.stringify({ ...state, from: undefined }, null, 2) + "\n"], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `decisions-${page.label.replace(/[^\p{L}\p{N}._-]+/gu, "_")}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const importFile = async (file) => {
    const read = parsed(await file.text());
    if (read) {
      read.input = empty().input;
      state = read;
      show();
      save();
    }
    one("#live").textContent = one("#import-said").textContent = word(read ? "imported" : "refused");
  };
  const theme = (value) => {
    root.dataset.theme = value;
    try { localStorage.setItem("prejury-theme", value); } catch { /* the choice is only not kept */ }
  };
  try { root.dataset.theme = localStorage.getItem("prejury-theme") ?? "auto"; } catch { /* the system's theme */ }
  const actions = {
    export: exportFile,
    import: () => one("#file").click(),
    print: () => print(),
    language: () => { root.lang = root.lang === "fr" ? "en" : "fr"; for (const ce of criteria) mark(ce); for (const option of all("option[data-fr]")) option.textContent = option.dataset[root.lang]; },
    theme: () => theme((root.dataset.theme === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : root.dataset.theme === "dark") ? "light" : "dark"),
    fold: () => { const open = !all(".competence > details").some((d) => d.open); for (const d of all(".competence > details")) d.open = open; },
    help: () => one("#help").showModal(),
    remarks: () => { one("#remarks textarea").value = remarks(); one("#copied").textContent = ""; one("#remarks").showModal(); },
    copy: async () => {
      const area = one("#remarks textarea");
      area.select();
      let done = document.execCommand("copy");
      try { await navigator.clipboard.writeText(area.value); done = true; } catch { /* old way done above */ }
      one("#copied").textContent = word(done ? "copied" : "copy-by-hand");
    },
    close: (button) => button.closest("dialog").close(),
    // Each work in turn; the one shown so far goes to the end, so that none is lost.
    swap: () => { aside.push(state); state = aside.shift(); show(); save(); },
    forget: () => { if (confirm(word("forget"))) { aside.shift(); save(); showAside(); } },
    clear: (button) => decide(button.closest(".ce"), null),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-action]");
    if (button) actions[button.dataset.action]?.(button);
  });
  one("#file").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) importFile(file);
    event.target.value = "";
  });

  // ---- Keyboard. Single letters can be switched off, as WCAG 2.1.4 asks.
  const visible = () => criteria.filter((ce) => !ce.hidden && ce.closest("details").open);
  const go = (ce) => { if (ce) { ce.focus(); ce.scrollIntoView({ block: "start" }); } };
  const step = (by, from, keep = () => true) => {
    const list = visible();
    const at = list.indexOf(from);
    const rest = by > 0 ? list.slice(at + 1) : list.slice(0, Math.max(at, 0)).reverse();
    go(rest.find(keep));
  };
  document.addEventListener("keydown", (event) => {
    const inField = event.target.matches?.("textarea, select, input[type=search]");
    const ce = event.target.closest?.(".ce") ?? null;
    if (event.key === "Escape" && inField && ce) return go(ce);
    if (inField || one("dialog[open]") || event.ctrlKey || event.altKey || event.metaKey || !one("#keys").checked) return undefined;
    const keys = {
      j: () => step(1, ce), k: () => step(-1, ce),
      u: () => step(1, ce, (next) => !state.criteria[next.id]?.decision),
      "/": () => one("[data-filter=search]").focus(), "?": actions.help,
    };
    if (ce) Object.assign(keys, {
      1: () => decide(ce, DECISIONS[0]), 2: () => decide(ce, DECISIONS[1]), 3: () => decide(ce, DECISIONS[2]), 0: () => decide(ce, null),
      c: () => one("textarea", ce).focus(), e: () => { const more = one("details.more", ce); if (more) more.open = !more.open; },
    });
    const act = keys[event.key];
    if (!act) return undefined;
    event.preventDefault();
    return act();
  });
  let opened = [];
  addEventListener("beforeprint", () => { opened = all("details:not([open], .more)"); for (const d of opened) d.open = true; });
  addEventListener("afterprint", () => { for (const d of opened) d.open = false; });
  show();
  // The file and the work agree: from now on the work goes on from the file.
  if (merged && state !== merged && state.from !== from) save();
})();
