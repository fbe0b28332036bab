/* Keeps open staff pages fresh: events from the server, or a look every 15 seconds when there are none. */
(function () {
  "use strict";
  var LOOK_EVERY = 15000, TRY_AGAIN = 30000;
  var list = document.querySelector("[data-live]");
  var matter = document.querySelector("[data-live-matter]");
  var told = document.getElementById("live"), changedNote = document.querySelector("#changed > p");
  var source = null, timer = null, waiting = null;

  function say(words) { if (told) { told.textContent = told.dataset[words]; } }
  function get(address) {
    return fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  }

  /* The rows are exchanged in place; what had the focus has it again. */
  function refreshList() {
    if (list.hasAttribute("data-still")) { changedNote.hidden = false; return; }
    var held = document.activeElement && document.activeElement.closest("#rows tr[id]");
    var tag = held && document.activeElement.tagName;
    var old = {}, ticked = {};
    document.querySelectorAll("#rows [name=pick]:checked").forEach(function (box) {
      ticked[box.value] = true;
    });
    document.querySelectorAll("#rows tr[id]").forEach(function (row) { old[row.id] = true; });
    get(list.dataset.live)
      .then(function (answer) {
        if (answer.status === 204 && answer.headers.get("HX-Redirect")) {
          window.location.assign(answer.headers.get("HX-Redirect"));
          return null;
        }
        return answer.ok ? answer.text() : null;
      })
      .then(function (text) {
        if (text === null) { return; }
        var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("rows");
        if (!fresh) { return; }
        document.getElementById("rows").replaceWith(fresh);
        list = fresh;
        /* A tick stays as long as its matter stands as it was ticked. */
        fresh.querySelectorAll("[name=pick]").forEach(function (box) {
          box.checked = Boolean(ticked[box.value]);
        });
        document.dispatchEvent(new Event("fawang:rows"));
        fresh.querySelectorAll("tr[id]").forEach(function (row) {
          if (!old[row.id]) { row.classList.add("fresh"); }
        });
        var again = held && document.getElementById(held.id);
        again = again && (again.querySelector(tag) || again.querySelector("a"));
        if (again) { again.focus({ preventScroll: true }); }
      })
      .catch(function () { /* The next event or the next look tries again. */ });
  }

  /* One's own step is an event too: only a timeline that went on without this page is news. Nothing else is
     touched, for somebody may be writing here. The same look says that this page is still open, and whether
     something was typed since the last one. */
  var typing = false, others = document.getElementById("others");
  document.addEventListener("input", function (event) {
    if (event.target.closest(".act")) { typing = true; }
  });
  function lookAtMatter() {
    var token = document.querySelector("[name=csrfmiddlewaretoken]");
    fetch(matter.dataset.liveMatter, {
      method: "POST", credentials: "same-origin",
      headers: { "HX-Request": "true", "X-CSRFToken": token ? token.value : "" },
      body: new URLSearchParams({ typing: typing ? "yes" : "" })
    })
      .then(function (answer) { return answer.status === 200 ? answer.json() : null; })
      .then(function (found) {
        if (!found) { return; }
        if (found.version > Number(matter.dataset.version)) { changedNote.hidden = false; }
        if (others && others.textContent !== found.others) {
          others.textContent = found.others; others.hidden = !found.others;
        }
      })
      .catch(function () { /* The next event or the next look tries again. */ });
    typing = false;
  }
  function refresh() {
    if (document.hidden) { return; }
    if (list) { refreshList(); }
    if (matter) { lookAtMatter(); }
  }

  /* Many events at once make one refresh. */
  function soon() {
    if (!waiting) { waiting = setTimeout(function () { waiting = null; refresh(); }, 250); }
  }
  function poll() {
    if (!timer) { timer = setInterval(refresh, LOOK_EVERY); }
    say("wordsOff");
  }
  function live() {
    if (timer) { clearInterval(timer); timer = null; soon(); }
    /* A supervisor's stream does not carry every matter below; theirs is looked at as well. */
    if (matter) { timer = setInterval(refresh, LOOK_EVERY); }
    say("wordsOn");
  }
  function changed(event) {
    var data = {};
    try { data = JSON.parse(event.data); } catch (fault) { return; }
    if (list || (matter && data.number === matter.dataset.number)) { soon(); }
  }
  function open() {
    if (!window.EventSource) { poll(); return; }
    if (source) { source.close(); }
    source = new EventSource("/events/");
    source.addEventListener("open", live);
    source.addEventListener("change", changed);
    source.addEventListener("reset", soon);
    source.addEventListener("error", function () {
      poll();
      /* A refused stream is not tried again by the browser itself. */
      if (this.readyState === EventSource.CLOSED) { setTimeout(open, TRY_AGAIN); }
    });
  }

  if (list || matter) {
    open();
    document.addEventListener("visibilitychange", function () { if (!document.hidden) { soon(); } });
    window.addEventListener("pagehide", function () { if (source) { source.close(); } });
    window.addEventListener("pageshow", function (event) { if (event.persisted) { open(); soon(); } });
  }

  /* Control+K goes to the search; the arrow keys go through the rows from wherever in them one is. */
  document.addEventListener("keydown", function (event) {
    var box = document.getElementById("q");
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && box) {
      event.preventDefault();
      box.focus(); box.select();
      return;
    }
    var row = event.target.closest && event.target.closest(".work tbody tr");
    if (!row || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    var next = event.key === "ArrowDown" ? row.nextElementSibling
      : event.key === "ArrowUp" ? row.previousElementSibling : null;
    var link = next && next.querySelector("a");
    if (link) { event.preventDefault(); link.focus(); }
  });

  /* The narrowing takes effect when something is chosen; without a script there is the button. */
  document.querySelectorAll(".narrow-down").forEach(function (form) {
    form.classList.add("at-once");
    form.addEventListener("change", function () { form.requestSubmit(); });
  });
})();
