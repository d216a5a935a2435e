// One message as Discord shows it.
import { el, marked } from "./discord-text.js";

const hues = ["#5865f2", "#d8448b", "#2b8a57", "#b3600f", "#c23a3f", "#7a4fc9", "#0f7f94"];
export const hue = (id) => hues[[...id].reduce((n, ch) => (n * 31 + ch.charCodeAt(0)) >>> 0, 7) % hues.length];

export function avatar(person, size) {
  const a = el("span", { className: "avatar", textContent: (person?.name ?? "?")[0].toUpperCase() });
  a.ariaHidden = "true";
  a.style.cssText = `width:${size}px;height:${size}px;background:${hue(person?.id ?? "")};font-size:${size * 0.45}px;border-radius:50%`;
  return a;
}

export const at = (m) => new Date(m.timestamp);
export const clock = (d) => d.toLocaleTimeString([], { timeStyle: "short" });

// joins tells whether m continues the message before it, without a head of its own.
export function joins(before, m) {
  return before && before.author.id === m.author.id && !m.sim_visible_to && !before.sim_visible_to && m.type === 0 && before.type === 0
    && at(m) - at(before) < 7 * 60e3 && at(m).toDateString() === at(before).toDateString();
}

const color = (n) => "#" + (n & 0xffffff).toString(16).padStart(6, "0");

function embed(e, c) {
  const box = el("div", { className: "embed" });
  if (e.color) box.style.borderLeftColor = color(e.color);
  if (e.author?.name) box.append(el("div", { className: "by" }, e.author.name));
  if (e.title) box.append(el("div", { className: "title" }, e.url ? el("a", { href: e.url, target: "_blank", rel: "noopener" }, marked(e.title, c)) : marked(e.title, c)));
  if (e.description) box.append(el("div", { className: "text" }, marked(e.description, c)));
  if (e.fields?.length) {
    box.append(el("div", { className: "fields" }, ...e.fields.map((f) =>
      el("div", { className: f.inline ? "field inline" : "field" }, el("b", {}, marked(f.name, c)), el("div", {}, marked(f.value, c))))));
  }
  const foot = [e.footer?.text, e.timestamp && new Date(e.timestamp).toLocaleString([], { dateStyle: "short", timeStyle: "short" })].filter(Boolean);
  if (foot.length) box.append(el("small", { textContent: foot.join(" • ") }));
  return box;
}

const styles = { 1: "primary", 2: "plain", 3: "success", 4: "danger", 5: "plain" };

function button(b, m, act) {
  const label = [b.emoji?.id ? null : b.emoji?.name, b.label].filter(Boolean).join(" ");
  if (b.style === 5) return el("a", { className: "dbtn plain", href: b.url, target: "_blank", rel: "noopener", textContent: label + " ↗" });
  const e = el("button", { type: "button", className: "dbtn " + (styles[b.style] ?? "plain"), textContent: label, disabled: !!b.disabled });
  e.onclick = () => busy(e, () => act({ do: "press", channel: m.channel_id, message: m.id, component: b.custom_id }));
  return e;
}

// busy shows that the app is being waited for.
async function busy(e, work) {
  e.disabled = true;
  e.classList.add("busy");
  try { await work(); } finally { e.disabled = false; e.classList.remove("busy"); }
}

function select(s, m, act) {
  const pick = el("select", { className: "dselect", ariaLabel: s.placeholder || "Choose" },
    el("option", { value: "", textContent: s.placeholder || "Make a selection", selected: !s.options?.some((o) => o.default) }),
    ...(s.options ?? []).map((o) => el("option", { value: o.value, textContent: o.label, selected: !!o.default })));
  pick.disabled = !!s.disabled || !s.options;
  pick.onchange = () => pick.value && busy(pick, () => act({ do: "select", channel: m.channel_id, message: m.id, component: s.custom_id, picked: [pick.value] }));
  return pick;
}

