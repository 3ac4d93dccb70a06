"use strict";
// Everything that an event says goes through textContent, never through markup.
function row(event) {
  const line = document.createElement("tr");
  for (const name of ["at", "event", "user_id", "actor", "outcome", "id"]) {
    const cell = document.createElement("td");
    cell.textContent = event.detail[name];
    line.append(cell);
  }
  return line;
}

async function refresh() {
  if (document.hidden) return;
  try {
    const events = await (await fetch("/_local/events.json", {cache: "no-store"})).json();
    document.querySelector("tbody").replaceChildren(...events.map(row));
    document.getElementById("list").hidden = !events.length;
    document.getElementById("note").hidden = !!events.length;
  } catch { /* the stack is stopped; the next round tries again */ }
}

async function loop() {
  await refresh();
  setTimeout(loop, 1500);
}

loop();
