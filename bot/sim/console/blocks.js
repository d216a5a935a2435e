// Block Kit and mrkdwn as nodes.
import { h, icon } from "./dom.js";

const emoji = { white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", ticket: "🎫", tada: "🎉", eyes: "👀", wave: "👋", red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵", white_circle: "⚪", bell: "🔔", hourglass: "⌛", hourglass_flowing_sand: "⏳", inbox_tray: "📥", memo: "📝", rotating_light: "🚨", bulb: "💡", lock: "🔒", link: "🔗", raising_hand: "🙋", "+1": "👍", thumbsup: "👍", thumbsdown: "👎", "-1": "👎", fire: "🔥", rocket: "🚀", sos: "🆘", mag: "🔍", robot_face: "🤖", speech_balloon: "💬", email: "📧", arrow_right: "➡️", arrows_counterclockwise: "🔄", heart: "❤️", smile: "😄", question: "❓", exclamation: "❗", information_source: "ℹ️", zap: "⚡", busts_in_silhouette: "👥", bust_in_silhouette: "👤", calendar: "📅", pushpin: "📌", sparkles: "✨", clipboard: "📋", wrench: "🔧", computer: "💻" };
const circles = { "🔴": "#e01e5a", "🟠": "#e8912d", "🟡": "#ecc12e", "🟢": "#2bac76", "🔵": "#3a7bd5", "⚪": "#b5b5bd" };

// withEmoji gives the pieces of a text with its emoji; coloured circles are drawn, since not every machine has a font
// for them and they carry meaning.
function withEmoji(s) {
  const out = [];
  for (const part of s.replace(/:([a-z0-9_+-]+):/g, (all, name) => emoji[name] ?? all).split(/([🔴🟠🟡🟢🔵⚪])/u)) {
    if (circles[part]) out.push(h("span", { className: "circle", role: "img", "aria-label": part, style: `background:${circles[part]}` }));
    else if (part) out.push(part);
  }
  return out;
}
const unescape = (s) => s.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

const link = (url, label) => /^(https?:|mailto:)/.test(url) ? h("a", { href: url, target: "_blank", rel: "noopener" }, label) : h("span", {}, label);

// token renders what stands between < and >.
function token(inside, ctx) {
  const [what, label] = inside.split("|");
  const name = label && unescape(label);
  switch (what[0]) {
    case "@": return h("span", { className: "mention" }, "@" + (ctx.people[what.slice(1)]?.name ?? name ?? what.slice(1)));
    case "#": return h("span", { className: "mention" }, "#" + (ctx.channelName(what.slice(1)) ?? name ?? what.slice(1)));
    case "!": {
      const date = what.match(/^!date\^(\d+)\^/);
      if (date) return h("time", {}, new Date(date[1] * 1000).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }));
      return h("span", { className: "mention" }, "@" + (name ?? what.slice(1).split("^")[0]));
    }
  }
  return link(unescape(what), name ?? unescape(what).replace(/^mailto:/, ""));
}

const marks = [["*", "b"], ["_", "i"], ["~", "s"]];

// inline renders one run of mrkdwn: tokens, code, bold, italic, strike, emoji.
function inline(text, ctx) {
  const out = [];
  const rest = /<([^<>\n]+)>|`([^`\n]+)`|(^|[\s(\[{"'*_~>])([*_~])(?=\S)([^\n]*?\S)\4(?=$|[\s.,;:!?)\]}"'*_~<])/;
  while (text) {
    const hit = text.match(rest);
    if (!hit) break;
    out.push(...withEmoji(unescape(text.slice(0, hit.index) + (hit[3] ?? ""))));
    if (hit[1] !== undefined) out.push(token(hit[1], ctx));
    else if (hit[2] !== undefined) out.push(h("code", {}, unescape(hit[2])));
    else out.push(h(marks.find((m) => m[0] === hit[4])[1], {}, ...inline(hit[5], ctx)));
    text = text.slice(hit.index + hit[0].length);
  }
  out.push(...withEmoji(unescape(text)));
  return out;
}

// mrkdwn renders a whole text: fenced code and quotes are blocks of their own.
export function mrkdwn(text, ctx) {
  const out = h("div", { className: "text" });
  for (const [i, part] of text.split("```").entries()) {
    if (i % 2) { out.append(h("pre", {}, unescape(part.replace(/^\n|\n$/g, "")))); continue; }
    let quote = [], plain = [];
    const flush = () => {
      if (quote.length) out.append(h("blockquote", {}, ...inline(quote.join("\n"), ctx)));
      if (plain.length) out.append(...inline(plain.join("\n"), ctx));
      quote = []; plain = [];
    };
    for (const line of part.split("\n")) {
      const quoted = line.match(/^(?:&gt;|>)\s?(.*)$/);
      if (quoted) { if (plain.length) flush(); quote.push(quoted[1]); }
      else { if (quote.length) flush(); plain.push(line); }
    }
    flush();
  }
  return out;
}

// textObject renders plain_text and mrkdwn objects.
export function textObject(t, ctx) {
  if (!t) return null;
  return t.type === "mrkdwn" ? mrkdwn(t.text, ctx) : h("div", { className: "text" }, withEmoji(t.text));
}

