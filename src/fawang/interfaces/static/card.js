/* Once a photo of the card is chosen it is sent; without this file the button beside it does that. */
(function () {
  "use strict";
  var photo = document.getElementById("f-card");
  if (!photo || !photo.form.requestSubmit) { return; }
  photo.addEventListener("change", function () {
    var button = photo.form.querySelector("button[name=go][value=card]");
    if (photo.files.length && button) { photo.form.requestSubmit(button); }
  });
})();
