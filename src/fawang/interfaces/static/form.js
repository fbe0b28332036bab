/* While a form is filled in: a sum in capitals as it is typed, places by part of their name. Nothing here
   decides anything; the same pages work without it. */
(function () {
  "use strict";
  var DIGITS = "零壹贰叁肆伍陆柒捌玖", PLACES = ["", "拾", "佰", "仟"], GROUPS = ["", "万", "亿"];
  function group(part) {
    var words = "", gap = false;
    for (var place = 3; place >= 0; place -= 1) {
      var digit = Math.floor(part / Math.pow(10, place)) % 10;
      if (digit) { words += (gap && words ? "零" : "") + DIGITS[digit] + PLACES[place]; }
      gap = !digit;
    }
    return words;
  }
  function capitals(typed) {
    var match = /^\s*([0-9]{1,12})(?:\.([0-9]{1,2}))?\s*$/.exec(typed.replace(/[,，]/g, ""));
    if (!match) { return ""; }
    var whole = Number(match[1]), fen = Number(((match[2] || "") + "00").slice(0, 2));
    var words = "", pending = false;
    for (var at = 2; at >= 0; at -= 1) {
      var part = Math.floor(whole / Math.pow(10000, at)) % 10000;
      if (!part) { pending = words !== ""; continue; }
      if (words && (pending || part < 1000)) { words += "零"; }
      words += group(part) + GROUPS[at];
      pending = false;
    }
    words = words ? words + "元" : "";
    var jiao = Math.floor(fen / 10), rest = fen % 10;
    if (!fen) { return (words || "零元") + "整"; }
    if (jiao) { words += DIGITS[jiao] + "角"; } else if (words) { words += "零"; }
    return words + (rest ? DIGITS[rest] + "分" : "整");
  }
  document.querySelectorAll("[data-capitals]").forEach(function (line) {
    var box = document.getElementById(line.dataset.capitals);
    if (!box) { return; }
    box.addEventListener("input", function () {
      var words = capitals(box.value);
      line.textContent = words && "大写：" + words;
    });
  });

  document.querySelectorAll("[data-finder]").forEach(function (finder) {
    var choice = document.getElementById(finder.dataset.finder), box = finder.querySelector("input");
    var list = document.querySelector('[data-found="' + finder.dataset.finder + '"]'), waiting = 0, asked = "";
    finder.querySelector("button").hidden = true;
    function choose(code, name) {
      var option = Array.prototype.filter.call(choice.options, function (one) { return one.value === code; })[0];
      if (!option) { option = new Option(name, code); choice.insertBefore(option, choice.options[1] || null); }
      choice.value = code;
      box.value = "";
      list.hidden = true;
      choice.focus();
    }
    function show(places) {
      list.textContent = "";
      places.forEach(function (place) {
        var line = document.createElement("li"), button = document.createElement("button");
        button.type = "button"; button.className = "button quiet"; button.textContent = place.name;
        button.addEventListener("click", function () { choose(place.code, place.name); });
        line.appendChild(button); list.appendChild(line);
      });
      list.hidden = !places.length;
    }
    box.addEventListener("input", function () {
      clearTimeout(waiting);
      var typed = box.value.trim();
      if (typed.length < 2) { show([]); return; }
      waiting = setTimeout(function () {
        asked = typed;
        fetch(finder.dataset.places + "?level=" + finder.dataset.level + "&q=" + encodeURIComponent(typed))
          .then(function (answer) { return answer.ok ? answer.json() : { places: [] }; })
          .then(function (found) { if (asked === typed) { show(found.places); } })
          .catch(function () { finder.querySelector("button").hidden = false; });
      }, 250);
    });
    box.addEventListener("keydown", function (event) {
      var first = list.querySelector("button");
      if (event.key === "Enter" && first && !list.hidden) { event.preventDefault(); first.click(); }
    });
  });

  /* The beginning of an address by the names of places; the rest is typed on. */
  document.querySelectorAll("[data-suggest]").forEach(function (box) {
    var list = document.createElement("datalist"), waiting = 0;
    list.id = box.id + "-places";
    box.parentNode.appendChild(list);
    box.setAttribute("list", list.id);
    box.addEventListener("input", function () {
      clearTimeout(waiting);
      var typed = box.value.trim();
      if (typed.length < 2 || typed.length > 12) { return; }
      waiting = setTimeout(function () {
        fetch(box.dataset.suggest + "?level=3&q=" + encodeURIComponent(typed))
          .then(function (answer) { return answer.ok ? answer.json() : { places: [] }; })
          .then(function (found) {
            list.textContent = "";
            found.places.forEach(function (place) { list.appendChild(new Option(place.name, place.name)); });
          })
          .catch(function () { list.textContent = ""; });
      }, 300);
    });
  });
})();
