/* "Tick all on this page": without JavaScript the boxes are ticked one by one. */
(function () {
    "use strict";

    document.querySelectorAll("[data-accounting-all]").forEach(function (label) {
        var all = label.querySelector("input");
        var selector = 'input[type="checkbox"][name="' + label.dataset.accountingAll + '"]';
        var boxes = Array.prototype.slice.call(label.closest("form").querySelectorAll(selector));

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
})();
