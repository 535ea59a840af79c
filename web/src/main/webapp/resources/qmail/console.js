document.addEventListener("DOMContentLoaded", () => {
  // leads to what is wrong: marks each field whose input was refused, and puts the cursor into the first one
  const refused = [...document.querySelectorAll("[aria-describedby]")].filter(field =>
    field.getAttribute("aria-describedby").split(" ").some(id => document.getElementById(id)?.querySelector(".wrong")));
  refused.forEach(field => field.setAttribute("aria-invalid", "true"));
  refused[0]?.focus();
  // copies a text; it is selected, so that it can be copied by hand where the browser does not let a script
  document.querySelectorAll("[data-copy]").forEach(button => button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.copy);
    field.focus();
    field.select();
    navigator.clipboard?.writeText(field.value).catch(() => {});
  }));
  // asks before what cannot be undone
  document.querySelectorAll("[data-confirm]").forEach(button =>
    button.addEventListener("click", event => confirm(button.dataset.confirm) || event.preventDefault()));
});
