// The frame around the windows: which panes are open, what each shows and as whom. All of it stands in the address
// ("#slack:ann+slack:mo"), so that a reload or a shared link shows the same.
const $ = (id) => document.getElementById(id);
const el = (tag, props = {}, ...kids) => { const e = Object.assign(document.createElement(tag), props); e.append(...kids); return e; };
const maxPanes = 3; // each holds a connection open, and browsers allow six to a host

const config = await (await fetch("console.json")).json();
document.title = $("title").textContent = config.title;
for (const l of config.links) $("links").append(el("a", { href: l.url, textContent: l.title }));

const windowNamed = (name) => config.windows.find((w) => w.name === name) ?? config.windows[0];
const faceIn = (win, id) => (win.people.find((p) => p.id === id) ?? win.people[0])?.id ?? "";
let panes = [], front = 0;

function parse(text) {
  const list = text.split("+").filter(Boolean).map((s) => {
    const [name, as = ""] = s.split(":").map(decodeURIComponent);
    const win = windowNamed(name);
    return { win: win.name, as: faceIn(win, as) };
  });
  return list.slice(0, maxPanes);
}

function start() {
  panes = parse(location.hash.slice(1));
  if (!panes.length) panes = parse(config.panes.join("+"));
  if (!panes.length) panes = parse(config.windows[0].name);
  draw();
}

const remember = () => history.replaceState(null, "", "#" + panes.map((p) => encodeURIComponent(p.win) + (p.as ? ":" + encodeURIComponent(p.as) : "")).join("+"));
const address = (p) => `${p.win}/?` + new URLSearchParams({ as: p.as, framed: "1", ...(p.at ?? {}) });

function draw() {
  remember();
  front = Math.min(front, panes.length - 1);
  // Panes that stay are left where they are: a frame that moves loads anew.
  panes.forEach((p) => { p.node ??= drawPane(p); if (!p.node.isConnected) $("panes").append(p.node); });
  for (const e of [...$("panes").children]) if (!panes.some((p) => p.node === e)) e.remove();
  $("panes").classList.toggle("alone", panes.length === 1);
  drawTabs();
  $("add").hidden = panes.length >= maxPanes;
}

function drawTabs() {
  $("tabs").replaceChildren(...panes.map((p, i) => {
    const face = windowNamed(p.win).people.find((f) => f.id === p.as);
    const b = el("button", { type: "button", textContent: face?.name ?? windowNamed(p.win).title, onclick: () => { front = i; drawTabs(); } });
    b.setAttribute("role", "tab");
    b.setAttribute("aria-selected", i === front);
    return b;
  }));
  [...$("panes").children].forEach((e, i) => e.classList.toggle("front", i === front));
}

function drawPane(p) {
  const frame = el("iframe", { src: address(p), title: windowNamed(p.win).title });
  const change = () => { remember(); drawTabs(); frame.src = address(p); };
  const which = el("select", { onchange: () => {
    p.win = which.value;
    p.as = faceIn(windowNamed(p.win), p.as);
    const old = p.node;
    p.node = drawPane(p);
    old.replaceWith(p.node);
    draw();
  } },
    ...config.windows.map((w) => el("option", { value: w.name, textContent: w.title, selected: w.name === p.win })));
  which.setAttribute("aria-label", "Window in this pane");
  const head = el("header", {}, which);
  const people = windowNamed(p.win).people;
  if (people.length) {
    const who = el("select", { onchange: () => { p.as = who.value; change(); } },
      ...people.map((f) => el("option", { value: f.id, textContent: f.name + (f.hint ? " · " + f.hint : ""), selected: f.id === p.as })));
    head.append(el("label", {}, "as", who));
  }
  head.append(el("span", { className: "grow" }));
  const close = el("button", { className: "icon close", type: "button", textContent: "✕", title: "Close pane", ariaLabel: "Close pane", onclick: () => { panes.splice(panes.indexOf(p), 1); draw(); } });
  head.append(close);
  return el("section", { className: "pane" }, head, frame);
}

$("add").onclick = () => {
  // The next person who is not on the screen yet, in the first window that has people.
  const win = config.windows[0];
  const next = win.people.find((f) => !panes.some((p) => p.win === win.name && p.as === f.id));
  panes.push({ win: win.name, as: next?.id ?? faceIn(win, "") });
  front = panes.length - 1;
  draw();
};

addEventListener("hashchange", start);
start();
// A permalink ("?channel=…&ts=…") opens in the Slack panes of those who can see it.
const link = new URLSearchParams(location.search);
if (link.has("channel")) {
  for (const p of panes) if (p.win === "slack") { p.at = Object.fromEntries(link); p.node.querySelector("iframe").src = address(p); }
}
