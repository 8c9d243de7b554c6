// What pages gain where scripts run. Every page does its main task without this file.
(function () {
  "use strict";

  // htmx writes carry the token of the page's forms.
  document.addEventListener("htmx:configRequest", function (event) {
    var token = document.querySelector('meta[name="csrf"]');
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRF-Token"] = token.content;
  });

  // A menu that floats closes when the reader goes elsewhere, or with Esc.
  function closeFloating(except) {
    document.querySelectorAll("details.pick[open], details.menu[open], details.unfold[open]:not(.flow)").forEach(function (open) {
      if (!open.contains(except)) open.open = false;
    });
  }
  document.addEventListener("click", function (event) { closeFloating(event.target); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var open = document.activeElement && document.activeElement.closest("details[open]");
    closeFloating(null);
    if (open) open.querySelector("summary").focus();
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post") form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // "Print" buttons; without scripts the browser's own menu prints the same sheet.
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { event.preventDefault(); window.print(); }
  });

  // An answer that refuses is shown all the same: it holds the form with what to correct.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
})();
