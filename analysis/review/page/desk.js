// The review desk, shared by `figures review` and JupyterLab. It keeps the article in memory only:
// no storage, no network of its own, and text enters the page as text nodes, never as markup.

const KINDS = {
  open: "Not settled",
  doubt: "In doubt",
  settled: "Settled",
  aside: "Set aside",
  number: "Not accounted for",
};
const CARD = {
  published: "Date of publication (2024-08-19)",
  published_basis: "How it is known: “stated”, or “inferred: ” and why",
  title: "Headline",
  publisher: "Publisher",
  url: "Address",
  based_on: "Agency it rests on",
};
const KEYS = [
  ["Enter", "confirm the figure as proposed; choose an indicator where none is"],
  ["X", "set aside, for the reason on the button"],
  ["R", "set aside for another reason"],
  ["I", "choose or add an indicator"],
  ["P H G", "mark its period, hedge, or words of growth"],
  ["F", "forecast or result"],
  ["A", "read as … because …"],
  ["E", "other areas"],
  ["W", "quote the whole figure"],
  ["B J", "break into two figures, join with the next number"],
  ["M", "mark a figure that was missed (or select its words with the mouse)"],
  ["V", "confirm all without doubt"],
  ["Z", "set aside many at once"],
  ["↓ ↑", "next and previous unsettled; with Shift any number"],
  ["U  Shift+U", "undo, carry out again: without end"],
  ["O", "about the article: date, headline, publisher"],
  ["L", "read the sheet again from disk"],
  ["N", "next article"],
  ["?", "these keys"],
];
const SCOPES = [
  ["line", "the rest of this line"],
  ["paragraph", "this paragraph"],
  ["alike", "all with the same unit as this"],
  ["rest", "everything that is left"],
];
const CHUNK = 3000; // UTF-16 units that are drawn again together
const REACH = 1500; // and those around a figure whose words the keyboard can mark

function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

// The first place of a sorted list whose value is not below another.
function bisect(list, value, key = (one) => one) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(list[middle]) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Sheets count code points, JavaScript UTF-16 units: they differ behind each astral character.
export function offsets(text) {
  const units = [], points = [];
  for (const found of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) {
    points.push(found.index - units.length);
    units.push(found.index);
  }
  return {
    unit: (point) => point + bisect(points, point),
    point: (unit) => unit - bisect(units, unit),
  };
}

