// The Discord window: one person's view of the server, drawn again whenever the simulator says that something changed.
import { el } from "./discord-text.js";
import { avatar, at, joins, message } from "./discord-message.js";
import { composer } from "./discord-composer.js";
import { showModal } from "./discord-modal.js";

const $ = (id) => document.getElementById(id);
const who = new URLSearchParams(location.search).get("as") ?? "";
let state = null, here = sessionStorage.getItem("discord:" + who), drawn = "";
const failures = []; // what Discord told this person privately: { channel, text, time }

// act does something as this person; what goes wrong is shown where Discord would show it.
async function act(what) {
  let out;
  try {
    const r = await fetch("act", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ as: who, ...what }) });
    out = r.ok ? await r.json() : { error: await r.text() };
  } catch {
    out = { error: "The simulator cannot be reached." };
  }
  if (out.error && what.do !== "submit") {
    failures.push({ channel: what.channel ?? here, text: out.error, time: Date.now() });
    drawn = "";
  }
  await load();
  return out;
}

const current = () => state.channels.find((c) => c.id === here);
const label = (c) => (c.type === 1 ? state.people[c.with]?.name : c.name);

function go(id) {
  here = id;
  sessionStorage.setItem("discord:" + who, id);
  $("app").classList.remove("listing");
  input.answer(null);
  drawn = "";
  draw();
}

function entry(c) {
  const mark = c.type === 1 ? avatar(state.people[c.with], 24) : el("span", { className: "hash", textContent: c.parent ? "↳" : "#" });
  const b = el("button", { type: "button", className: "entry" + (c.parent ? " sub" : "") + (c.unread ? " unread" : ""), onclick: () => go(c.id) }, mark, el("span", { className: "label", textContent: label(c) }), c.private && el("small", { textContent: "private" }));
  if (c.pings) b.append(el("span", { className: "badge", textContent: c.pings, title: `${c.pings} unread` }));
  b.setAttribute("aria-current", c.id === here);
  return b;
}

function drawSide() {
  const guild = state.channels.filter((c) => c.type !== 1 && !c.parent);
  const rooms = guild.flatMap((c) => [c, ...state.channels.filter((t) => t.parent === c.id && !t.archived)]);
  const dms = state.channels.filter((c) => c.type === 1);
  $("guild").textContent = state.guild;
  $("channels").replaceChildren(el("h3", { textContent: "Text channels" }), ...rooms.map(entry), el("h3", { textContent: "Direct messages" }), ...dms.map(entry));
  const me = state.people[state.me];
  const dm = el("button", { type: "button", className: "icon", textContent: state.closedDM ? "DMs off" : "DMs on", title: "Whether the bot may write to you directly" });
  dm.setAttribute("aria-pressed", !state.closedDM);
  dm.onclick = () => act({ do: "dms", text: state.closedDM ? "open" : "closed" });
  $("self").replaceChildren(avatar(me, 32), el("span", { className: "label" }, el("b", { textContent: me.name }), el("small", { textContent: me.hint || "@" + me.handle })), dm);
}

// tools are the buttons over a message.
function tools(m) {
  if (m.sim_visible_to || m.flags & 128) return "";
  const c = current();
  const t = el("div", { className: "tools" });
  const add = (title, text, onclick) => { const b = el("button", { type: "button", className: "icon", textContent: text, title, onclick }); b.setAttribute("aria-label", title); t.append(b); };
  if (c.writable) add("Reply", "↩", () => input.answer(m));
  if (m.guild_id && !c.parent && !(m.flags & 32)) add("Create thread", "↳", () => ask("Thread name", "", (name) => act({ do: "thread", channel: c.id, message: m.id, name })));
  if (m.author.id === state.me) {
    add("Edit", "✎", () => ask("Edit message", m.content, (text) => act({ do: "edit", channel: c.id, message: m.id, text })));
    add("Delete", "✕", () => act({ do: "delete", channel: c.id, message: m.id }));
  }
  for (const cmd of c.menu) t.append(el("button", { type: "button", className: "icon app", textContent: cmd.name, title: "Apps › " + cmd.name, onclick: () => act({ do: "menu", channel: c.id, message: m.id, name: cmd.name }) }));
  return t;
}