function richInline(e, ctx) {
  let node;
  switch (e.type) {
    case "text": node = document.createTextNode(e.text); break;
    case "link": node = link(e.url, e.text ?? e.url); break;
    case "emoji": node = h("span", {}, withEmoji(`:${e.name}:`)); break;
    case "user": node = token("@" + e.user_id, ctx); break;
    case "channel": node = token("#" + e.channel_id, ctx); break;
    case "broadcast": node = token("!" + e.range, ctx); break;
    case "date": node = h("time", {}, new Date(e.timestamp * 1000).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })); break;
    default: node = document.createTextNode(e.text ?? "");
  }
  for (const [key, tag] of [["code", "code"], ["strike", "s"], ["italic", "i"], ["bold", "b"]]) if (e.style?.[key]) node = h(tag, {}, node);
  return node;
}

function rich(e, ctx) {
  const kids = () => (e.elements ?? []).map((k) => richInline(k, ctx));
  switch (e.type) {
    case "rich_text_list": return h(e.style === "ordered" ? "ol" : "ul", { style: `margin-left:${(e.indent ?? 0) * 18}px` }, ...e.elements.map((s) => h("li", {}, ...(s.elements ?? []).map((k) => richInline(k, ctx)))));
    case "rich_text_preformatted": return h("pre", {}, ...kids());
    case "rich_text_quote": return h("blockquote", {}, ...kids());
  }
  return h("p", {}, ...kids());
}

const allOptions = (e) => e.options ?? (e.option_groups ?? []).flatMap((g) => g.options);

// element renders what one can press in a message or on the home tab.
function element(b, e, ctx) {
  const state = ctx.stateOf?.(b.block_id, e.action_id) ?? {};
  const go = async (value) => {
    if (e.confirm && !(await ctx.confirm(e.confirm))) return;
    if (e.type === "button" && e.url && /^https?:/.test(e.url)) window.open(e.url, "_blank", "noopener");
    ctx.press(b, e, value);
  };
  const warning = state.error && h("span", { className: "warn", role: "img", "aria-label": "Failed: " + state.error, title: state.error }, icon("warn", 18));
  switch (e.type) {
    case "button":
      return h("span", { className: "press" }, h("button", { type: "button", className: "btn " + (e.style ?? ""), disabled: !!state.pending, "aria-busy": state.pending ? "true" : null, "aria-label": e.accessibility_label, onclick: () => go() },
        state.pending && h("span", { className: "spin", "aria-hidden": "true" }), withEmoji(e.text.text), e.url && icon("out", 14)), warning);
    case "static_select": case "overflow": case "radio_buttons": {
      const pick = h("select", { disabled: !!state.pending, "aria-label": e.placeholder?.text ?? "Choose", onchange: () => pick.value && go(pick.value) },
        h("option", { value: "" }, e.placeholder?.text ?? (e.type === "overflow" ? "⋯" : "Choose…")),
        ...allOptions(e).map((o) => h("option", { value: o.value, selected: o.value === e.initial_option?.value }, o.text.text)));
      return h("span", { className: "press" }, pick, warning);
    }
    case "users_select": {
      const pick = h("select", { disabled: !!state.pending, "aria-label": e.placeholder?.text ?? "Choose somebody", onchange: () => pick.value && go(pick.value) },
        h("option", { value: "" }, e.placeholder?.text ?? "Choose somebody…"),
        ...Object.values(ctx.people).filter((p) => !p.bot && !p.deleted).map((p) => h("option", { value: p.id, selected: p.id === e.initial_user }, p.name)));
      return h("span", { className: "press" }, pick, warning);
    }
    case "image": return h("img", { className: "block-image", src: e.image_url, alt: e.alt_text });
  }
  return h("em", {}, `(${e.type} is not drawn here)`);
}

function blockNode(b, ctx) {
  switch (b.type) {
    case "header": return h("div", { className: "header", role: "heading", "aria-level": "3" }, withEmoji(b.text.text));
    case "divider": return h("hr");
    case "section": {
      const main = h("div", {}, textObject(b.text, ctx));
      if (b.fields) main.append(h("div", { className: "fields" }, ...b.fields.map((f) => textObject(f, ctx))));
      return h("div", { className: "section" }, main, b.accessory && element(b, b.accessory, ctx));
    }
    case "context": return h("div", { className: "context" }, ...b.elements.map((e) => e.type === "image" ? h("img", { src: e.image_url, alt: e.alt_text }) : textObject(e, ctx)));
    case "actions": return h("div", { className: "actions" }, ...b.elements.map((e) => element(b, e, ctx)));
    case "image": return h("figure", { style: "margin:0" }, b.title && h("figcaption", {}, b.title.text), h("img", { className: "block-image", src: b.image_url, alt: b.alt_text }));
    case "rich_text": return h("div", { className: "rich" }, ...b.elements.map((e) => rich(e, ctx)));
    case "markdown": return mrkdwn(b.text.replace(/\*\*(.+?)\*\*/g, "*$1*").replace(/^#+\s*(.*)$/gm, "*$1*"), ctx);
  }
  return h("em", {}, `(${b.type} is not drawn here)`);
}

export const blocksNode = (blocks, ctx) => h("div", { className: "blocks" }, ...blocks.map((b) => blockNode(b, ctx)));
export { allOptions, blockNode };
