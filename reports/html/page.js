(function () {
  "use strict";
  const one = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const byId = (id) => document.getElementById(id);
  const tools = byId("tools"), back = byId("back"), keys = byId("keys"), told = byId("told"), front = byId("front"), bar = byId("switch");
  const files = all("article.file");
  document.documentElement.classList.add("js");
  const many = files.length > 1;
  let current = null; // the finding that is being looked at
  let away = false;   // whether the reader has gone from it to the text
  let nth = 0;        // which of its places was looked at last
  let lit = [];       // what is highlighted
  let here = null;    // the place in the text that was gone to
  let several = null; // the findings of the place that was clicked, the next one to look at among them

  /* Highlighting: a finding, and everything in the text that it is about. */
  function light(ids) {
    lit.forEach((element) => element.classList.remove("on"));
    lit = [];
    ids.forEach((id) => {
      const name = CSS.escape(id);
      lit.push(...all(`[data-f~="${name}"], sup a[href="#${name}"]`));
      const finding = byId(id);
      if (finding) { lit.push(finding); }
    });
    lit.forEach((element) => element.classList.add("on"));
  }

  function focus(element) {
    if (!element.matches("a, button, [tabindex]")) { element.tabIndex = -1; }
    element.focus({ preventScroll: true });
  }

  // What is out of sight has no height yet: once it is laid out, the place may have moved.
  function reveal(element, block) {
    const go = () => element.scrollIntoView({ block: block });
    go();
    requestAnimationFrame(() => { go(); requestAnimationFrame(go); });
  }

  function look(finding, ids) {
    current = finding;
    away = false;
    nth = 0;
    back.hidden = true;
    if (finding.classList.contains("out")) { reset(); }
    light(ids || [finding.id]);
    focus(finding);
    reveal(finding, "nearest");
  }

  function point(place) {
    if (here) { here.classList.remove("here"); }
    here = place;
    if (here) { here.classList.add("here"); }
  }

  function goTo(place) {
    point(place);
    if (current) {
      away = true;
      back.hidden = false;
      one("span", back).textContent = one(".no", current).textContent;
    }
    focus(place);
    reveal(place, "center");
  }

  /* One file at a time where there are several; the page without a file is the front. */
  function hide(element, hidden) {
    if (hidden) { element.setAttribute("hidden", "until-found"); } else { element.removeAttribute("hidden"); }
  }

  function shownFile() { return many ? files.find((file) => !file.hasAttribute("hidden")) || null : files[0] || null; }

  function open(file) {
    if (!many) { return; }
    files.forEach((other) => hide(other, other !== file));
    if (front) { hide(front, Boolean(file)); }
    bar.hidden = !file;
    tools.hidden = !file;
    if (file) { byId("which").textContent = one("h2", file).textContent; }
    count();
  }

  function step(by) {
    const next = files[files.indexOf(shownFile()) + by];
    if (next) { follow(next.id); }
  }

  function arrive() {
    const target = location.hash.length > 1 ? byId(location.hash.slice(1)) : null;
    const file = target && target.closest("article.file");
    if (many && file !== shownFile() && (file || !target || target.id === "top")) { open(file); window.scrollTo(0, 0); }
    if (!target || target.id === "top" || target.matches("article.file")) { return; }
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) { fold.open = true; }
    if (target.matches(".finding")) { look(target, several); several = null; }
    else if (target.closest(".paper")) { goTo(target); }
    else {
      if (target.matches(".verified li")) { point(target); focus(target); }
      if (target.id === "main") { focus(target); }
      reveal(target, target.matches(".verified li") ? "nearest" : "start");
    }
  }

  // Going to a place without the browser's own way of it, which moves the focus later than the next key is pressed.
  function follow(id) {
    if (location.hash !== "#" + id) { history.pushState(null, "", "#" + id); }
    arrive();
  }

  /* Filters. A cause is shown when one of its findings passes them all. */
  let records = null, marks = null;
  const chosen = (id) => { const select = byId(id); return select ? select.value : ""; };

  function load() {
    records = records || all(".finding").map((element) => ({
      element: element, card: element.closest(".card"), file: element.closest(".file"), shown: true,
      keys: element.dataset.m.split("|").map((key) => key.split(" ")),
    }));
  }

  function loadMarks() {
    marks = marks || all("[data-f]").map((element) => ({ element: element, about: element.dataset.f.split(" ") }))
      .concat(all(".paper sup a").map((element) => ({ element: element, about: [element.hash.slice(1)] })));
  }

  function filter() {
    load();
    loadMarks();
    const severities = new Set(all("#tools input:checked").map((box) => box.dataset.severity));
    const family = chosen("family"), fund = chosen("fund"), state = chosen("state");
    const passes = (key) => severities.has(key[0]) && (!family || key[1] === family) && (!fund || key[2] === fund) &&
      (!state || key[3].split(",").includes(state));
    const cards = new Set(), out = new Set();
    records.forEach((record) => {
      const shown = record.keys.some(passes);
      if (shown !== record.shown) { record.element.classList.toggle("out", !shown); record.shown = shown; }
      if (shown) { cards.add(record.card); } else { out.add(record.element.id); }
    });
    new Set(records.map((record) => record.card)).forEach((card) => card.classList.toggle("out", !cards.has(card)));
    marks.forEach((mark) => {
      const quiet = out.size > 0 && mark.about.every((id) => out.has(id));
      if (quiet !== Boolean(mark.quiet)) { mark.element.classList.toggle("quiet", quiet); mark.quiet = quiet; }
    });
    files.forEach((file) => {
      const left = one(".left", file), cards = all(".card", file);
      if (left) { left.hidden = !cards.length || cards.some((card) => !card.classList.contains("out")); }
    });
    byId("reset").hidden = !out.size;
    count();
  }

  function count() {
    const said = byId("shown"), file = shownFile();
    if (!said) { return; }
    load();
    const own = records.filter((record) => !file || record.file === file);
    said.textContent = `${own.filter((record) => record.shown).length} / ${own.length}`;
    if (many) { tally(own); }
  }

  // What the filters say they would leave is said of the file that is shown.
  function tally(own) {
    const found = new Map();
    const add = (kind, value) => found.set(kind + value, (found.get(kind + value) || 0) + 1);
    own.forEach((record) => {
      ["severity", "family", "fund"].forEach((kind, at) => new Set(record.keys.map((key) => key[at])).forEach((value) => add(kind, value)));
      new Set(record.keys.flatMap((key) => key[3].split(","))).forEach((value) => add("state", value));
    });
    all("#tools input").forEach((box) => { one("b", box.parentElement).textContent = found.get("severity" + box.dataset.severity) || 0; });
    all("#tools option[data-key]").forEach((option) => {
      const number = found.get(option.parentElement.id + option.value) || 0;
      option.textContent = option.textContent.replace(/\d+(?=\D*$)/, number);
      option.hidden = !number;
    });
  }

  function reset() {
    all("#tools input").forEach((box) => { box.checked = true; });
    all("#tools select").forEach((select) => { select.value = ""; });
    filter();
  }

  // A link may ask for one kind of finding: data-family="N2N", data-severity="error".
  function narrow(link) {
    reset();
    const option = link.dataset.family && one(`#family option[data-key="${CSS.escape(link.dataset.family)}"]`);
    if (option) { byId("family").value = option.value; }
    const severity = link.dataset.severity;
    if (severity) { all("#tools input").forEach((box) => { box.checked = box.dataset.severity === severity; }); }
    filter();
  }

  /* Moving among findings. */
  function move(by) {
    load();
    const file = shownFile();
    const shown = records.filter((record) => record.shown && record.file === file).map((record) => record.element);
    const at = shown.indexOf(current);
    const next = at < 0 ? shown[by > 0 ? 0 : shown.length - 1] : shown[at + by];
    if (next) { look(next); }
  }

  function places() { return Array.from(new Set(all("a.to", current).map((link) => link.hash.slice(1)))); }

  function jump(which) {
    const found = current ? places() : [];
    if (found.length) { nth = which % found.length; light([current.id]); follow(found[nth]); }
  }

  function comeBack() {
    if (current) { const finding = current; follow(finding.id); }
  }

  const acts = {
    j: () => move(1),
    k: () => move(-1),
    o: () => (away ? comeBack() : jump(nth)),
    n: () => jump(away ? nth + 1 : 0),
    f: () => { const first = one("#tools input, #tools select"); if (first && !tools.hidden) { first.focus(); } },
    "[": () => step(-1),
    "]": () => step(1),
    "?": () => keys.showModal(),
    Escape: () => { light([]); current = null; away = false; back.hidden = told.hidden = true; point(null); },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || keys.open) { return; }
    const at = event.target;
    if (at.matches("select, input, textarea") && event.key !== "Escape") {
      if (event.key.length === 1 && at.type === "checkbox" && event.key !== " " && acts[event.key]) { acts[event.key](); event.preventDefault(); }
      return;
    }
    const placed = at === current || (away && at.closest(".paper"));
    const act = event.key === "Enter" ? (placed && acts.o) : acts[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  document.addEventListener("click", (event) => {
    told.hidden = true;
    const link = event.target.closest("a[href^='#']"), mark = event.target.closest("[data-f]");
    if (mark && (!link || link === mark)) {
      const ids = mark.dataset.f.split(" ");
      const next = ids[(ids.indexOf(current ? current.id : "") + 1) % ids.length];
      event.preventDefault();
      history.replaceState(null, "", "#" + (mark.id || next));
      several = ids;
      follow(next);
      return;
    }
    const clicked = event.target.closest(".finding");
    if (!link && clicked && !event.target.closest("summary, button")) { current = clicked; nth = 0; away = false; light([clicked.id]); }
    const number = event.target.closest(".paper span.n");
    if (number) { told.textContent = number.title; told.hidden = false; }
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    const finding = link.closest(".finding");
    if (finding && link.matches(".to")) { current = finding; nth = places().indexOf(link.hash.slice(1)); light([finding.id]); }
    else if (link.matches(".verified .to, .fold .to")) { current = null; light([]); }
    if (link.dataset.family || link.dataset.severity) { narrow(link); }
    event.preventDefault();
    follow(link.hash.slice(1));
  });

  tools.addEventListener("change", filter);
  if (byId("reset")) { byId("reset").addEventListener("click", reset); }
  all("[data-step]").forEach((button) => button.addEventListener("click", () => step(Number(button.dataset.step))));
  byId("help").addEventListener("click", () => keys.showModal());
  byId("close").addEventListener("click", () => keys.close());
  back.addEventListener("click", comeBack);
  byId("fold").addEventListener("click", (event) => {
    const button = event.currentTarget, opened = button.dataset.opened === "yes", said = button.textContent;
    all("details", shownFile()).forEach((fold) => { fold.open = !opened; });
    button.dataset.opened = opened ? "no" : "yes";
    button.textContent = button.dataset.other;
    button.dataset.other = said;
  });
  document.addEventListener("beforematch", (event) => { if (event.target.matches("article.file")) { open(event.target); } });
  window.addEventListener("hashchange", arrive);

  // Paper cannot be unfolded.
  let folded = [], unseen = [];
  window.addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    unseen = all("[hidden='until-found']");
    folded.forEach((fold) => { fold.open = true; });
    unseen.forEach((element) => { element.removeAttribute("hidden"); });
  });
  window.addEventListener("afterprint", () => {
    folded.forEach((fold) => { fold.open = false; });
    unseen.forEach((element) => hide(element, true));
  });

  tools.hidden = !files.length;
  if (many) { open(null); } else { count(); }
  if (location.hash.length > 1) { arrive(); }
}());
