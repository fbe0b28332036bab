/* Signing with a finger. What is drawn goes into the picture box of the form, so that the server sees one
   kind of signature only; without this script, or where a browser cannot do it, the box stays as it is. */
(function () {
  "use strict";
  document.querySelectorAll("[data-sign]").forEach(function (pad) {
    var box = document.getElementById(pad.dataset.sign), canvas = pad.querySelector("canvas");
    var pen = canvas.getContext && canvas.getContext("2d");
    if (!box || !pen || !window.DataTransfer || !canvas.toBlob || !window.PointerEvent) { return; }
    try { box.files = new DataTransfer().files; } catch (error) { return; }
    pad.hidden = false;
    pen.lineWidth = 5; pen.lineCap = "round"; pen.lineJoin = "round"; pen.strokeStyle = "#111";
    var last = null, drawn = 0;
    function at(event) {
      var edge = canvas.getBoundingClientRect();
      return { x: (event.clientX - edge.left) * canvas.width / edge.width,
               y: (event.clientY - edge.top) * canvas.height / edge.height };
    }
    function keep() {
      canvas.toBlob(function (picture) {
        var files = new DataTransfer();
        files.items.add(new File([picture], "signature.png", { type: "image/png" }));
        box.files = files.files;
        pad.dataset.signed = "1";
      }, "image/png");
    }
    canvas.addEventListener("pointerdown", function (event) {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      last = at(event);
    });
    canvas.addEventListener("pointermove", function (event) {
      if (!last) { return; }
      var here = at(event);
      pen.beginPath(); pen.moveTo(last.x, last.y); pen.lineTo(here.x, here.y); pen.stroke();
      last = here; drawn += 1;
    });
    ["pointerup", "pointercancel"].forEach(function (name) {
      canvas.addEventListener(name, function () { if (last && drawn) { keep(); } last = null; });
    });
    pad.querySelector("[data-wipe]").addEventListener("click", function () {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      drawn = 0;
      delete pad.dataset.signed;
      box.value = "";
    });
  });
})();
