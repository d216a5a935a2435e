// The Slack page: who am I, what do I see, what do I do. The server holds all state; this draws it.
import { $, h, avatar, clock, day, icon } from "./dom.js";
import { blocksNode, mrkdwn } from "./blocks.js";
import { drawModal, initial } from "./modal.js";
import { composer } from "./compose.js";

const query = new URLSearchParams(location.search);
const as = query.get("as") ?? "";
let state = null; // as the server gave it
let room = sessionStorage.getItem("room:" + as) ?? ""; // id of the open conversation
let thread = null; // stamp of the open thread's first message
let tab = "messages"; // or "home", with the app
let target = query.get("ts"); // message to bring into view once
const presses = new Map(); // "ts|block|action" → {pending, error}

const person = (id) => state.people[id] ?? { id, name: id };
const channel = (id) => state.channels.find((c) => c.id === id);
const title = (c) => c.kind === "im" ? person(c.with).name : c.name;
const withApp = (c) => c?.kind === "im" && c.with === state.app;

async function act(body) {
  try {
    const res = await fetch("act", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ as, ...body }) });
    return res.ok ? await res.json() : { error: await res.text() };
  } catch {
    return { error: "The simulator is not there." };
  }
}

let toastTimer;
function toast(text) {
  $("toast").textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").textContent = ""; }, 5000);
}

// what blocks need to be drawn; where says how a press in them travels.
const context = (where) => ({
  people: state.people,
  channelName: (id) => channel(id)?.name,
  stateOf: (block, action) => presses.get([where.TS ?? where.View, block, action].join("|")),
  confirm: askFirst,
  press: async (b, e, value, values) => {
    const key = [where.TS ?? where.View, b.block_id, e.action_id].join("|");
    presses.set(key, { pending: true });
    draw();
    const { error } = await act({ Do: "press", ...where, Block: b.block_id, Action: e.action_id, Value: value ?? null, Values: values });
    if (error) presses.set(key, { error }); else presses.delete(key);
    if (error) toast("The app did not answer: " + error);
    draw();
  },
});

function askFirst(c) {
  return new Promise((done) => {
    const box = h("dialog", { onclose: () => { box.remove(); done(box.returnValue === "yes"); } },
      h("header", {}, h("h2", {}, c.title.text)), h("div", { className: "body" }, c.text.text),
      h("footer", {}, h("button", { className: "btn", onclick: () => box.close("no") }, c.deny.text), h("button", { className: "btn " + (c.style ?? "primary"), onclick: () => box.close("yes") }, c.confirm.text)));
    document.body.append(box);
    box.showModal();
  });
}

// ---- sidebar

function drawSide() {
  $("team").textContent = state.team;
  const link = state.link;
  $("link").textContent = link.ok ? `${person(state.app).name} answers · ${link.transport}` : link.reason ? `Last delivery failed: ${link.reason}` : `${person(state.app).name} is not connected`;
  $("link").className = "link" + (link.ok ? "" : " bad");
  const rows = [];
  const section = (name, list) => { if (list.length) rows.push(h("h2", {}, name), ...list.map(roomButton)); };
  const by = (a, b) => title(a).localeCompare(title(b));
  section("Channels", state.channels.filter((c) => c.kind !== "im").sort(by));
  const ims = state.channels.filter((c) => c.kind === "im");
  section("Apps", ims.filter(withApp));
  section("Direct messages", ims.filter((c) => !withApp(c)).sort(by));
  const others = Object.values(state.people).filter((p) => !p.bot && !p.deleted && p.id !== state.me && !ims.some((c) => c.with === p.id)).sort((a, b) => a.name.localeCompare(b.name));
  if (others.length) rows.push(h("h2", {}, "People"), ...others.map((p) => h("button", { type: "button", onclick: () => openWith(p) }, avatar(p), h("span", { className: "label" }, p.name), p.hint && h("span", { className: "tag" }, p.hint))));
  const focused = document.activeElement?.dataset?.room;
  $("rooms").replaceChildren(...rows);
  if (focused) document.querySelector(`[data-room="${focused}"]`)?.focus();
}

