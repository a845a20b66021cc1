// What the page does by itself: it asks for results while controls move, one request at a time, and shows refinements
// as they come.  Without this file every control still works, through the form and its button.

const form = document.querySelector("#controls");
const results = document.querySelector("#results");
const status = document.querySelector("#status");
const progress = document.querySelector("#progress");
const cancel = document.querySelector("#cancel");
const undo = document.querySelector("#undo");

let address = results.dataset.query;
let reached = Number(results.dataset.reached);
let wanted = null; // a query to ask about as soon as the request under way is back
let recorded = false; // whether the wanted state becomes a step to go back over
let watching = null; // aborts the wait for a refinement
let asking = false;

const formQuery = () => new URLSearchParams(new FormData(form)).toString();

async function fetched(query, after, signal) {
  const response = await fetch(`/results?${query}&after=${after}`, { signal });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

function show(answer) {
  if (answer.html !== undefined) {
    results.innerHTML = answer.html;
    results.classList.remove("stale");
  }
  reached = answer.reached;
  status.classList.remove("error");
  if (status.textContent !== answer.status) status.textContent = answer.status;
  progress.hidden = cancel.hidden = answer.finished;
  results.dataset.finished = answer.finished;
  progress.max = answer.steps;
  progress.value = answer.reached + (answer.total ? answer.done / answer.total : 0);
}

function fail(error) {
  status.classList.add("error");
  status.textContent = error.message;
  progress.hidden = cancel.hidden = true;
}

function change(record) {
  wanted = formQuery();
  recorded ||= record;
  watching?.abort();
  if (!asking) ask();
}

async function ask() {
  asking = true;
  while (wanted !== null) {
    const query = wanted;
    wanted = null;
    try {
      let answer = await fetched(query, 0);
      if (answer.address !== address) results.classList.add("stale");
      while (answer.html === undefined && !answer.finished && wanted === null) {
        show({ ...answer, reached: 0 });
        answer = await fetched(answer.address, 0);
      }
      show(answer);
      keep(answer.address);
      if (answer.finished) results.classList.remove("stale");
      else if (wanted === null) watch();
    } catch (error) {
      fail(error);
    }
  }
  asking = false;
}

// A control that has come to rest makes a step to go back over; one that is being dragged does not.
function keep(found) {
  if (recorded && location.search !== `?${found}`) {
    history.pushState(null, "", `/?${found}`);
    undo.hidden = false;
  }
  recorded = false;
  address = found;
  for (const link of document.querySelectorAll("nav a")) {
    const lang = link.lang ? found.replace(/(^|&)lang=[a-z]+/, `$1lang=${link.lang.slice(0, 2)}`) : found;
    link.href = `${link.pathname}?${lang}`;
  }
}

async function watch() {
  watching = new AbortController();
  const { signal } = watching;
  try {
    for (;;) {
      const answer = await fetched(address, reached, signal);
      if (signal.aborted) return;
      show(answer);
      if (answer.finished) return;
    }
  } catch (error) {
    if (!signal.aborted) fail(error);
  }
}

function rounded(input) {
  const value = Number(input.value);
  return value === Number(input.dataset.usual) ? input.dataset.usual : String(Number(value.toPrecision(4)));
}

form.addEventListener("input", (event) => {
  if (event.target.type !== "range") return;
  document.querySelector(`output[for="${CSS.escape(event.target.id)}"]`).textContent = rounded(event.target);
  change(false);
});

form.addEventListener("change", (event) => {
  if ("reload" in event.target.dataset) location.assign(`/?${formQuery()}`);
  else change(true);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (!button || !("levers" in button.dataset)) return change(true);
  const query = new URLSearchParams(new FormData(form));
  query.append(button.name, button.value);
  location.assign(`/?${query}#p-${button.value}`);
});

cancel.addEventListener("click", async () => {
  watching?.abort();
  try {
    await fetch(`/cancel?${address}`, { method: "POST" });
    show({ reached, finished: true, steps: 1, done: 0, total: 0, status: cancel.dataset.stopped });
  } catch (error) {
    fail(error);
  }
});

undo.addEventListener("click", () => history.back());
window.addEventListener("popstate", () => location.reload());

undo.hidden = history.length < 2;
if (results.dataset.finished !== "true") watch();