function component(o, m, c, act) {
  switch (o.type) {
    case 1: return el("div", { className: "row" }, ...o.components.map((k) => component(k, m, c, act)));
    case 2: return button(o, m, act);
    case 3: case 5: case 6: case 7: case 8: return select(o, m, act);
    case 9: return el("div", { className: "section" }, el("div", {}, ...o.components.map((k) => component(k, m, c, act))), o.accessory && component(o.accessory, m, c, act));
    case 10: return el("div", {}, marked(o.content, c));
    case 14: return el("hr");
    case 17: {
      const box = el("div", { className: "embed" }, ...o.components.map((k) => component(k, m, c, act)));
      if (o.accent_color) box.style.borderLeftColor = color(o.accent_color);
      return box;
    }
    default: return el("small", { className: "note", textContent: `(a component of type ${o.type})` });
  }
}

// above is what stands over a message: which act it answers, or which message it replies to.
function above(m, c) {
  const used = m.interaction_metadata;
  const name = (u) => c.people[u?.id]?.name ?? u?.username ?? "somebody";
  if (used?.name) return el("div", { className: "above" }, el("b", { textContent: name(used.user) }), " used ", el("span", { className: "mention", textContent: "/" + used.name }));
  if (m.type === 23) return el("div", { className: "above" }, el("b", { textContent: name(used?.user) }), " used a message command");
  const to = m.referenced_message ?? c.find(m.message_reference);
  if (m.type !== 19 || !m.message_reference) return null;
  if (!to) return el("div", { className: "above" }, el("i", { textContent: "Original message was deleted" }));
  return el("div", { className: "above" }, el("b", { textContent: "@" + name(to.author) }), " ", (to.content || to.embeds?.[0]?.title || "message").slice(0, 120));
}

// message is a list item. act does something on the page, tools are the buttons that appear over it.
export function message(m, before, c, act, tools) {
  const author = c.people[m.author.id] ?? { id: m.author.id, name: m.author.username, bot: m.author.bot };
  if (m.type === 18) {
    return el("li", { className: "system" }, "↳ ", el("b", { textContent: author.name }), " started a thread: ", el("b", { textContent: m.content }), " ", el("time", { textContent: clock(at(m)) }));
  }
  if (m.type === 21) {
    const first = c.find(m.message_reference);
    if (!first) return el("li", { className: "system", textContent: "The message that this thread is about was deleted." });
    return message({ ...first, thread: null, flags: first.flags & ~32 }, null, c, act, null);
  }
  const together = joins(before, m);
  const li = el("li", { className: "msg" + (together ? " joined" : "") });
  li.dataset.id = m.id;
  if (m.sim_visible_to) li.classList.add("private");
  if (m.mentions?.some((u) => u.id === c.me) || m.mention_everyone) li.classList.add("pinged");
  const over = above(m, c);
  if (over) li.append(over);
  const body = el("div", { className: "body" });
  if (!together) {
    const name = el("b", { className: "who", textContent: author.name });
    if (author.color) name.style.color = color(author.color);
    body.append(el("div", { className: "by" }, name, author.bot && el("span", { className: "tag", textContent: "APP" }), el("time", { textContent: at(m).toLocaleString([], { dateStyle: "short", timeStyle: "short" }) })));
  }
  if (m.flags & 128) body.append(el("div", { className: "thinking" }, el("span", { className: "spin" }), ` ${author.name} is thinking…`));
  if (m.content) body.append(el("div", { className: "text" }, marked(m.content, c), m.edited_timestamp && el("small", { className: "edited", textContent: " (edited)" })));
  if (!(m.flags & 4) || m.author.id === c.app) body.append(...(m.embeds ?? []).map((e) => embed(e, c)));
  body.append(...(m.components ?? []).map((o) => component(o, m, c, act)));
  const thread = m.flags & 32 && c.channels.find((o) => o.id === m.id);
  if (thread) body.append(el("button", { type: "button", className: "thread", onclick: () => c.go(thread.id) }, el("b", { textContent: "↳ " + thread.name }), el("span", { textContent: "See thread ›" })));
  if (m.sim_visible_to) {
    body.append(el("div", { className: "only" }, "Only you can see this • ", el("button", { type: "button", className: "linklike", textContent: "Dismiss message", onclick: () => act({ do: "dismiss", channel: m.channel_id, message: m.id }) })));
  }
  li.append(together ? el("time", { className: "gutter", textContent: clock(at(m)) }) : avatar(author, 40), body);
  if (tools) li.append(tools(m));
  return li;
}
