// The desk's own script: dropping files, showing how far an upload and a check are. Every page works without it.
(function () {
  "use strict";

  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }

  function chosen(form, input) {
    var list = form.querySelector(".chosen");
    list.textContent = "";
    Array.prototype.forEach.call(input.files, function (file) {
      var item = document.createElement("li");
      item.textContent = file.name + " (" + Math.ceil(file.size / 1024) + " KiB)";
      list.appendChild(item);
    });
  }

  each("form.drop", function (form) {
    var input = form.querySelector("input[type=file]");
    var bar = form.querySelector("progress");
    var button = form.querySelector("button");
    input.addEventListener("change", function () { chosen(form, input); });
    ["dragenter", "dragover"].forEach(function (name) {
      form.addEventListener(name, function (event) { event.preventDefault(); form.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      form.addEventListener(name, function () { form.classList.remove("over"); });
    });
    form.addEventListener("drop", function (event) {
      event.preventDefault();
      input.files = event.dataTransfer.files;
      chosen(form, input);
    });
    form.addEventListener("submit", function (event) {
      if (!window.FormData || !input.files.length) { return; }
      event.preventDefault();
      var request = new XMLHttpRequest();
      var said = button.textContent;
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", function (step) {
        bar.hidden = false;
        if (step.lengthComputable) { bar.value = 100 * step.loaded / step.total; }
      });
      request.addEventListener("loadend", function () {
        var answer = {};
        try { answer = JSON.parse(request.responseText); } catch (error) { answer = {}; }
        if (request.status === 201) { window.location = answer.url; return; }
        button.disabled = false;
        button.textContent = said;
        bar.hidden = true;
        var alert = form.querySelector(".alert") || form.insertBefore(document.createElement("p"), form.firstChild);
        alert.className = "alert error";
        alert.setAttribute("role", "alert");
        alert.textContent = answer.error || String(request.status);
      });
      button.disabled = true;
      button.textContent = form.dataset.busy;
      request.send(new FormData(form));
    });
  });

  each("[data-wait]", function (section) {
    var ahead = section.querySelector("[data-ahead]");
    function look() {
      fetch(section.dataset.wait, { headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.json(); })
        .then(function (now) {
          if (now.state !== "queued" && now.state !== "checking") { window.location.reload(); return; }
          ahead.textContent = now.ahead ? ahead.dataset.ahead.replace("{n}", now.ahead) : "";
          window.setTimeout(look, 1000);
        })
        .catch(function () { window.setTimeout(look, 3000); });
    }
    window.setTimeout(look, 600);
  });
}());
