/* Keeps open staff pages fresh: events from the server, or a look every 15 seconds when there are none. */
(function () {
  "use strict";
  var list = document.querySelector("[data-live]:not([data-still])");
  var matter = document.querySelector("[data-live-matter]");
  var told = document.getElementById("live"), timer = null, waiting = null;
  if (!list && !matter) { return; }

  function say(words) { if (told) { told.textContent = told.dataset[words]; } }

  /* The rows are exchanged in place; where the reader was stays where it was. */
  function refresh() {
    if (!list || document.hidden) { return; }
    var held = document.activeElement && document.activeElement.closest("#rows tr");
    var old = {};
    document.querySelectorAll("#rows tr[id]").forEach(function (row) { old[row.id] = true; });
    fetch(list.dataset.live, { headers: { "HX-Request": "true" }, credentials: "same-origin" })
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
        fresh.querySelectorAll("tr[id]").forEach(function (row) {
          if (!old[row.id]) { row.classList.add("fresh"); }
        });
        if (held) {
          var again = document.getElementById(held.id);
          if (again) { again.querySelector("a").focus({ preventScroll: true }); }
        }
      })
      .catch(function () { /* The next event or the next look tries again. */ });
  }

  /* Many events at once make one refresh. */
  function soon() {
    if (!waiting) { waiting = setTimeout(function () { waiting = null; refresh(); }, 250); }
  }
  function poll() {
    if (!timer) { timer = setInterval(refresh, 15000); say("wordsOff"); }
  }
  function live() {
    if (timer) { clearInterval(timer); timer = null; refresh(); }
    say("wordsOn");
  }
  function changed(event) {
    var data = {};
    try { data = JSON.parse(event.data); } catch (fault) { return; }
    if (list) { soon(); }
    if (matter && data.number === matter.dataset.liveMatter) {
      document.getElementById("changed").hidden = false;
    }
  }

  if (!window.EventSource) { poll(); return; }
  var source = new EventSource("/events/");
  source.addEventListener("open", live);
  source.addEventListener("error", poll);
  source.addEventListener("message", changed);
  source.addEventListener("push", changed);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { soon(); } });
  window.addEventListener("pagehide", function () { source.close(); });
})();