function roomButton(c) {
  const other = c.kind === "im" && person(c.with);
  const sign = other ? avatar(other) : h("span", { className: "sign", "aria-hidden": "true" }, c.kind === "group" ? icon("lock", 14) : "#");
  return h("button", { type: "button", className: c.unread ? "unread" : "", "data-room": c.id, "aria-current": c.id === room ? "page" : null, onclick: () => go(c.id) },
    sign, h("span", { className: "label" }, title(c)), other?.hint && !other.bot && h("span", { className: "tag" }, other.hint),
    c.unread > 0 && h("span", { className: "badge" }, String(c.unread), h("span", { className: "sr" }, " unread")));
}

async function openWith(p) {
  await act({ Do: "dm", Name: p.handle });
  await load();
  const c = state.channels.find((x) => x.with === p.id);
  if (c) go(c.id);
}

function go(id) {
  room = id;
  thread = null;
  tab = "messages";
  sessionStorage.setItem("room:" + as, id);
  $("app").classList.remove("menu");
  lastRead.delete(id);
  draw(true);
  if (withApp(channel(id))) act({ Do: "tab" });
  main.focus();
}

// ---- messages

const lastRead = new Map(); // channel → what was read when it was opened, for the line "New"

function drawRoom(jump) {
  const c = channel(room);
  $("name").textContent = (c.kind === "channel" ? "# " : "") + title(c);
  $("about").textContent = c.kind === "im" ? (person(c.with).bot ? "app" : person(c.with).hint ?? "") : `${c.members} members` + (c.shared ? " · shared with another workspace" : "");
  $("tabs").hidden = !withApp(c);
  $("tabs").replaceChildren(...[["messages", "Messages"], ["home", "Home"]].map(([name, text]) => h("button", { type: "button", role: "tab", "aria-selected": String(tab === name), onclick: () => { tab = name; if (name === "home") act({ Do: "home" }); draw(); } }, text)));
  const atHome = withApp(c) && tab === "home";
  $("home").hidden = !atHome;
  $("scroll").hidden = $("compose").hidden = atHome;
  if (atHome) return drawHome();
  if (!lastRead.has(room)) lastRead.set(room, c.read);
  const all = state.messages[room];
  const roots = all.filter((m) => !m.threadTs || m.threadTs === m.ts || m.subtype === "thread_broadcast");
  keep($("messages"), $("scroll"), items(roots, { replies: true, newFrom: lastRead.get(room) }), jump, emptyRoom(c));
  main.note(c.archived ? "This channel is archived." : "");
  if (c.unread && !document.hidden) act({ Do: "read", Channel: room });
}

function emptyRoom(c) {
  return withApp(c) ? "This is your direct line to the desk. Write a message, or open Home." : c.kind === "im" ? `You and ${title(c)}, and nobody else.` : `Nothing has been said in #${c.name} yet. Type / to see what the desk can do.`;
}

function drawHome() {
  const v = state.home;
  const json = JSON.stringify([v, [...presses]]);
  if ($("home").dataset.json === json) return;
  $("home").dataset.json = json;
  $("home").replaceChildren(v ? blocksNode(v.blocks, context({ View: v.id })) : h("p", { className: "empty" }, "The app has not published anything here yet."));
}

// items is what a list of messages is drawn from: keyed entries with all that their looks depend on.
function items(messages, opts) {
  const out = [];
  let before = null, fresh = false;
  for (const m of messages) {
    const d = day(m.ts);
    if (!before || day(before.ts) !== d) { out.push({ key: "d" + d, draw: () => h("li", { className: "day" }, d), json: d }); before = null; }
    if (opts.newFrom && !fresh && m.ts > opts.newFrom && m.user !== state.me) {
      fresh = true;
      before = null;
      out.push({ key: "new", json: "new", draw: () => h("li", { className: "day new" }, "New") });
    }
    const follows = before && before.user === m.user && !before.ephemeral && !m.ephemeral && m.ts - before.ts < 300;
    const replies = opts.replies ? state.messages[m.channel].filter((r) => r.threadTs === m.ts && r.ts !== m.ts && !r.ephemeral) : [];
    const pressed = [...presses].filter(([k]) => k.startsWith(m.ts + "|"));
    out.push({ key: m.ts, json: JSON.stringify([m, follows, replies.map((r) => r.user + r.ts), pressed]), draw: () => message(m, follows, replies, opts) });
    before = m;
  }
  return out;
}

