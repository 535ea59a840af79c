// Leads to what is wrong: marks each field whose input was refused, and puts the cursor into the first one.
document.addEventListener("DOMContentLoaded", () => {
  const refused = [...document.querySelectorAll("[aria-describedby]")].filter(field =>
    field.getAttribute("aria-describedby").split(" ").some(id => document.getElementById(id)?.querySelector(".wrong")));
  refused.forEach(field => field.setAttribute("aria-invalid", "true"));
  refused[0]?.focus();
});
