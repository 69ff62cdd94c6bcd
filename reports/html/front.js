// Sorting the files of the front by a column; without this script they stand worst first.
(function () {
  "use strict";
  var table = document.getElementById("heat");
  if (!table) { return; }
  var body = table.tBodies[0];
  var first = Array.prototype.slice.call(body.rows);

  function value(row, index) {
    var cell = row.cells[index];
    if (!cell) { return -1; }
    if (!index) { return cell.textContent.trim(); }
    if (cell.dataset.n) { return +cell.dataset.n; }
    var parts = cell.textContent.trim().split("/");
    return parts.length === 2 ? parts[0] / Math.max(parts[1], 1) : parseInt(parts[0], 10) || 0;
  }

  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, index) {
    var button = document.createElement("button");
    button.type = "button";
    while (head.firstChild) { button.appendChild(head.firstChild); }
    head.appendChild(button);
    button.addEventListener("click", function () {
      var down = head.getAttribute("aria-sort") !== "descending";
      var rows = first.slice().sort(function (a, b) {
        var x = value(a, index), y = value(b, index);
        return (x < y ? 1 : x > y ? -1 : 0) * (down ? 1 : -1);
      });
      Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.forEach(function (row) { body.appendChild(row); });
    });
  });
}());