// keep brings a list to the items, leaving alone what has not changed, and stays at the end if it was there.
function keep(list, scroll, wanted, jump, empty) {
  const atEnd = jump || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
  const have = new Map([...list.children].map((e) => [e.dataset.key, e]));
  const focused = list.contains(document.activeElement) ? [document.activeElement.closest("li")?.dataset.key, document.activeElement.textContent] : null;
  const next = wanted.map((w) => {
    const old = have.get(w.key);
    if (old && old.json === w.json) return old;
    const e = w.draw();
    e.dataset.key = w.key;
    e.json = w.json;
    return e;
  });
  if (!next.length) next.push(h("li", { className: "empty" }, empty));
  next.forEach((e, i) => { if (list.children[i] !== e) list.insertBefore(e, list.children[i] ?? null); });
  while (list.children.length > next.length) list.lastChild.remove();
  if (focused && !list.contains(document.activeElement)) {
    const row = [...list.children].find((e) => e.dataset.key === focused[0]);
    ([...row?.querySelectorAll("button") ?? []].find((b) => b.textContent === focused[1]) ?? row)?.focus();
  }
  if (target) {
    const e = [...list.children].find((x) => x.dataset.key === target);
    if (e) { e.classList.add("target"); e.scrollIntoView({ block: "center" }); target = null; return; }
  }
  if (atEnd) scroll.scrollTop = scroll.scrollHeight;
}

