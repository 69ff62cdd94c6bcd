// Filters of the findings; without this script all of them are shown.
(function () {
  "use strict";
  const tools = document.getElementById("tools");
  if (!tools) { return; }
  const rows = Array.from(document.getElementById("found").tBodies[0].rows);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const boxes = Array.from(tools.querySelectorAll("input[type=checkbox]"));
  const selects = Array.from(tools.querySelectorAll("select"));
  const search = document.getElementById("search"), shown = document.getElementById("shown");
  const attribute = { family: "f", county: "c", change: "n" };

  function apply() {
    const grave = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const words = search.value.trim().toLowerCase();
    let count = 0;
    rows.forEach((row, index) => {
      const fits = grave.has(row.dataset.s) && texts[index].includes(words) &&
        selects.every((select) => select.value === "*" || row.dataset[attribute[select.dataset.key]] === select.value);
      row.hidden = !fits;
      count += fits;
    });
    shown.textContent = count + "/" + rows.length;
  }

  function choose(wanted) {
    boxes.forEach((box) => { box.checked = true; });
    search.value = "";
    selects.forEach((select) => {
      const value = wanted[select.dataset.key];
      const known = Array.from(select.options).some((option) => option.value === value);
      if (value !== undefined && !known) { select.add(new Option(value + " (0)", value)); }
      select.value = value === undefined ? "*" : value;
    });
    apply();
  }

  tools.hidden = false;
  tools.addEventListener("input", apply);
  document.getElementById("reset").addEventListener("click", () => choose({}));
  document.querySelectorAll("a[data-family], a[data-change]").forEach((link) => {
    link.addEventListener("click", () => choose(link.dataset));
  });
  apply();
}());
