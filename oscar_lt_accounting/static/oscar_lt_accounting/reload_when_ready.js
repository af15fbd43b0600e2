/* A page that waits for a file asks whether it is there, and loads itself anew as soon as that changed. */
(function () {
    "use strict";

    var box = document.querySelector("[data-accounting-reload]");
    if (!box) { return; }
    var asked = 0;

    function later() { window.setTimeout(ask, 1000 * Number(box.dataset.accountingReload)); }

    function ask() {
        asked += 1;
        fetch(window.location.href, {method: "HEAD", credentials: "same-origin"})
            .then(function (answer) {
                if (answer.status !== 202 || asked === 60) { window.location.reload(); } else { later(); }
            })
            .catch(later);
    }

    later();
})();