export function start(root, ask, keys = root) {
  const state = { busy: false, mode: null, single: true };
  const $ = build(root, state);
  const actions = {};

  // Talk ---------------------------------------------------------------------------------------

  function say(text, alarm = false) {
    $.said.textContent = "";
    $.said.textContent = text;
    $.said.classList.toggle("fd-alarm", alarm);
  }

  async function question(asked) {
    state.busy = true;
    root.dataset.busy = "";
    const answer = await ask(asked);
    state.busy = false;
    delete root.dataset.busy;
    if (answer.error) {
      say(answer.error, true);
      $.again.hidden = !answer.stale;
      return null;
    }
    return answer;
  }

  async function open(asked = { do: "open" }) {
    const answer = await question(asked);
    if (!answer) return;
    const { text, marks, ...rest } = answer;
    Object.assign(state, rest, { text, mode: null, convert: offsets(text) });
    state.marks = new Map(Object.entries(marks).map(([at, mark]) => [Number(at), mark]));
    arrange();
    draw();
    $.again.hidden = true;
    $.notices.replaceChildren(...answer.notices.map((one) => h("p", { class: "fd-note" }, one)));
    update();
    say(`${answer.counters.left} left to settle.`);
    $.panel.focus({ preventScroll: true });
  }

  async function decide(asked) {
    if (!state.text && state.text !== "") return;
    const shown = state.detail ? state.detail.at : -1;
    const answer = await question({ shown, ...asked, sheet: state.sheet, version: state.version });
    if (!answer) return false;
    const dirty = new Set();
    for (const at of answer.gone) {
      touch(state.marks.get(at), at, dirty);
      state.marks.delete(at);
    }
    for (const [key, mark] of Object.entries(answer.changed)) {
      const at = Number(key);
      touch(state.marks.get(at), at, dirty);
      state.marks.set(at, mark);
      touch(mark, at, dirty);
    }
    const before = state.detail;
    Object.assign(state, {
      detail: answer.detail, version: answer.version, counters: answer.counters, card: answer.card,
      mode: null,
    });
    arrange();
    touchDetail(before, dirty);
    touchDetail(state.detail, dirty);
    for (const chunk of dirty) fill(chunk);
    update();
    const { left } = answer.counters;
    const next = state.detail && left ? ` Now: ${state.detail.printed}.` : "";
    say(`${answer.said}. ${left ? `${left} left.` : done()}${next}`);
    return true;
  }

  function done() {
    return state.counters.card ? "The card of the article is still to fill in (O)." : "Everything is settled.";
  }

  async function show(at) {
    const answer = await question({ do: "show", at });
    if (!answer) return;
    const dirty = new Set();
    touchDetail(state.detail, dirty);
    state.detail = answer.detail;
    state.mode = null;
    touchDetail(state.detail, dirty);
    for (const chunk of dirty) fill(chunk);
    update();
    say(`${KINDS[kindOf(at)] ?? ""}: ${answer.detail.printed}`);
  }

  // The article --------------------------------------------------------------------------------

  const kindOf = (at) => (state.marks.get(at) ?? [])[1];

  // All spans that are marked, in UTF-16 units and in order.
  function arrange() {
    const { unit } = state.convert;
    state.places = [...state.marks.keys()].sort((a, b) => a - b);
    state.spans = [];
    for (const at of state.places) {
      const [end, kind, parts] = state.marks.get(at);
      state.spans.push({ s: unit(at), e: unit(end), name: kind, at });
      for (const [name, first, last] of parts) {
        state.spans.push({ s: unit(first), e: unit(last), name: "part", of: at, part: name });
      }
    }
    state.spans.sort((a, b) => a.s - b.s);
  }

  function draw() {
    state.chunks = [];
    const { text } = state;
    const lines = document.createDocumentFragment();
    for (let s = 0; s <= text.length; ) {
      let e = text.indexOf("\n", s);
      if (e < 0) e = text.length;
      const line = h("p", { dir: "auto" });
      for (let from = s; from < e || from === s; ) {
        let to = Math.min(e, from + CHUNK);
        if (to < e) {
          const space = text.lastIndexOf(" ", to);
          if (space > from) to = space + 1;
          else if (/[\ud800-\udbff]/.test(text[to - 1])) to += 1;
        }
        const chunk = { s: from, e: to, box: h("span") };
        state.chunks.push(chunk);
        fill(chunk);
        line.append(chunk.box);
        if (to <= from) break;
        from = to;
      }
      // What is only space keeps its place: a selection is counted within its chunk.
      if (!text.slice(s, e).trim()) line.className = "fd-gap";
      lines.append(line);
      s = e + 1;
    }
    $.article.replaceChildren(lines);
  }

  function own(span) {
    const names = [`fd-${span.name}`];
    const now = state.detail;
    if (now && span.at === now.at) names.push("fd-now");
    if (now && span.of === now.at) names.push("fd-own", `fd-own-${span.part}`);
    return names;
  }

  function extra() {
    const spans = [];
    const { unit } = state.convert ?? {};
    if (state.detail?.evidence) {
      const [first, last] = state.detail.evidence;
      spans.push({ s: unit(first), e: unit(last), name: "evidence" });
    }
    if (state.mode?.pick) spans.push({ ...picked(), name: "picked" });
    return spans;
  }

  function fill(chunk) {
    const near = [];
    for (let i = bisect(state.spans, chunk.s - 400, (one) => one.s); i < state.spans.length; i++) {
      const span = state.spans[i];
      if (span.s >= chunk.e) break;
      if (span.e > chunk.s) near.push(span);
    }
    for (const span of extra()) if (span.s < chunk.e && span.e > chunk.s) near.push(span);
    const cuts = new Set([chunk.s, chunk.e]);
    for (const span of near) {
      cuts.add(Math.max(span.s, chunk.s));
      cuts.add(Math.min(span.e, chunk.e));
    }
    const ends = [...cuts].sort((a, b) => a - b);
    const nodes = [];
    for (let i = 0; i + 1 < ends.length; i++) {
      const piece = state.text.slice(ends[i], ends[i + 1]);
      const over = near.filter((span) => span.s <= ends[i] && span.e >= ends[i + 1]);
      if (!over.length) {
        nodes.push(piece);
        continue;
      }
      const main = over.find((span) => span.at !== undefined);
      nodes.push(h("mark", { class: over.flatMap(own).join(" "), "data-at": main?.at }, piece));
    }
    chunk.box.replaceChildren(...nodes);
  }

  const chunkAt = (unit) =>
    state.chunks[Math.max(0, bisect(state.chunks, unit + 1, (one) => one.s) - 1)];

  function touch(mark, at, dirty) {
    if (!mark) return;
    const [end, , parts] = mark;
    for (const [first, last] of [[at, end], ...parts.map(([, a, b]) => [a, b])]) {
      dirty.add(chunkAt(state.convert.unit(first)));
      dirty.add(chunkAt(Math.max(0, state.convert.unit(last) - 1)));
    }
  }

  function touchDetail(detail, dirty) {
    if (!detail) return;
    touch(state.marks.get(detail.at), detail.at, dirty);
    if (detail.evidence) touch([detail.evidence[1], "", []], detail.evidence[0], dirty);
  }

  // Where a selection ends lie in the article, in code points; null where nothing is selected.
  function selection() {
    const found = document.getSelection();
    if (!found || found.isCollapsed || !found.rangeCount) return null;
    const range = found.getRangeAt(0);
    if (!$.article.contains(range.startContainer) || !$.article.contains(range.endContainer)) return null;
    const first = unitOf(range.startContainer, range.startOffset);
    const last = unitOf(range.endContainer, range.endOffset);
    if (first === null || last === null || first >= last) return null;
    return { at: state.convert.point(first), end: state.convert.point(last) };
  }

  function unitOf(node, offset) {
    const probe = document.createRange();
    const chunk = state.chunks.find((one) => one.box.contains(node));
    if (chunk) {
      probe.setStart(chunk.box, 0);
      probe.setEnd(node, offset);
      return chunk.s + probe.toString().length;
    }
    // Between paragraphs: the first chunk behind the place.
    probe.setStart(node, offset);
    const after = state.chunks.find((one) => probe.comparePoint(one.box, 0) >= 0);
    return after ? after.s : state.text.length;
  }

  function reveal() {
    const mark = $.article.querySelector(".fd-now");
    if (!mark) return;
    const box = mark.getBoundingClientRect(), view = $.article.getBoundingClientRect();
    if (box.top > view.top + view.height * 0.15 && box.bottom < view.top + view.height * 0.75) return;
    $.article.scrollTop += box.top - view.top - view.height * 0.35;
  }

  // The figure at hand -------------------------------------------------------------------------

  function update() {
    const { counters, detail } = state;
    const all = counters.figures + counters.unaccounted;
    $.name.textContent = state.card.title || state.sheet;
    $.name.title = state.sheet;
    $.bar.max = Math.max(all, 1);
    $.bar.value = counters.settled;
    $.count.textContent = counters.left ? `${counters.left} left` : counters.draft ? "Card left" : "Settled";
    $.sum.textContent = `${counters.settled} of ${counters.figures} figures settled · ${counters.aside} numbers set aside · ` +
      (counters.unaccounted ? `${counters.unaccounted} not accounted for` : "every number accounted for");
    $.sum.classList.toggle("fd-missing", counters.unaccounted > 0);
    $.cardButton.classList.toggle("fd-missing", Boolean(counters.card));
    $.nextArticle.hidden = state.sheets.length < 2;
    render();
    reveal();
    root.dataset.shown = detail ? detail.at : "";
    root.dataset.left = counters.left;
    root.dataset.version = state.version.slice(0, 12);
  }

  function render() {
    const { mode } = state;
    const inside = $.panel.contains(document.activeElement) || document.activeElement === document.body;
    const content = mode ? mode.view() : state.detail ? figure(state.detail) : [h("p", {}, "This article prints no number.")];
    $.panel.replaceChildren(...content.flat().filter(Boolean));
    if (mode?.focus) $.panel.querySelector(mode.focus)?.focus();
    else if (inside) $.panel.focus({ preventScroll: true });
  }

  function button(label, key, action, primary = false, off = false) {
    return h("button", {
      type: "button", class: primary ? "fd-button fd-primary" : "fd-button", disabled: off,
      "aria-keyshortcuts": key, onclick: () => run(action),
    }, h("span", {}, label), h("kbd", { "aria-hidden": "true" }, key === "Enter" ? "↵" : key));
  }

  function figure(now) {
    const { counters } = state;
    const kind = kindOf(now.at);
    const place = now.kind === "aside" ? "" : ` · ${counters.left} left`;
    const parts = [
      !counters.left && h("div", { class: "fd-done" },
        h("strong", {}, counters.draft ? "Every number is settled" : "Everything is settled"),
        h("p", {}, counters.draft ? `The card is still to fill in: ${counters.card}` :
          "The sheet is a draft no longer: its figures are in tables and charts from now on."),
        h("div", { class: "fd-row" },
          counters.draft ? button("Fill in the card", "O", "card", true) : button("Note today as reviewed", "D", "reviewed"),
          state.sheets.length > 1 && button("Next article", "N", "article"))),
      h("p", { class: `fd-kind fd-kind-${kind}` }, h("span", { class: "fd-dot", "aria-hidden": "true" }), (KINDS[kind] ?? "") + place),
      h("h2", {}, now.hedge && h("span", { class: "fd-hedge" }, h("bdi", {}, now.hedge), " … "), h("bdi", {}, now.printed)),
    ];
    if (now.kind === "number") {
      return [...parts, h("p", {}, "No entry of the sheet accounts for this number."),
        h("div", { class: "fd-row" }, button(`Set aside: ${now.reasons[0]}`, "X", "aside", true),
          button("Another reason", "R", "reason"), button("It is a figure", "M", "itself")), more(false)];
    }
    if (now.kind === "aside") {
      return [...parts, h("dl", {}, ...row("Reason", now.reason)),
        h("div", { class: "fd-row" }, button("Another reason", "R", "reason"), button("It is a figure", "M", "itself")), more(false)];
    }
    const { indicator } = now;
    parts.push(now.fault && h("p", { class: "fd-fault" }, now.fault));
    parts.push(h("dl", {},
      ...row("Means", now.meaning),
      ...row(now.kind === "settled" ? "Indicator" : "Proposed", indicator ? indicator.label : "nothing yet: choose an indicator",
        indicator && `${indicator.measure}, in ${indicator.unit}`),
      ...(now.why ? row("Because of", `“${now.why}”`) : []),
      ...(now.doubt ? row("Doubt", now.doubt, null, "fd-doubted") : []),
      ...row("Period", now.period ? now.period.said : "not stated",
        now.period && `printed “${now.period.printed}”${now.period.basis && now.period.basis !== "stated" ? `, ${now.period.basis}` : ""}`),
      ...(now.areas ? row("Areas", now.areas) : []),
      ...(now.change ? row("Change", `“${now.change}”`) : []),
      ...row("Status", now.forecast ? "a forecast or target" : "a result"),
      ...(now.read_as ? row("Read as", `“${now.read_as}” because ${now.because}`) : [])));
    if (now.series) {
      const { series } = now;
      parts.push(h("div", { class: `fd-series fd-${series.verdict.replace(" ", "-")}` },
        h("strong", {}, `This ${series.said}`), h("p", {}, series.reason),
        h("ul", {}, ...series.claims.map((one) => h("li", {}, h("b", {}, one.printed), ` for ${one.period} `, h("small", {}, one.id))))));
    }
    if (now.repeats) parts.push(h("p", { class: "fd-note" }, `Printed before in this article: ${now.repeats.id}. X sets it aside as a repeat.`));
    const settled = now.kind === "settled";
    parts.push(h("div", { class: "fd-row" },
      !settled && (indicator ? button(`${now.series?.verdict === "conflict" ? "Confirm all the same" : "Confirm"} as ${indicator.label}`, "Enter", "confirm", true) : button("Choose an indicator", "Enter", "indicator", true)),
      indicator && button("Another indicator", "I", "indicator"),
      button(`Set aside: ${now.reasons[0]}`, "X", "aside"), button("Another reason", "R", "reason")));
    parts.push(h("div", { class: "fd-row fd-small" },
      button("Period", "P", "period"), button("Hedge", "H", "hedge"), button("Change", "G", "change"),
      button(now.forecast ? "A result" : "A forecast", "F", "status"), button("Read as", "A", "readAs"), button("Areas", "E", "areas"),
      now.cut && button("Quote whole", "W", "whole"), button("Break", "B", "split"), button("Join", "J", "join")));
    return [...parts, more(true)];
  }

  function more(marking) {
    return h("div", { class: "fd-row fd-small fd-more" }, marking && button("Mark a figure", "M", "mark"), button("All without doubt", "V", "all"),
      button("Many at once", "Z", "bulk"), button("Undo", "U", "undo"), button("Next", "↓", "next"), button("Keys", "?", "help"));
  }

  function row(term, text, small, name) {
    return [h("dt", {}, term), h("dd", { class: name }, h("bdi", {}, text ?? ""), small && h("small", {}, small))];
  }

  // Modes: what takes the place of the figure until it is decided or left with Escape ------------

  function enter(mode) {
    state.mode = mode;
    render();
    say(mode.title);
  }

  function leave() {
    const chunks = state.mode?.pick ? pickChunks() : [];
    state.mode = null;
    for (const chunk of chunks) fill(chunk);
    render();
    say(state.detail ? `Back to ${state.detail.printed}` : "");
  }

  const title = (text) => h("h2", { class: "fd-title" }, text);
  const hint = (text) => h("p", { class: "fd-hint" }, text);

  function form(name, fields, send, note) {
    enter({
      title: name, focus: "input, select, textarea",
      view: () => [title(name), note && h("p", { class: "fd-note" }, note),
        h("form", { onsubmit: (event) => {
          event.preventDefault();
          send(Object.fromEntries(new FormData(event.target)));
        } }, ...fields.map(({ key, label, value, options, help }) => h("label", {}, h("span", {}, label),
          options ? h("select", { name: key }, ...options.map((one) => h("option", { value: one, selected: one === value }, one)))
            : h("input", { name: key, value: value ?? "", autocomplete: "off", spellcheck: "false", list: help ? `fd-${key}` : null }),
          help && h("datalist", { id: `fd-${key}` }, ...help.map((one) => h("option", { value: one }))))),
          h("div", { class: "fd-row" }, h("button", { class: "fd-button fd-primary" }, "Save", h("kbd", { "aria-hidden": "true" }, "↵")),
            h("button", { type: "button", class: "fd-button", onclick: leave }, "Back", h("kbd", { "aria-hidden": "true" }, "Esc"))))],
    });
  }

  // A list to choose from: type to narrow it, arrows to move, Enter to take; or a digit at once.
  function list(name, all, { label, sub, take, free, digits }) {
    let at = 0, typed = "";
    const found = () => {
      const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
      const kept = all.filter((one) => words.every((word) => `${label(one)} ${sub?.(one) ?? ""} ${one.code ?? ""}`.toLowerCase().includes(word)));
      // What cannot be right is offered to those who ask for it by name.
      if (!words.length && kept.some((one) => one.fits)) kept.splice(0, kept.length, ...kept.filter((one) => one.fits));
      return free ? [...kept, { free: typed }] : kept;
    };
    const input = h("input", {
      role: "combobox", "aria-expanded": "true", "aria-controls": "fd-list", "aria-autocomplete": "list", "aria-label": name,
      autocomplete: "off", spellcheck: "false", placeholder: "Type to narrow",
      oninput: () => { typed = input.value; at = 0; fillList(); },
      onkeydown: (event) => {
        const shown = found();
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          at = Math.max(0, Math.min(shown.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
          fillList();
          event.preventDefault();
        } else if (event.key === "Enter") {
          event.preventDefault();
          if (shown[at]) take(shown[at], typed);
        } else if (digits && !typed && /^[1-9]$/.test(event.key) && shown[event.key - 1]) {
          event.preventDefault();
          take(shown[event.key - 1], typed);
        }
      },
    });
    const box = h("ul", { id: "fd-list", role: "listbox", "aria-label": name });
    function fillList() {
      const shown = found();
      box.replaceChildren(...shown.slice(0, 60).map((one, i) => h("li", {
        id: `fd-option-${i}`, role: "option", "aria-selected": String(i === at), class: one.fits === false ? "fd-unfit" : null,
        onclick: () => take(one, typed),
      }, digits && i < 9 && h("kbd", { "aria-hidden": "true" }, String(i + 1)), h("span", {}, "free" in one ? free(typed) : label(one)), !("free" in one) && sub && h("small", {}, sub(one)))));
      input.setAttribute("aria-activedescendant", `fd-option-${at}`);
      box.children[at]?.scrollIntoView?.({ block: "nearest" });
    }
    enter({ title: name, focus: "input", view: () => { fillList(); return [title(name), input, box, hint("↑ ↓ and Enter, Escape goes back")]; } });
  }

  // Marking words with the keyboard: state.mode.pick holds the first and last word.
  function words() {
    const middle = state.convert.unit(state.detail ? state.detail.at : 0);
    const first = Math.max(0, middle - REACH);
    const found = [...state.text.slice(first, middle + REACH).matchAll(/[^\s]+/gu)];
    // Punctuation around a word is not part of what is marked.
    return found.map((one) => {
      const lead = one[0].match(/^[(“"'«[]*/u)[0].length;
      const tail = one[0].match(/[.,;:)”"'»\]!?]*$/u)[0].length;
      const s = first + one.index;
      return tail + lead < one[0].length ? { s: s + lead, e: s + one[0].length - tail } : { s, e: s + one[0].length };
    });
  }

  const picked = () => ({ s: state.mode.words[state.mode.pick[0]].s, e: state.mode.words[state.mode.pick[1]].e });
  const pickChunks = () => state.mode.words.slice(state.mode.pick[0], state.mode.pick[1] + 1).map((one) => chunkAt(one.s));

  function pick(name, take, { candidates = [], none = null } = {}) {
    const all = words();
    if (!all.length) return;
    const here = state.convert.unit(state.detail.at);
    const begin = Math.max(0, bisect(all, here + 1, (one) => one.s) - 1);
    enter({
      title: name, words: all, pick: [begin, begin], take, candidates, none,
      view: () => [title(name),
        candidates.length > 0 && h("ul", { class: "fd-list" }, ...candidates.map((one, i) => h("li", {},
          h("button", { type: "button", class: "fd-button", onclick: () => take(one) }, h("kbd", { "aria-hidden": "true" }, String(i + 1)),
            h("span", {}, h("bdi", {}, one.printed)), h("small", {}, one.said))))),
        none && h("button", { type: "button", class: "fd-button", onclick: none.take }, h("kbd", { "aria-hidden": "true" }, "0"), none.label),
        h("p", { class: "fd-words" }, h("bdi", {}, state.text.slice(picked().s, picked().e))),
        hint("Select the words with the mouse, or: ← → move, Shift+← → shrink and widen, Enter takes them, Escape goes back.")],
    });
    for (const chunk of pickChunks()) fill(chunk);
  }

  function movePick(event) {
    const { mode } = state;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const taken = /^\d$/.test(event.key) ? mode.candidates[event.key - 1] : null;
    if (taken) mode.take(taken);
    else if (event.key === "0" && mode.none) mode.none.take();
    else if (event.key === "Enter") {
      const { s, e } = picked();
      mode.take({ at: state.convert.point(s), end: state.convert.point(e) });
    } else if (step) {
      const before = new Set(pickChunks());
      let [first, last] = mode.pick;
      if (event.shiftKey) last = Math.max(first, last + step);
      else first = last = (step > 0 ? last : first) + step;
      const most = mode.words.length - 1;
      mode.pick = [Math.max(0, Math.min(most, first)), Math.max(0, Math.min(most, last))];
      for (const chunk of new Set([...before, ...pickChunks()])) fill(chunk);
      render();
      say(state.text.slice(picked().s, picked().e));
    } else return false;
    return true;
  }

  // Actions ------------------------------------------------------------------------------------

  const now = () => state.detail;
  const isFigure = () => now() && (now().kind === "open" || now().kind === "settled");
  const part = (name, found) => decide({ do: "part", at: now().at, part: name, ...(found ? { first: found.at, end: found.end } : {}) });

  Object.assign(actions, {
    confirm: () => isFigure() && (now().kind === "settled" ? actions.next() : now().indicator ? decide({ do: "confirm", at: now().at }) : actions.indicator()),
    aside: () => now() && now().kind !== "aside" && decide({ do: "aside", at: now().at, reason: now().reasons[0] }),
    reason: () => now() && list("Why it is no figure", now().reasons.map((reason) => ({ reason })), {
      label: (one) => one.reason, digits: true, free: (typed) => typed ? `“${typed}”` : "Another reason: type it",
      take: (one, typed) => (one.reason || typed) && decide({ do: "aside", at: now().at, reason: one.reason || typed }),
    }),
    async indicator() {
      if (!isFigure()) return;
      const answer = await question({ do: "choices", at: now().at });
      if (answer) list(`What is “${now().printed}”?`, answer.choices, {
        label: (one) => one.label, sub: (one) => `${one.measure}, ${one.unit}, ${one.areas}${one.fits ? "" : " (another unit)"}`,
        free: (typed) => `New indicator${typed ? ` “${typed}”` : ""} …`,
        take: (one, typed) => "free" in one ? actions.added(typed) : decide({ do: "choose", at: now().at, code: one.code }),
      });
    },
    added(label) {
      const unit = now().unit ?? "";
      const money = /^[A-Z]{2,3}$/.test(unit);
      form("New indicator", [
        { key: "label", label: "Name", value: label },
        { key: "topic", label: "Topic", help: Object.keys(state.topics) },
        { key: "definition", label: "What is measured, in a sentence" },
        { key: "unit", label: "Unit (USD, PT for per cent, or the noun)", value: unit },
        { key: "measure", label: "Kind", value: now().change ? "rate" : money ? "flow" : "stock", options: ["stock", "flow", "rate", "duration"] },
        { key: "ref_area", label: "Area (ISO 3166, such as LV)" },
        { key: "counterpart_area", label: "Other area, _Z for none", value: "_Z" },
        { key: "standard", label: "Standard that the definition follows", value: "none" },
      ], (given) => {
        const code = given.label.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);
        const nouns = /^[A-Z]{2,3}$/.test(given.unit) ? [] : [given.unit.split(" ").pop().toLowerCase()];
        decide({ do: "add", at: now().at, code, entry: { topic: given.topic, label: given.label, unit: given.unit, nouns, measure: given.measure,
          ...(now().change ? { change: true } : {}), ref_area: given.ref_area, counterpart_area: given.counterpart_area,
          definition: given.definition, standard: given.standard } });
      });
    },
    async period() {
      if (!isFigure()) return;
      const answer = await question({ do: "periods", at: now().at });
      if (answer) pick("Its period", (found) => part("period", found), { candidates: answer.periods, none: { label: "No period is stated", take: () => part("period") } });
    },
    hedge: () => isFigure() && pick("Its hedge, where it stands apart", (found) => part("hedge", found), { none: { label: "No hedge apart", take: () => part("hedge") } }),
    change: () => isFigure() && pick("Words that say whether it grew or fell", (found) => part("change", found), { none: { label: "No such words", take: () => part("change") } }),
    status: () => isFigure() && decide({ do: "status", at: now().at, forecast: !now().forecast }),
    readAs: () => isFigure() && form("Read as … because …", [
      { key: "text", label: "Read as, with its unit", value: now().read_as ?? now().printed }, { key: "because", label: "Because", value: now().because },
    ], (given) => decide({ do: "read_as", at: now().at, ...(given.because ? given : {}) })),
    areas: () => isFigure() && form("Areas of this figure", [
      { key: "ref_area", label: "Area (ISO 3166); empty: the indicator's" }, { key: "counterpart_area", label: "Other area; empty: the indicator's" },
    ], (given) => decide({ do: "areas", at: now().at, ...given })),
    whole: () => isFigure() && decide({ do: "whole", at: now().at }),
    split: () => isFigure() && decide({ do: "split", at: now().at }),
    join: () => isFigure() && decide({ do: "join", at: now().at }),
    mark: () => now() && (isFigure() ? pick("A figure that was missed, or other words for this", (found) => decide({ do: "mark", at: found.at, end: found.end })) : actions.itself()),
    itself: () => decide({ do: "mark", at: now().at, end: now().end }),
    all: () => decide({ do: "confirm_all" }),
    bulk: () => now() && list("Set aside at once", SCOPES.map(([scope, label]) => ({ scope, label })), {
      label: (one) => one.label, digits: true, take: (one) => decide({ do: "aside_all", at: now().at, scope: one.scope, reason: now().kind === "aside" ? now().reason : undefined }),
    }),
    undo: () => decide({ do: "undo" }),
    redo: () => decide({ do: "redo" }),
    reviewed: () => decide({ do: "reviewed", day: new Date().toLocaleDateString("sv") }),
    card: () => form("About the article", Object.entries(CARD).map(([key, label]) => ({ key, label, value: state.card[key] })),
      (values) => decide({ do: "card", values }), state.counters.card),
    article: () => state.sheets.length > 1 && open({ do: "next" }),
    reload: () => open({ do: "reload" }),
    next: (any = false) => step(1, any),
    previous: (any = false) => step(-1, any),
    help: () => enter({ title: "Keys", view: () => [title("Keys"), h("dl", { class: "fd-keys" }, ...KEYS.flatMap(([key, text]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, text)])),
      h("label", { class: "fd-check" }, h("input", { type: "checkbox", checked: state.single, onchange: (event) => { state.single = event.target.checked; } }), "Single-letter keys"),
      h("div", { class: "fd-row" }, h("button", { type: "button", class: "fd-button", onclick: leave }, "Back", h("kbd", { "aria-hidden": "true" }, "Esc")))] }),
  });

  function step(way, any) {
    const open = state.places.filter((at) => any || ["open", "doubt", "number"].includes(kindOf(at)));
    const list = open.length ? open : state.places;
    if (!list.length) return;
    const at = now() ? now().at : -1;
    const place = way > 0 ? list.find((one) => one > at) ?? list[0] : list.findLast((one) => one < at) ?? list.at(-1);
    return show(place);
  }

  function run(action, ...rest) {
    if (!state.busy && actions[action]) return actions[action](...rest);
  }

  const LETTERS = { x: "aside", r: "reason", i: "indicator", p: "period", h: "hedge", g: "change", f: "status", a: "readAs", e: "areas", w: "whole",
    b: "split", j: "join", m: "mark", v: "all", z: "bulk", u: "undo", o: "card", n: "article", l: "reload", d: "reviewed", "?": "help" };

  keys.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "Escape" && (state.mode || state.marked)) {
      if (state.marked) offer(null);
      else leave();
      return event.preventDefault();
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !typing) {
      run(event.shiftKey ? "redo" : "undo");
      return event.preventDefault();
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (state.busy) return event.preventDefault(); // what is not on screen yet is not decided on
    if (state.mode) {
      if (state.mode.pick && !(event.key === "Enter" && event.target.closest?.("button")) && movePick(event)) event.preventDefault();
      return;
    }
    if (event.key === "Enter") {
      if (event.target.closest?.("button, a")) return;
      event.preventDefault();
      if (event.repeat) return; // a key held down decides once
      return state.marked ? takeMarked("figure") : run("confirm");
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (event.target === $.article) return; // scrolls
      event.preventDefault();
      return run(event.key === "ArrowDown" ? "next" : "previous", event.shiftKey);
    }
    if (!state.single || event.key.length > 1) return;
    const letter = event.key.toLowerCase();
    const action = letter === "u" && event.shiftKey ? "redo" : LETTERS[letter];
    if (!action) return;
    event.preventDefault();
    if (event.repeat && action !== "undo" && action !== "redo") return;
    if (state.marked && ["period", "hedge", "change"].includes(action)) return takeMarked(action);
    run(action);
  });

  // The mouse: a click shows a number, selected words become a figure or a part of the one at hand.
  $.article.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-at]");
    if (mark && document.getSelection().isCollapsed && !state.busy) show(Number(mark.dataset.at));
  });
  root.addEventListener("mouseup", () => setTimeout(() => {
    const found = selection();
    if (found && state.mode?.pick) {
      document.getSelection().removeAllRanges();
      state.mode.take(found);
    } else offer(found);
  }));

  function offer(found) {
    state.marked = found;
    $.offer.hidden = !found;
    if (!found) return document.getSelection().removeAllRanges();
    const text = state.text.slice(state.convert.unit(found.at), state.convert.unit(found.end)).trim();
    const take = (label, key, purpose) => h("button", { type: "button", class: "fd-button", onclick: () => takeMarked(purpose) }, label, h("kbd", { "aria-hidden": "true" }, key));
    $.offer.replaceChildren(h("span", {}, "“", h("bdi", {}, text.length > 60 ? `${text.slice(0, 57)}…` : text), "” is"),
      take("a figure", "↵", "figure"), ...(isFigure() ? [take("its period", "P", "period"), take("its hedge", "H", "hedge"), take("its change", "G", "change")] : []),
      take("nothing", "Esc", null));
    say(`Marked: ${text.slice(0, 60)}. Enter makes it a figure.`);
  }

  function takeMarked(purpose) {
    const found = state.marked;
    offer(null);
    $.panel.focus({ preventScroll: true });
    if (purpose === "figure") decide({ do: "mark", ...found });
    else if (purpose) part(purpose, found);
  }

  $.cardButton.addEventListener("click", () => run("card"));
  $.nextArticle.addEventListener("click", () => run("article"));
  $.again.addEventListener("click", () => run("reload"));
  return open();
}

