// Whatever scrolls sideways must be reachable without a mouse: wide tables, formulas, listings.
function makeScrollersReachable() {
  const wide = ".bd-article table, .bd-article mjx-container[display='true'], .bd-article pre";
  for (const element of document.querySelectorAll(wide)) {
    if (element.scrollWidth > element.clientWidth) element.setAttribute("tabindex", "0");
  }
}

window.addEventListener("load", () => {
  const formulas = window.MathJax?.startup?.promise ?? Promise.resolve();
  formulas.then(makeScrollersReachable);
  window.addEventListener("resize", makeScrollersReachable);
});