function message(m, follows, replies, opts) {
  const by = person(m.user), ctx = context({ Channel: m.channel, TS: m.ts });
  const time = h("time", { dateTime: new Date(m.ts * 1000).toISOString() }, clock(m.ts));
  const main = h("div", { className: "main" });
  if (m.ephemeral) main.append(h("div", { className: "only" }, icon("eye", 14), "Only visible to you ·", h("button", { type: "button", onclick: () => act({ Do: "dismiss", Channel: m.channel, TS: m.ts }) }, "Dismiss")));
  if (!follows) main.append(h("div", { className: "by" }, h("b", {}, by.name), by.bot && h("span", { className: "tag" }, "APP"), by.guest && h("span", { className: "tag" }, "GUEST"), by.stranger && h("span", { className: "tag" }, "EXTERNAL"), time));
  main.append(m.blocks?.length ? blocksNode(m.blocks, ctx) : mrkdwn(m.text, ctx));
  for (const a of m.attachments ?? []) main.append(h("div", { className: "attachment", style: /^#?[0-9a-f]{3,8}$/i.test(a.color ?? "") ? `border-color:#${a.color.replace("#", "")}` : "" }, a.blocks ? blocksNode(a.blocks, ctx) : mrkdwn(a.text ?? a.fallback ?? "", ctx)));
  if (m.editedTs && !m.blocks?.length) main.append(h("span", { className: "edited" }, "(edited)"));
  if (replies.length) {
    const last = replies.at(-1);
    main.append(h("button", { type: "button", className: "replies", onclick: () => openThread(m) }, `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`, h("span", {}, `Last by ${person(last.user).name}, ${clock(last.ts)}`)));
  }
  const li = h("li", { className: "msg" + (m.ephemeral ? " private" : ""), tabIndex: -1 },
    follows ? h("span", { className: "gap", "aria-hidden": "true" }, clock(m.ts)) : avatar(by), main, !m.ephemeral && tools(m, opts));
  return li;
}

function tools(m, opts) {
  const more = h("button", { type: "button", className: "icon", title: "More", "aria-label": "More about this message", "aria-haspopup": "menu", onclick: () => menu(more, m) }, icon("dots", 18));
  return h("div", { className: "tools" }, opts.replies && h("button", { type: "button", className: "icon", title: "Reply in thread", "aria-label": "Reply in thread", onclick: () => openThread(m) }, icon("chat", 17)), more);
}

// menu opens the list of what one can do with a message, the app's shortcuts first.
function menu(anchor, m) {
  document.querySelector(".popup")?.remove();
  const entry = (text, run, sign) => h("button", { type: "button", role: "menuitem", onclick: () => { close(); run(); } }, sign && icon(sign), text);
  const shortcuts = state.shortcuts.filter((s) => !s.global);
  const kids = [];
  if (shortcuts.length) kids.push(h("h3", {}, person(state.app).name), ...shortcuts.map((s) => entry(s.name, async () => { const { error } = await act({ Do: "shortcut", Channel: m.channel, TS: m.ts, Name: s.callbackId }); if (error) toast("The app did not answer: " + error); }, "bolt")), h("hr"));
  kids.push(entry("Copy text", () => navigator.clipboard?.writeText(m.text)));
  if (m.user === state.me) kids.push(entry("Edit…", () => edit(m)), entry("Delete", () => act({ Do: "delete", Channel: m.channel, TS: m.ts })));
  const box = h("div", { className: "popup", role: "menu" }, ...kids);
  const close = () => { box.remove(); removeEventListener("pointerdown", outside); anchor.focus(); };
  const outside = (ev) => { if (!box.contains(ev.target)) close(); };
  box.onkeydown = (ev) => {
    const all = [...box.querySelectorAll("button")], i = all.indexOf(document.activeElement);
    if (ev.key === "Escape") { ev.stopPropagation(); close(); }
    if (ev.key === "ArrowDown") all[(i + 1) % all.length].focus();
    if (ev.key === "ArrowUp") all[(i + all.length - 1) % all.length].focus();
    if (ev.key.startsWith("Arrow")) ev.preventDefault();
    if (ev.key === "Tab") { ev.preventDefault(); close(); }
  };
  document.body.append(box);
  const at = anchor.getBoundingClientRect();
  box.style.left = Math.max(8, Math.min(at.right - box.offsetWidth, innerWidth - box.offsetWidth - 8)) + "px";
  box.style.top = (at.bottom + box.offsetHeight + 8 < innerHeight ? at.bottom + 4 : Math.max(8, at.top - box.offsetHeight - 4)) + "px";
  addEventListener("pointerdown", outside);
  box.querySelector("button").focus();
}

function edit(m) {
  const plain = m.text.replace(/<(https?:[^>|]+)(\|[^>]*)?>/g, "$1").replace(/<@([A-Z0-9]+)>/g, (all, id) => "@" + (state.people[id]?.handle ?? id)).replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
  const view = { title: { text: "Edit message" }, submit: { text: "Save" }, blocks: [{ type: "input", block_id: "t", label: { text: "Message" }, element: { type: "plain_text_input", action_id: "t", multiline: true } }] };
  const box = h("dialog", { onclose: () => box.remove() });
  document.body.append(box);
  box.showModal();
  drawModal(box, view, { people: {}, valueOf: () => plain }, {
    submit: async (values) => { const r = await act({ Do: "edit", Channel: m.channel, TS: m.ts, Text: values.t.t }); if (!r.error) box.close(); return r; },
    close: () => box.close(),
  });
}

// ---- thread

function openThread(m) {
  thread = m.threadTs || m.ts;
  draw();
  $("thread-scroll").scrollTop = $("thread-scroll").scrollHeight;
  side.focus();
}

function closeThread() {
  thread = null;
  draw();
  main.focus();
}

function drawThread() {
  const all = thread ? state.messages[room].filter((m) => m.ts === thread || m.threadTs === thread) : [];
  if (!all.length) thread = null;
  $("thread").hidden = !thread;
  $("app").classList.toggle("threaded", !!thread);
  if (!thread) return;
  $("thread-in").textContent = $("name").textContent;
  keep($("thread-messages"), $("thread-scroll"), items(all, { replies: false }), false, "");
}

// ---- modal

let shown = ""; // what the dialog shows, as id and hash
function drawViews() {
  const v = state.views.at(-1), dialog = $("modal");
  const want = v ? v.id + v.hash : "";
  if (want === shown) return;
  shown = want;
  if (!v) { dialog.close(); main.focus(); return; }
  if (!dialog.open) dialog.showModal();
  const ctx = { ...context({ View: v.id }), valueOf: (b, e) => initial(v.state.values[b]?.[e.action_id]) };
  drawModal(dialog, v, ctx, {
    submit: async (values) => { const r = await act({ Do: "submit", View: v.id, Values: values }); await load(); return r; },
    close: (all) => act({ Do: "close", View: v.id, All: all }),
  });
}
$("modal").addEventListener("cancel", (ev) => {
  ev.preventDefault();
  const v = state.views.at(-1);
  if (v) act({ Do: "close", View: v.id, All: false });
});

// ---- all of it

const main = composer($("compose"), {
  label: () => "Message " + (channel(room)?.kind === "im" ? title(channel(room)) : "#" + title(channel(room))), key: () => room, commands: () => state.commands, people: () => state.people,
  shortcuts: () => state.shortcuts.filter((s) => s.global),
  send: (text) => act({ Do: "type", Channel: room, Text: text }),
  shortcut: (s) => act({ Do: "shortcut", Name: s.callbackId }),
});
const side = composer($("thread-compose"), {
  label: () => "Reply…", key: () => room + thread, commands: () => [], people: () => state.people, shortcuts: () => [],
  send: (text) => act({ Do: "type", Channel: room, Thread: thread, Text: text }),
});

function draw(jump) {
  if (!state) return;
  if (!channel(room)) { room = (state.channels.find((c) => c.name === "general") ?? state.channels[0]).id; jump = true; }
  drawSide();
  drawRoom(jump);
  drawThread();
  drawViews();
  main.draw();
  side.draw();
  const unread = state.channels.reduce((n, c) => n + c.unread, 0);
  $("menu").classList.toggle("dot", state.channels.some((c) => c.unread && c.id !== room));
  document.title = (unread ? `(${unread}) ` : "") + "Slack";
}

// arrive goes where a permalink leads, once.
function arrive() {
  const id = query.get("channel"), m = target && channel(id) && state.messages[id].find((x) => x.ts === target);
  if (!m) { target = null; return; }
  room = id;
  if (m.threadTs && m.threadTs !== m.ts && m.subtype !== "thread_broadcast") thread = m.threadTs;
}

let busy = false, again = false, first = true;
async function load() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const res = await fetch("state?as=" + encodeURIComponent(as));
    if (!res.ok) { $("rooms").textContent = "There is nobody called “" + as + "” here."; return; }
    state = await res.json();
    if (first) arrive();
    draw(first);
    first = false;
  } finally {
    busy = false;
    if (again) { again = false; load(); }
  }
}

$("menu").onclick = () => $("app").classList.toggle("menu");
$("thread-close").onclick = closeThread;
$("help").onclick = () => $("helpbox").showModal();
$("helpbox").querySelector("[data-close]").onclick = () => $("helpbox").close();
addEventListener("keydown", (ev) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName);
  if (document.querySelector("dialog[open]") || ev.ctrlKey || ev.metaKey) return;
  if (ev.altKey && (ev.key === "ArrowDown" || ev.key === "ArrowUp")) {
    const rows = [...document.querySelectorAll("[data-room]")].map((e) => e.dataset.room), i = rows.indexOf(room);
    go(rows[(i + (ev.key === "ArrowDown" ? 1 : rows.length - 1)) % rows.length]);
  } else if (ev.key === "Escape") {
    if ($("app").classList.contains("menu")) $("app").classList.remove("menu"); else if (thread) closeThread(); else return;
  } else if (!typing && ev.key === "?") $("helpbox").showModal();
  else if (!typing && ev.key === "/") main.focus("/");
  else if (!typing && /^[jk]$/i.test(ev.key)) {
    const rows = [...document.querySelectorAll(".msg")], i = rows.indexOf(document.activeElement.closest?.(".msg"));
    (rows[i < 0 ? rows.length - 1 : Math.max(0, Math.min(rows.length - 1, i + (ev.key.toLowerCase() === "j" ? 1 : -1)))])?.focus();
  } else if (!typing && ev.key.toLowerCase() === "t") document.activeElement.closest?.(".msg")?.querySelector('[aria-label="Reply in thread"]')?.click();
  else return;
  ev.preventDefault();
});

// A window that is not on the screen gives its connection back.
let feed = null;
function listen() {
  feed?.close();
  feed = document.hidden ? null : new EventSource("feed");
  if (!feed) return;
  feed.onmessage = load;
  feed.onerror = () => { $("link").textContent = "The simulator is gone; waiting for it…"; $("link").className = "link bad"; };
}
document.addEventListener("visibilitychange", listen);
listen();
