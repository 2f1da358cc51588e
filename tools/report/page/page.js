"use strict";
(() => {
  const search = document.getElementById("search");
  const selects = ["component", "kind", "region"].map((name) => document.getElementById(name));
  const leaves = [...document.querySelectorAll("#tree .leaf")];
  const folds = [...document.querySelectorAll("#tree details")].reverse();
  const count = document.getElementById("count");

  function matches(leaf, words) {
    const text = leaf.textContent.toLowerCase();
    return words.every((word) => text.includes(word))
      && selects.every((select) => !select.value || leaf.dataset[select.id] === select.value);
  }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const narrowed = words.length > 0 || selects.some((select) => select.value);
    let shown = 0;
    for (const leaf of leaves) {
      leaf.hidden = !matches(leaf, words);
      shown += leaf.hidden ? 0 : 1;
    }
    // The innermost come first, so that each sees what is left below it.
    for (const fold of folds) {
      const left = [...fold.lastElementChild.children].some((child) => !child.hidden);
      fold.parentElement.hidden = !left;
      fold.open = narrowed && left;
    }
    count.textContent = narrowed ? `${shown} of ${leaves.length} resources` : `${leaves.length} resources`;
  }

  for (const element of [search, ...selects]) element.addEventListener("input", filter);
  document.getElementById("filter").addEventListener("submit", (event) => event.preventDefault());
})();