// ask is a small dialog for one text.
function ask(title, value, done) {
  showModal({ Title: title, local: true, Fields: [{ Label: title, CustomID: "text", Value: value, Required: true, Long: value.includes("\n"), Max: 2000 }] },
    async (values) => { const out = await done(values.text); return out?.error; }, () => {});
}

// place brings the list up to date and leaves what has not changed alone, so that focus stays and nothing is read twice.
let nodes = new Map();
function place(log, channel, items) {
  const next = new Map();
  for (const { key, sig, make } of items) {
    const old = nodes.get(channel + key);
    next.set(channel + key, old?.sig === sig ? old : { sig, node: make() });
  }
  const keep = new Set([...next.values()].map((n) => n.node));
  for (const child of [...log.children]) if (!keep.has(child)) child.remove();
  [...keep].forEach((node, i) => { if (log.children[i] !== node) log.insertBefore(node, log.children[i] ?? null); });
  nodes = next;
}

function drawLog() {
  const c = current();
  $("name").textContent = c.type === 1 ? label(c) : (c.parent ? "↳ " : "# ") + label(c);
  $("topic").textContent = c.topic ?? "";
  $("link").textContent = state.link.ok ? "" : "The app is not connected";
  const list = state.messages[c.id] ?? [];
  const find = (ref) => ref && Object.values(state.messages).flat().find((m) => m.id === ref.message_id);
  const context = { people: state.people, roles: state.roles, channels: state.channels, me: state.me, app: state.app, find, go };
  const log = $("log"), atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60 || log.dataset.of !== c.id;
  const items = [{ key: "start", sig: label(c), make: () => el("li", { className: "start" }, el("b", { textContent: c.type === 1 ? label(c) : (c.parent ? "" : "Welcome to #") + label(c) }), el("p", { textContent: c.type === 1 ? "This is the beginning of your direct messages." : "This is where it starts." })) }];
  let day = "";
  list.forEach((m, i) => {
    const d = at(m).toLocaleDateString([], { dateStyle: "long" });
    if (d !== day) items.push({ key: d, sig: d, make: () => el("li", { className: "day" }, el("span", { textContent: d })) });
    const before = d === day ? list[i - 1] : null, thread = m.flags & 32 && state.channels.find((o) => o.id === m.id);
    const sig = JSON.stringify([m, joins(before, m), thread, find(m.message_reference), state.people[m.author.id], c.writable, c.menu]);
    items.push({ key: m.id, sig, make: () => message(m, before, context, act, tools) });
    day = d;
  });
  for (const f of failures.filter((f) => f.channel === c.id)) {
    const gone = () => { failures.splice(failures.indexOf(f), 1); drawn = ""; draw(); };
    items.push({ key: "failure" + f.time, sig: f.text, make: () => el("li", { className: "failure" }, el("span", { textContent: f.text }), " ", el("button", { type: "button", className: "linklike", textContent: "Dismiss message", onclick: gone })) });
  }
  place(log, c.id, items);
  log.dataset.of = c.id;
  if (atEnd) log.scrollTop = log.scrollHeight;
  input.room(c, label(c));
}

function draw() {
  if (!state.channels.some((c) => c.id === here)) here = (state.channels.find((c) => c.type === 0) ?? state.channels[0])?.id;
  const now = JSON.stringify([state, here, failures]);
  if (now === drawn || !here) return;
  drawn = now;
  drawSide();
  drawLog();
  showModal(state.modal, async (values) => (await act({ do: "submit", modal: state.modal.Interaction, values })).error, () => act({ do: "close" }));
  if (current().unread && !document.hidden) act({ do: "read", channel: here });
}

async function load() {
  const r = await fetch("state?as=" + encodeURIComponent(who));
  if (!r.ok) {
    document.body.replaceChildren(el("p", { className: "nobody", textContent: `There is no “${who}” in this Discord.` }));
    return;
  }
  state = await r.json();
  draw();
}

const input = composer(act, () => current());
$("back").onclick = () => $("app").classList.toggle("listing");
let feed = null;
function listen() {
  feed?.close();
  feed = document.hidden ? null : new EventSource("feed");
  if (feed) feed.onmessage = load;
}
document.addEventListener("visibilitychange", listen);
listen();
