// Keys of the review page. They only press the page's own buttons and links, so that everything works without this file.
(function () {
  "use strict";
  var items = Array.prototype.slice.call(document.querySelectorAll("article.q"));
  if (!items.length) return;
  var at = -1;

  function choose(index, quiet) {
    if (index < 0 || index >= items.length) return;
    if (at >= 0) items[at].classList.remove("on");
    at = index;
    items[at].classList.add("on");
    if (!quiet) items[at].focus({ preventScroll: true });
    items[at].scrollIntoView({ block: "nearest" });
    mark(items[at]);
  }

  // The place in the source that the item was read from.
  function mark(item) {
    document.querySelectorAll(".sheet mark.on").forEach(function (old) { old.classList.remove("on"); });
    var place = document.getElementById(item.id.replace(/^i-/, "s-"));
    if (!place) return;
    place.classList.add("on");
    place.scrollIntoView({ block: "center" });
  }

  function press(key) {
    var scope = at >= 0 ? items[at] : document;
    var target = scope.querySelector('[data-key="' + key + '"]') || (key === "A" ? document.querySelector('[data-key="A"]') : null);
    if (!target) return false;
    if (target.tagName === "SUMMARY") {
      var fold = target.parentElement;
      fold.open = true;
      fold.scrollIntoView({ block: "nearest" });
      var field = fold.querySelector("input:not([type=hidden]), textarea, select");
      if (field) { field.focus(); if (field.select) field.select(); }
    } else {
      target.click();
    }
    return true;
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    var on = event.target;
    if (event.key === "Escape" && on.closest) {
      var fold = on.closest("details.flow[open]");
      if (fold) { fold.open = false; choose(Math.max(at, 0)); }
      return;
    }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(on.tagName)) return;
    var key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    if (key === "Enter" && /^(BUTTON|A|SUMMARY)$/.test(on.tagName)) return;
    var done = true;
    if (key === "J" || key === "ArrowDown") choose(Math.min(at + 1, items.length - 1));
    else if (key === "K" || key === "ArrowUp") choose(Math.max(at - 1, 0));
    else if (key === "Enter") done = press("↵") || press("M");
    else if ("EMSADUON".indexOf(key) >= 0 && key.length === 1) done = press(key);
    else done = false;
    if (done) event.preventDefault();
  });

  items.forEach(function (item, index) {
    item.addEventListener("focusin", function () { if (at !== index) choose(index, true); });
  });

  var start = location.hash ? items.findIndex(function (item) { return "#" + item.id === location.hash; }) : -1;
  choose(start >= 0 ? start : 0);
})();
