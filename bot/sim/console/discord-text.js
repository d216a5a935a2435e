// Discord's markdown as nodes. Nothing is ever parsed as HTML.
export const el = (tag, props = {}, ...kids) => {
  const e = Object.assign(document.createElement(tag), props);
  e.append(...kids.filter((k) => k !== null && k !== undefined && k !== false));
  return e;
};

const rules = [
  [/^\\([\\*_~`|>#\-[\]<()@])/, (m) => m[1]],
  [/^```(?:\w*\n)?([\s\S]+?)```/, (m) => el("pre", {}, el("code", { textContent: m[1].replace(/\n$/, "") }))],
  [/^`([^`\n]+)`/, (m) => el("code", { textContent: m[1] })],
  [/^\*\*([\s\S]+?)\*\*(?!\*)/, (m, c) => el("strong", {}, ...spans(m[1], c))],
  [/^__([\s\S]+?)__(?!_)/, (m, c) => el("u", {}, ...spans(m[1], c))],
  [/^\*(?![\s*])([\s\S]+?)\*(?!\*)/, (m, c) => el("em", {}, ...spans(m[1], c))],
  [/^_(?!_)([\s\S]+?)_(?!\w)/, (m, c) => el("em", {}, ...spans(m[1], c))],
  [/^~~([\s\S]+?)~~/, (m, c) => el("s", {}, ...spans(m[1], c))],
  [/^\|\|([\s\S]+?)\|\|/, (m, c) => el("span", { className: "spoiler", tabIndex: 0, title: "Spoiler" }, ...spans(m[1], c))],
  [/^<@!?(\d+)>/, (m, c) => mention("@" + (c.people[m[1]]?.name ?? "unknown-user"))],
  [/^<@&(\d+)>/, (m, c) => mention("@" + (c.roles[m[1]] ?? "unknown-role"))],
  [/^<#(\d+)>/, (m, c) => mention("#" + (c.channels.find((o) => o.id === m[1])?.name ?? "unknown"))],
  [/^<t:(-?\d+)(?::([tTdDfFR]))?>/, (m) => el("time", { className: "stamp", textContent: stamp(Number(m[1]), m[2]) })],
  [/^<a?:(\w+):\d+>/, (m) => `:${m[1]}:`],
  [/^\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/, (m, c) => link(m[2], spans(m[1], c))],
  [/^<(https?:\/\/[^\s>]+)>/, (m) => link(m[1], [m[1]])],
  [/^https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]*_~]/, (m) => link(m[0], [m[0]])],
  [/^@(everyone|here)\b/, (m) => mention(m[0])],
];

const mention = (text) => el("span", { className: "mention", textContent: text });
const link = (href, kids) => el("a", { href, target: "_blank", rel: "noopener" }, ...kids);

function stamp(seconds, style = "f") {
  const at = new Date(seconds * 1000);
  if (style === "R") {
    const by = (at - Date.now()) / 1000;
    const [n, unit] = [[60, 1, "second"], [3600, 60, "minute"], [86400, 3600, "hour"], [Infinity, 86400, "day"]].filter((u) => Math.abs(by) < u[0]).map((u) => [Math.round(by / u[1]), u[2]])[0];
    return new Intl.RelativeTimeFormat([], { numeric: "auto" }).format(n, unit);
  }
  const shapes = { t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" }, f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" } };
  return at.toLocaleString([], shapes[style]);
}

// spans are the nodes of a text inside a line.
function spans(text, c) {
  const out = [];
  let plain = "";
  while (text) {
    let hit = null;
    for (const [rule, make] of rules) {
      const m = rule.exec(text);
      if (m) { hit = [m, make]; break; }
    }
    if (!hit) {
      const next = /[\\`*_~|<[@]|https?:/.exec(text.slice(1));
      const n = next ? next.index + 1 : text.length;
      plain += text.slice(0, n);
      text = text.slice(n);
      continue;
    }
    if (plain) out.push(plain);
    plain = "";
    out.push(hit[1](hit[0], c));
    text = text.slice(hit[0][0].length);
  }
  if (plain) out.push(plain);
  return out;
}

// marked is a whole text: code blocks, quotes, headings, lists, and lines of spans. c names people, roles and channels.
export function marked(text, c) {
  const out = document.createDocumentFragment();
  for (const part of (text ?? "").split(/(```[\s\S]+?```)/)) {
    if (part.startsWith("```") && part.length > 6) { out.append(...spans(part, c)); continue; }
    const lines = (out.lastChild?.nodeName === "PRE" ? part.replace(/^\n/, "") : part).split("\n");
    lines.forEach((line, i) => {
      const head = /^(#{1,3}) +(.+)/.exec(line), quote = /^> (.*)/.exec(line), item = /^\s*[-*] +(.+)/.exec(line), small = /^-# +(.+)/.exec(line);
      if (head) out.append(el("div", { className: "h" + head[1].length }, ...spans(head[2], c)));
      else if (quote) out.append(el("blockquote", {}, ...spans(quote[1], c)));
      else if (small) out.append(el("small", {}, ...spans(small[1], c)), el("br"));
      else if (item) out.append(el("div", { className: "li" }, ...spans(item[1], c)));
      else { out.append(...spans(line, c)); if (i < lines.length - 1) out.append(el("br")); }
    });
  }
  return out;
}
