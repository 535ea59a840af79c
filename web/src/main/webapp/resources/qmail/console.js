document.addEventListener("DOMContentLoaded", () => {
  // shows a folded form where an input was refused, or where there is nothing else to do
  document.querySelectorAll("details.create").forEach(folded => {
    folded.open = folded.dataset.open === "true" || folded.querySelector(".wrong") !== null;
  });
  // leads to what is wrong: marks each field whose input was refused, and puts the cursor into the first one
  const refused = [...document.querySelectorAll("[aria-describedby]")].filter(field =>
    field.getAttribute("aria-describedby").split(" ").some(id => document.getElementById(id)?.querySelector(".wrong")));
  refused.forEach(field => field.setAttribute("aria-invalid", "true"));
  refused[0]?.focus();
  document.querySelector("[data-matches] a")?.focus();
  // a password that is proposed is copied by the keyboard at once
  document.querySelectorAll("[data-secret=shown]").forEach(field => {
    field.focus();
    field.select();
  });
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

// The key / leads to the search from anywhere but a field; in what was found, the arrows lead from one to the next, and Enter opens it.
document.addEventListener("keydown", event => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const find = document.getElementById("find");
  if (event.ctrlKey || event.metaKey || event.altKey || !find) {
    return;
  }
  if (event.key === "/" && !typing) {
    event.preventDefault();
    find.select();
    find.focus();
  }
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  const matches = [find, ...document.querySelectorAll("[data-matches] a")];
  const next = step && matches.includes(event.target) && matches[matches.indexOf(event.target) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

// What was typed into a form outlives the end of a session, in this tab alone: never a password.
(() => {
  const page = new URL(location);
  const back = page.searchParams.get("back") === "1";
  page.searchParams.delete("back");
  const key = "typed " + page.pathname + page.search;
  // what it was typed over goes with it, so that no change that others have made meanwhile is overwritten unseen
  const seen = field => field.dataset.seen !== undefined;
  const fields = form => [...form.elements].filter(field => field.name && field.dataset.secret === undefined && (seen(field) || !["hidden", "password", "submit", "button", "file"].includes(field.type)));
  const chosen = field => ["checkbox", "radio"].includes(field.type);

  const keep = form => sessionStorage.setItem(key, JSON.stringify(
    fields(form).map(field => ({form: form.id, name: field.name, value: field.value, checked: field.checked}))));

  const put = typed => {
    const places = [...document.forms].flatMap(fields);
    return typed.filter(old => {
      const field = places.find(place => place.form.id === old.form && place.name === old.name && (!chosen(place) || place.value === old.value));
      if (field && chosen(field)) {
        field.checked = old.checked;
      } else if (field) {
        field.value = old.value;
      }
      field?.dispatchEvent(new Event("input", {bubbles: true}));
      field?.closest("details")?.setAttribute("open", "");
      return field && !seen(field);
    }).length > 0;
  };

  document.addEventListener("DOMContentLoaded", () => {
    const typed = JSON.parse(sessionStorage.getItem(key) ?? "[]");
    sessionStorage.removeItem(key);
    const told = document.getElementById("back");
    if (back && told) {
      history.replaceState(null, "", page);
      if (put(typed)) {
        told.textContent = told.dataset.typed;
      }
    }
  });
  document.addEventListener("submit", event => keep(event.target));
  // what a page asks while somebody types may lead to the log-in as well
  document.addEventListener("input", event => event.target.form?.querySelector("[data-seen]") && keep(event.target.form));
})();

// Called by the chart of the start page before it is drawn: puts the colours of console.css in the place of their names, and others when it gets dark.
function chartColours() {
  const widget = this;
  const plain = JSON.stringify(widget.cfg.config);
  const coloured = () => JSON.parse(plain, (key, value) => {
    const name = typeof value === "string" && value.match(/^var\((--[a-z-]+)\)$/);
    return name ? getComputedStyle(document.documentElement).getPropertyValue(name[1]).trim() : value;
  });
  widget.cfg.config = coloured();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    widget.cfg.config = coloured();
    widget.chart?.destroy();
    widget._render();
  });
}

// Called when new lines of a log have come: puts them below the others, and takes the oldest away where there are too many. Whoever has scrolled up stays there.
function logLinesCame() {
  const log = document.getElementById("log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 48;
  log.append(...document.querySelectorAll(".fresh ol > li"));
  while (log.children.length > Number(log.dataset.most)) {
    log.firstElementChild.remove();
  }
  if (atEnd) {
    log.scrollTop = log.scrollHeight;
  }
}

// A button that pauses what asks again and again. Nobody looks for half an hour: it pauses by itself, so that the session can end.
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-poll]").forEach(button => {
  const pause = button.textContent;
  let end;
  const turn = on => {
    const poll = PF(button.dataset.poll);
    on ? poll.start() : poll.stop();
    button.textContent = on ? pause : button.dataset.paused;
    clearTimeout(end);
    end = on ? setTimeout(() => turn(false), 1800000) : 0;
  };
  end = setTimeout(() => turn(false), 1800000);
  button.addEventListener("click", () => turn(button.textContent !== pause));
  const log = document.getElementById("log");
  log.scrollTop = log.scrollHeight;
}));
