/* The page of a background job asks every two seconds how far it is, and loads itself anew when that ended. */
(function () {
    "use strict";

    var box = document.querySelector("[data-accounting-job]");
    if (!box) { return; }
    var bar = box.querySelector('[role="progressbar"]');
    var text = box.querySelector("[data-accounting-text]");
    var failures = 0;

    function later() { window.setTimeout(ask, 2000 * Math.min(1 + failures, 15)); }

    function show(job) {
        failures = 0;
        if (!job.is_open || job.state !== box.dataset.accountingState) {
            window.location.reload();
            return;
        }
        if (job.total) { bar.setAttribute("aria-valuenow", String(job.percent)); }
        bar.setAttribute("aria-valuetext", job.text);
        bar.style.width = job.percent + "%";
        if (text.textContent !== job.text) { text.textContent = job.text; }
        later();
    }

    function ask() {
        fetch(box.dataset.accountingJob, {credentials: "same-origin", headers: {Accept: "application/json"}})
            .then(function (answer) {
                if (answer.redirected || answer.status === 403 || answer.status === 404) {
                    window.location.reload();
                    return null;
                }
                if (!answer.ok) { throw new Error(String(answer.status)); }
                return answer.json();
            })
            .then(function (job) { if (job) { show(job); } })
            .catch(function () { failures += 1; later(); });
    }

    later();
})();
