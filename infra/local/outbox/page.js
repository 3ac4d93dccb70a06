"use strict";
const $ = id => document.getElementById(id);
const wide = matchMedia("(min-width: 46.01rem)");
let sent = [], previews = {messages: [], languages: []}, openID = "", chosen = false, format = "html", drawn = "", toastTimer;

// Everything that a message says goes through textContent or an attribute, never through markup.
function element(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function codeBox(message) {
  const found = /(?:^|[^\w#&.+-])(\d{6})(?![\w-])/.exec(" " + message.subject + "\n" + message.text);
  if (!found || message.kind) return "";
  const copy = element("button", {type: "button", textContent: "Copy", ariaLabel: "Copy code " + found[1]});
  copy.onclick = async () => {
    try { await navigator.clipboard.writeText(found[1]); toast("Copied " + found[1]); } catch { toast("The browser did not allow it"); }
  };
  return element("span", {className: "code"}, element("b", {textContent: found[1]}), copy);
}

function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 1600);
}

// The address says which page is open, and of the previews which message in which language.
const address = () => location.hash.slice(1).split("/");
const previewing = () => address()[0] === "previews";
const groups = {code: "Codes", link: "Links", notice: "Notices"};
const named = name => (name[0].toUpperCase() + name.slice(1)).replaceAll("_", " ").replace("2fa", "2FA");
const channelOf = message => message.channel === "sms" ? "Text" : "Mail";
const titleOf = message => message.subject || message.text.trim().split("\n")[0] || "(empty)";

// shown are the messages of the list, each with an id.
function shown() {
  if (previewing()) return previews.messages.map(m => ({...m, id: [m.kind, m.name, m.channel].join("-")}));
  const wanted = $("filter").value.trim().toLowerCase();
  return sent.filter(message => message.to.toLowerCase().includes(wanted));
}

function entry(message) {
  const tag = element("span", {className: "tag", textContent: channelOf(message)});
  const line = message.kind
    ? [element("span", {className: "to", textContent: named(message.name)}), tag]
    : [element("span", {className: "to", title: message.to, textContent: message.to}), clock(message)];
  const open = element("button", {type: "button", className: "open-message"}, ...line,
    element("span", {className: "subject", textContent: titleOf(message)}), message.kind ? "" : tag);
  open.dataset.id = message.id;
  if (message.id === openID) open.setAttribute("aria-current", "true");
  open.onclick = () => {
    choose(message.id);
    $("body").focus({preventScroll: true});
  };
  return element("li", {className: message.id === openID ? "open" : ""}, open, codeBox(message));
}

function clock(message) {
  const at = new Date(message.sent_at);
  return element("time", {className: "when", dateTime: message.sent_at, title: at.toLocaleString(), textContent: at.toLocaleTimeString()});
}

function choose(id) {
  openID = id;
  chosen = !!id;
  document.body.classList.toggle("reading", chosen);
  if (previewing()) history.replaceState(null, "", "#" + ["previews", previews.language, id].filter(Boolean).join("/"));
  draw();
}

function draw() {
  const list = shown();
  // Until somebody chooses a message, a wide window shows the newest.
  if (!chosen || !list.some(message => message.id === openID)) {
    openID = wide.matches && list.length ? list[0].id : "";
    chosen = false;
    document.body.classList.remove("reading");
  }
  const state = JSON.stringify([location.hash, previews.language, list.map(message => message.id), openID, format, sent.length, $("scheme").value, $("width").value]);
  if (state === drawn) return;
  drawn = state;
  drawBar();
  drawList(list);
  drawMessage(list.find(message => message.id === openID), list.length);
}

function drawBar() {
  const title = previewing() ? "Previews" : "Outbox";
  for (const page of ["outbox", "previews"]) {
    const here = previewing() === (page === "previews");
    $("of-" + page).hidden = !here;
    here ? $("to-" + page).setAttribute("aria-current", "page") : $("to-" + page).removeAttribute("aria-current");
  }
  $("title").textContent = title;
  $("count").textContent = sent.length || "";
  $("empty-all").hidden = !sent.length;
  document.title = !previewing() && sent.length ? `Outbox (${sent.length})` : title;
  $("language").replaceChildren(...previews.languages.map(l => element("option", {value: l.tag, textContent: l.name, selected: l.tag === previews.language})));
}

function drawList(list) {
  const focused = document.activeElement?.dataset?.id;
  const parts = [];
  for (const [kind, messages] of Map.groupBy(list, message => message.kind)) {
    if (kind) parts.push(element("h2", {textContent: groups[kind]}));
    parts.push(element("ul", {}, ...messages.map(entry)));
  }
  $("messages").replaceChildren(...parts);
  if (focused) $("messages").querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  document.body.classList.toggle("bare", !list.length);
}

function drawMessage(message, listed) {
  for (const id of ["head", "body", "back"]) $(id).hidden = !message;
  $("note").hidden = !!message || listed > 0;
  $("tools").hidden = !message?.html;
  if (!message) {
    const note = sent.length
      ? ["Nothing to that address", "No message here went to that recipient."]
      : ["Nothing sent yet", "Every mail and text that the service sends on this machine lands here and goes nowhere else. Register an account or sign in, and its code appears by itself."];
    $("note").replaceChildren(element("h2", {textContent: note[0]}), element("p", {textContent: note[1]}));
    return;
  }
  $("head").replaceChildren(element("h2", {textContent: message.channel === "sms" ? "Text message" : titleOf(message)}), about(message), codeBox(message));
  const html = message.html && format === "html";
  for (const name of ["html", "text"]) {
    const here = (name === "html") === !!html;
    $("tab-" + name).setAttribute("aria-selected", String(here));
    $("tab-" + name).tabIndex = here ? 0 : -1;
  }
  $("looks").hidden = !html;
  $("body").replaceChildren(...(html ? [frame(message.html)] : plain(message)));
}

// about is what the headers of a message say.
function about(message) {
  const rows = message.kind ? [["Sample", `${named(message.name)}, by ${channelOf(message).toLowerCase()}`]] : [
    ["To", message.to], ["From", message.from], ["Reply to", message.reply_to], ["Sent", new Date(message.sent_at).toLocaleString()],
    ...(message.headers || []).map(h => [h.name, h.value])];
  return element("dl", {}, ...rows.filter(row => row[1]).flatMap(([name, value]) => [element("dt", {textContent: name}), element("dd", {textContent: value})]));
}

// The frame runs no script and has no origin; its links open elsewhere. Chromium tells a frame's document
// what the browser prefers, whatever the frame is told: so the mail's own condition is decided here.
function frame(html) {
  const decided = {dark: "all", light: "not all"}[$("scheme").value] ?? "(prefers-color-scheme: dark)";
  const node = element("iframe", {title: "The mail", className: $("width").value === "100%" ? "" : "phone",
    srcdoc: html.replaceAll("(prefers-color-scheme: dark)", decided).replace("<head>", '<head><base target="_blank"><meta name="referrer" content="no-referrer">')});
  node.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
  node.style.colorScheme = $("scheme").value;
  return node;
}

function plain(message) {
  const sms = message.channel === "sms";
  const node = element("pre", {className: sms ? "sms" : ""});
  for (const part of message.text.split(/(https?:\/\/[^\s<>"]+)/)) {
    node.append(/^https?:\/\//.test(part) ? element("a", {href: part, textContent: part, target: "_blank", rel: "noopener noreferrer"}) : part);
  }
  return sms ? [node, element("p", {className: "length", textContent: [...message.text].length + " characters"})] : [node];
}

async function refresh() {
  if (document.hidden) return;
  try {
    sent = await (await fetch("/_local/outbox.json", {cache: "no-store"})).json();
    draw();
  } catch { /* the stack is stopped; the next round tries again */ }
}

async function loop() {
  await refresh();
  setTimeout(loop, 1500);
}

// follow shows what the address says.
async function follow() {
  const [, language, id] = address();
  if (previewing()) {
    const query = language ? "?language=" + encodeURIComponent(language) : "";
    previews = await (await fetch("/_local/outbox/previews.json" + query, {cache: "no-store"})).json();
  }
  openID = id || "";
  chosen = !!id;
  document.body.classList.toggle("reading", chosen);
  draw();
  $("messages").querySelector("[aria-current]")?.scrollIntoView({block: "nearest"});
}

function show(value) { format = value; draw(); $("tab-" + value).focus(); }
$("tab-html").onclick = () => show("html");
$("tab-text").onclick = () => show("text");
$("tabs").onkeydown = event => {
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") show(format === "html" ? "text" : "html");
};
$("back").onclick = () => choose("");
$("filter").oninput = $("scheme").onchange = $("width").onchange = draw;
$("language").onchange = () => { location.hash = ["previews", $("language").value, chosen ? openID : ""].filter(Boolean).join("/"); };
$("empty-all").onclick = async () => { await fetch("/_local/outbox.json", {method: "DELETE"}); openID = ""; await refresh(); };
$("messages").onkeydown = event => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const all = [...$("messages").querySelectorAll(".open-message")];
  const next = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) { event.preventDefault(); next.focus(); }
};
document.onvisibilitychange = refresh;
wide.onchange = draw;
window.onhashchange = follow;
follow();
loop();
