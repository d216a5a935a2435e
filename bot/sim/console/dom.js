// Small helpers to build the page from nodes: text never becomes markup.
export const $ = (id) => document.getElementById(id);

// h makes an element; "aria-…", "role" and "data-…" become attributes, the rest properties.
export function h(tag, props = {}, ...kids) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(props)) {
    if (v === undefined || v === null || v === false && k.includes("-")) continue;
    if (k.includes("-") || k === "role" || k === "for") e.setAttribute(k, v); else e[k] = v;
  }
  e.append(...kids.flat().filter((k) => k !== null && k !== undefined && k !== false));
  return e;
}

const hue = (s) => [...s].reduce((n, c) => (n * 31 + c.codePointAt(0)) % 360, 7);

const shapes = {
  bell: '<path d="M12 3a6 6 0 0 0-6 6c0 5-2 6-2 8h16c0-2-2-3-2-8a6 6 0 0 0-6-6Z"/><path d="M10 20a2 2 0 0 0 4 0"/>',
  bolt: '<path d="M13 3 5 13h6l-1 8 8-10h-6l1-8Z"/>',
  chat: '<path d="M4 5h16v11H9l-5 4V5Z"/>',
  dots: '<circle cx="5" cy="12" r="1"/><circle cx="12" cy="12" r="1"/><circle cx="19" cy="12" r="1"/>',
  eye: '<path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12Z"/><circle cx="12" cy="12" r="3"/>',
  lock: '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
  menu: '<path d="M4 6h16M4 12h16M4 18h16"/>',
  out: '<path d="M14 4h6v6M20 4l-9 9M18 14v6H4V6h6"/>',
  send: '<path d="m4 12 16-8-5 16-3-7-8-1Z"/>',
  warn: '<path d="M12 4 2 20h20L12 4Z"/><path d="M12 10v5M12 17.5v.5"/>',
  x: '<path d="m6 6 12 12M18 6 6 18"/>',
};

// icon draws one of the page's own signs, which need no font.
export function icon(name, size = 16) {
  const e = document.createElement("span");
  e.className = "sign-" + name;
  e.setAttribute("aria-hidden", "true");
  e.style.cssText = "display:inline-grid;place-items:center;line-height:0";
  e.innerHTML = `<svg width="${size}" height="${size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes[name]}</svg>`;
  return e;
}

// avatar is a square with somebody's initials.
export function avatar(person) {
  const name = person?.name ?? "?";
  const initials = name.split(/\s+/).slice(0, 2).map((w) => [...w][0] ?? "").join("").toUpperCase();
  return h("span", { className: "avatar", "aria-hidden": "true", style: person?.bot ? "background:var(--side-2)" : `background:hsl(${hue(person?.id + name)} 45% 42%)` }, person?.bot ? icon("bell", "66%") : initials);
}

export const clock = (ts) => new Date(Number(ts) * 1000).toLocaleTimeString([], { timeStyle: "short" });

export function day(ts) {
  const d = new Date(Number(ts) * 1000), now = new Date();
  if (d.toDateString() === now.toDateString()) return "Today";
  if (d.toDateString() === new Date(now - 864e5).toDateString()) return "Yesterday";
  return d.toLocaleDateString([], { weekday: "long", month: "long", day: "numeric" });
}
