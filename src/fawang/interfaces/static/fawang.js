/* Small conveniences. Every page works without this file. */
(function () {
  "use strict";
  var all = function (selector, act) { document.querySelectorAll(selector).forEach(act); };

  /* Things that need a script stay hidden until there is one. */
  all("[data-print]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  /* A second tap on a slow line must not send twice (the server also refuses to open two matters). */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    var button = event.submitter;
    if (button && button.dataset.busy) {
      button.dataset.words = button.textContent;
      button.textContent = button.dataset.busy;
      button.setAttribute("aria-disabled", "true");
    }
    setTimeout(function () { release(form); }, 8000);
  });
  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach(function (button) {
      button.removeAttribute("aria-disabled");
      if (button.dataset.words) { button.textContent = button.dataset.words; }
    });
  }
  window.addEventListener("pageshow", function () { all("form", release); });

  /* Leaves at once and takes this page's place in the history with it; Escape three times does the same. */
  var leave = document.querySelector("[data-leave]"), escapes = 0;
  if (leave) {
    var go = function (event) {
      event.preventDefault();
      document.documentElement.hidden = true;
      window.location.replace(leave.href);
    };
    leave.addEventListener("click", go);
    document.addEventListener("keydown", function (event) {
      escapes = event.key === "Escape" ? escapes + 1 : 0;
      if (escapes === 3) { go(event); }
    });
  }

  /* Read aloud with the browser's own Chinese voice; without one the button stays hidden. */
  var talk = window.speechSynthesis;
  function offerVoice() {
    var voice = talk.getVoices().filter(function (one) { return /^zh/i.test(one.lang); })[0];
    if (!voice) { return; }
    all("[data-read]", function (button) {
      if (!button.hidden) { return; }
      button.hidden = false;
      button.addEventListener("click", function () {
        if (talk.speaking) { talk.cancel(); return; }
        var said = new SpeechSynthesisUtterance(document.querySelector("main").innerText);
        said.voice = voice; said.lang = voice.lang; said.rate = 0.9;
        talk.speak(said);
      });
    });
  }
  if (talk && window.SpeechSynthesisUtterance) {
    offerVoice();
    talk.addEventListener("voiceschanged", offerVoice);
    window.addEventListener("pagehide", function () { talk.cancel(); });
  }

  /* Where I am now: only when asked, only sent to this site. */
  all("[data-locate]", function (button) {
    if (!navigator.geolocation) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      var form = button.form, say = document.getElementById(button.dataset.locate);
      button.setAttribute("aria-disabled", "true");
      navigator.geolocation.getCurrentPosition(function (place) {
        form.elements.latitude.value = place.coords.latitude.toFixed(4);
        form.elements.longitude.value = place.coords.longitude.toFixed(4);
        form.submit();
      }, function () {
        button.removeAttribute("aria-disabled");
        say.hidden = false;
      }, { timeout: 10000, maximumAge: 300000 });
    });
  });

  /* How many characters are left, told only when they run short. */
  all("[data-count]", function (area) {
    var told = document.getElementById(area.dataset.count);
    var show = function () {
      var left = area.maxLength - area.value.length;
      told.textContent = left < 200 ? told.dataset.words.replace("{n}", left) : "";
    };
    area.addEventListener("input", show);
    show();
  });
})();
