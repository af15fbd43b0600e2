/* Comforts of the product links; without JavaScript every step works by its form alone. */
(function () {
    "use strict";

    /* Tick all: the boxes belong to a form that does not surround them. */
    document.querySelectorAll("[data-accounting-all-of]").forEach(function (label) {
        var all = label.querySelector("input");
        var name = label.dataset.accountingAllOf;
        var boxes = Array.prototype.filter.call(label.closest("form").elements, function (field) {
            return field.type === "checkbox" && field.name === name;
        });

        function show() {
            var ticked = boxes.filter(function (box) { return box.checked; }).length;
            all.checked = ticked > 0 && ticked === boxes.length;
            all.indeterminate = ticked > 0 && ticked < boxes.length;
        }

        all.addEventListener("change", function () {
            boxes.forEach(function (box) { box.checked = all.checked; });
        });
        boxes.forEach(function (box) { box.addEventListener("change", show); });
        label.hidden = boxes.length === 0;
        show();
    });

    /* After a link was made, the keyboard goes on at its row. */
    var row = window.location.hash.indexOf("#row-") === 0 && document.getElementById(window.location.hash.slice(1));
    if (row) {
        row.focus();
    }
})();
