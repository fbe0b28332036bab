/* Speak instead of typing: tap to begin, tap to end, a minute at most. (Holding would begin to record whenever a
   thumb lands here to scroll.) The recording goes to this site only; its words come back into the box, to be
   corrected. The button stays hidden where the browser cannot record. */

for (const place of document.querySelectorAll("[data-say]")) {
  if (navigator.mediaDevices && window.MediaRecorder && window.fetch) { offer(place); }
}

function offer(place) {
  const words = place.dataset, box = document.getElementById(words.say);
  const button = place.querySelector("button"), label = button.querySelector("span"), told = place.querySelector("p");
  let recorder = null, clock = 0, state = "ready";
  place.hidden = false;

  function show(next, text) {
    state = next;
    button.setAttribute("aria-pressed", String(next === "listening"));
    button.setAttribute("aria-disabled", String(next === "asking" || next === "working"));
    label.textContent = next === "working" ? words.working : words.ready;
    told.textContent = text || "";
  }

  async function begin() {
    show("asking");
    let sound;
    try {
      sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (refused) {
      show("ready", words.denied);
      return;
    }
    const pieces = [];
    recorder = new MediaRecorder(sound, { audioBitsPerSecond: 32000 });
    recorder.addEventListener("dataavailable", (event) => { if (event.data.size) { pieces.push(event.data); } });
    recorder.addEventListener("stop", () => {
      clearInterval(clock);
      sound.getTracks().forEach((track) => track.stop());
      send(new Blob(pieces, { type: recorder.mimeType }));
    });
    recorder.start();
    show("listening");
    const began = Date.now(), most = Number(words.most);
    const count = () => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      label.textContent = words.listening.replace("{n}", seconds);
      if (seconds >= most) { end(); }
    };
    count();
    clock = setInterval(count, 500);
  }

  function end() {
    if (state === "listening") {
      show("working");
      recorder.stop();
    }
  }

  async function send(sound) {
    const form = new FormData();
    form.append("sound", sound, "say");
    try {
      const answer = await fetch(words.address, {
        method: "POST", body: form,
        headers: { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
      });
      const said = await answer.json();
      if (said.text) { put(said.text); }
      show("ready", said.text ? words.heard : said.error || words.lost);
    } catch (broken) {
      show("ready", words.lost);
    }
  }

  function put(text) {
    const before = box.value.trim();
    box.value = (before ? before + "\n" + text : text).slice(0, box.maxLength > 0 ? box.maxLength : undefined);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  button.addEventListener("click", () => {
    if (state === "ready") { begin(); } else { end(); }
  });
  window.addEventListener("pagehide", () => { if (recorder && recorder.state === "recording") { recorder.stop(); } });
}
