/* Comforts of the desk, all of them optional: single keys in the list, a count of what is ticked, and replies
   put in without a reload. */
(function () {
  "use strict";
  var KEYS_OFF = "fawang.keys.off";
  function kept(value) {
    try {
      if (value === undefined) { return localStorage.getItem(KEYS_OFF) === "yes"; }
      localStorage.setItem(KEYS_OFF, value ? "yes" : "");
    } catch (fault) { /* Nothing may be stored here: the keys stay on. */ }
    return Boolean(value);
  }
  var off = document.getElementById("keys-off");
  if (off) {
    off.checked = kept();
    off.addEventListener("change", function () { kept(off.checked); });
  }

  function count() {
    var bar = document.querySelector(".bulk-bar");
    if (!bar) { return; }
    var ticked = document.querySelectorAll("#rows [name=pick]:checked").length, words = bar.querySelector(".ticked");
    words.textContent = words.dataset.words.replace("{n}", ticked);
    bar.classList.toggle("none-ticked", !ticked);
  }
  document.addEventListener("change", function (event) { if (event.target.name === "pick") { count(); } });
  document.addEventListener("fawang:rows", count);
  count();

  function rowOf(node) { return node && node.closest && node.closest(".work tbody tr[id]"); }
  function go(from, step) {
    var rows = Array.prototype.slice.call(document.querySelectorAll(".work tbody tr[id]"));
    var place = from ? rows.indexOf(from) + step : 0;
    var link = rows[place] && rows[place].querySelector(".what a");
    if (link) { link.focus(); }
  }
  function writing(node) {
    return node.closest && node.closest("input:not([type=checkbox]):not([type=radio]),select,textarea");
  }
  function help() {
    var sheet = document.getElementById("keys");
    if (sheet) { sheet.open = !sheet.open; if (sheet.open) { sheet.querySelector("summary").focus(); } }
  }
  function onRow(row, key) {
    var box = row.querySelector("[name=pick]"), take = row.querySelector(".whose button");
    if (key === "x" && box) { box.click(); } else if (key === "t" && take) { take.click(); }
    else if (key === "Enter") { row.querySelector(".what a").click(); } else { return false; }
    return true;
  }
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || writing(event.target)) { return; }
    var row = rowOf(event.target), box = event.target.name === "pick";
    /* In a box to tick, Enter would press the first button of the form. */
    if (event.key === "Enter" && row && box) { event.preventDefault(); onRow(row, "Enter"); return; }
    if (kept() || event.key === "Enter") { return; }
    if (event.key === "/" && document.getElementById("q")) {
      event.preventDefault(); document.getElementById("q").focus();
    } else if (event.key === "?") { help(); }
    else if (event.key === "j") { go(row, 1); } else if (event.key === "k") { go(row, -1); }
    else if (row) { onRow(row, event.key); }
  });

  /* A reply goes to where one was last writing in that form, else into its first text. */
  var last = null;
  document.addEventListener("focusin", function (event) {
    if (event.target.tagName === "TEXTAREA") { last = event.target; }
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button[name=insert][value=choose]");
    var template = document.getElementById("replies");
    if (!button || !template) { return; }
    event.preventDefault();
    var box = template.content.cloneNode(true).firstElementChild, choice = box.querySelector("select");
    button.replaceWith(box);
    choice.focus();
    choice.addEventListener("change", function () {
      var form = choice.form, text = last && last.form === form ? last : form.querySelector("textarea");
      if (!text || !choice.value) { return; }
      var whole = text.value.trim() ? text.value.trimEnd() + "\n" + choice.value : choice.value;
      if (text.maxLength < 0 || whole.length <= text.maxLength) { text.value = whole; }
      choice.selectedIndex = 0;
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
    });
  });
})();