function build(root, state) {
  const $ = {};
  root.classList.add("fd");
  root.tabIndex = -1;
  // JupyterLab takes single keys for its own commands unless a part of the page asks it not to.
  root.dataset.lmSuppressShortcuts = "true";
  const legend = h("p", { class: "fd-legend" }, ...Object.entries(KINDS).map(([kind, name]) => h("span", {}, h("mark", { class: `fd-${kind}` }, "12"), ` ${name}`)),
    h("span", {}, h("mark", { class: "fd-part" }, "2023"), " Period, hedge, change"));
  root.replaceChildren(
    h("header", { class: "fd-head" },
      h("div", { class: "fd-who" }, h("h1", {}, ($.name = h("bdi", {}, "Review desk"))), ($.sum = h("p", { class: "fd-sum" }))),
      h("div", { class: "fd-gauge" }, ($.count = h("strong", {}, "")), ($.bar = h("progress", { max: 1, value: 0, "aria-label": "Figures settled" }))),
      h("div", { class: "fd-row" }, ($.again = h("button", { type: "button", class: "fd-button fd-primary", hidden: true }, "Read the sheet again", h("kbd", { "aria-hidden": "true" }, "L"))),
        ($.cardButton = h("button", { type: "button", class: "fd-button" }, "About the article", h("kbd", { "aria-hidden": "true" }, "O"))),
        ($.nextArticle = h("button", { type: "button", class: "fd-button", hidden: true }, "Next article", h("kbd", { "aria-hidden": "true" }, "N"))))),
    ($.said = h("p", { class: "fd-said", role: "status", "aria-live": "polite" })),
    ($.notices = h("div", { class: "fd-notices" })),
    h("main", { class: "fd-main" },
      h("section", { class: "fd-left", "aria-label": "Article" }, legend, ($.article = h("div", { class: "fd-article", tabindex: 0, role: "region", "aria-label": "Text of the article" })),
        ($.offer = h("div", { class: "fd-offer", hidden: true }))),
      ($.panel = h("section", { class: "fd-panel", tabindex: -1, "aria-label": "Figure at hand" }))));
  return $;
}

// JupyterLab: the same desk as a widget without a state; questions and answers are messages.
function render({ model, el }) {
  const waiting = new Map();
  let last = 0;
  const hear = ({ number, answer }) => {
    waiting.get(number)?.(answer);
    waiting.delete(number);
  };
  model.on("msg:custom", hear);
  const box = document.createElement("div");
  box.className = "fd-widget";
  el.append(box);
  start(box, (asked) => new Promise((resolve) => {
    last += 1;
    waiting.set(last, resolve);
    model.send({ ...asked, number: last });
  }));
  return () => model.off("msg:custom", hear);
}
export default { render };
