(function () {
  "use strict";
  var tools = document.getElementById("tools");
  var findings = Array.prototype.slice.call(document.querySelectorAll(".finding"));
  var folded = null;

  function all(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  function visible() {
    return findings.filter(function (finding) { return !finding.hidden; });
  }

  // From the finding that has the focus, or else from the first one below the top of the window.
  function move(step) {
    var shown = visible();
    var at = shown.indexOf(document.activeElement && document.activeElement.closest(".finding"));
    if (at < 0) {
      at = shown.findIndex(function (finding) { return finding.getBoundingClientRect().top >= 0; });
      at = at < 0 ? shown.length - 1 : at - (step > 0 ? 1 : 0);
    }
    var next = shown[Math.max(0, Math.min(shown.length - 1, at + step))];
    if (next) {
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "start" });
    }
  }

  all("#tools input", function (box) {
    box.addEventListener("change", function () {
      findings.forEach(function (finding) {
        if (finding.dataset.severity === box.dataset.severity) { finding.hidden = !box.checked; }
      });
    });
  });

  all("#tools button", function (button) {
    button.addEventListener("click", function () {
      all("details", function (details) { details.open = button.dataset.fold === "open"; });
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (event.key === "j") { move(1); }
    if (event.key === "k") { move(-1); }
  });

  // Paper cannot be unfolded.
  window.addEventListener("beforeprint", function () {
    folded = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    folded.forEach(function (details) { details.open = true; });
  });
  window.addEventListener("afterprint", function () {
    (folded || []).forEach(function (details) { details.open = false; });
  });

  if (findings.length) { tools.hidden = false; }
}());
