/* select2 shows a field of its own in place of each list, without a name: it is given the list's label. */
(function () {
    "use strict";

    var page = document.querySelector(".page-content");
    if (!page) { return; }

    function label(list) {
        return list.labels.length ? list.labels[0].textContent.trim() : list.getAttribute("aria-label") || list.name;
    }

    function name() {
        page.querySelectorAll("select.select2-hidden-accessible").forEach(function (list) {
            var drawn = list.nextElementSibling;
            var shown = drawn && drawn.querySelector(".select2-selection__rendered:not([aria-label])");
            if (shown) { shown.setAttribute("aria-label", label(list)); }
        });
    }

    /* Oscar calls select2 when everything else is ready, and after changes of the page again. */
    new MutationObserver(name).observe(page, {childList: true, subtree: true});
    name();

    /* Its combobox says what it owns; today's screen readers ask what it controls. */
    window.jQuery(page).on("select2:open", "select", function () {
        var box = this.nextElementSibling.querySelector('[role="combobox"]');
        var field = document.querySelector(".select2-container--open .select2-search__field");
        if (box) { box.setAttribute("aria-controls", box.getAttribute("aria-owns")); }
        if (field) { field.setAttribute("aria-label", label(this)); }
    });
})();
