// The outbox: newest first, HTML in a frame that runs nothing.
const $ = (id) => document.getElementById(id);
const el = (tag, props = {}, ...kids) => { const e = Object.assign(document.createElement(tag), props); e.append(...kids); return e; };
let mails = [], open = null, view = "html";

const when = (t) => new Date(t).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });

function drawList() {
  const words = $("find").value.trim().toLowerCase();
  const shown = mails.filter((m) => !words || (m.subject + " " + m.to.join(" ")).toLowerCase().includes(words));
  $("count").textContent = mails.length ? `${mails.length}` : "";
  $("list").replaceChildren(...shown.map((m) => {
    const b = el("button", { type: "button", onclick: () => show(m) },
      el("b", { textContent: m.subject || "(no subject)" }),
      el("small", {}, el("span", { textContent: "to " + m.to.join(", ") }), el("time", { textContent: new Date(m.at).toLocaleTimeString([], { timeStyle: "short" }) })));
    b.setAttribute("aria-current", m.id === open);
    return el("li", {}, b);
  }));
  if (!mails.length) $("list").append(el("li", { className: "hint", textContent: "Nothing yet." }));
}

// linked is text with its addresses made clickable.
function linked(text) {
  const out = document.createDocumentFragment();
  let at = 0;
  for (const hit of text.matchAll(/https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]]/g)) {
    out.append(text.slice(at, hit.index), el("a", { href: hit[0], textContent: hit[0], target: "_blank", rel: "noopener" }));
    at = hit.index + hit[0].length;
  }
  out.append(text.slice(at));
  return out;
}

function show(m) {
  open = m.id;
  $("box").classList.add("open");
  const views = [["html", "HTML", m.html], ["text", "Plain", m.text], ["raw", "Source", m.raw]].filter((v) => v[2]);
  const current = views.some((v) => v[0] === view) ? view : views[0][0];
  const choose = el("div", { className: "views" }, ...views.map(([name, title]) => {
    const b = el("button", { type: "button", className: "btn", textContent: title, onclick: () => { view = name; show(m); } });
    b.setAttribute("aria-pressed", name === current);
    return b;
  }));
  const facts = el("dl");
  for (const [k, v] of [["From", m.from], ["To", m.to.join(", ")], ["Sent", when(m.at)], ["Message-ID", m.messageId]]) facts.append(el("dt", { textContent: k }), el("dd", { textContent: v }));
  let body;
  if (current === "html") {
    body = el("iframe", { title: "The mail", src: "html/" + m.id });
    body.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
  } else {
    body = el("pre", { className: current });
    body.append(current === "raw" ? m.raw : linked(m.text));
  }
  const back = el("button", { type: "button", className: "btn back", textContent: "← All mails", onclick: () => { open = null; $("box").classList.remove("open"); drawList(); } });
  $("mail").replaceChildren(back, el("h2", { textContent: m.subject }), facts, choose, body);
  drawList();
}

async function load() {
  const fresh = await (await fetch("mails")).json();
  if (fresh.length === mails.length && mails.length) return;
  mails = fresh;
  drawList();
  if (!open && mails.length && innerWidth > 640) show(mails[0]);
  if (!mails.length) $("mail").replaceChildren(el("p", { className: "empty", textContent: "When a ticket is assigned, the mail to its moderator appears here." }));
}

$("find").oninput = drawList;
let feed = null;
function listen() {
  feed?.close();
  feed = document.hidden ? null : new EventSource("feed");
  if (feed) feed.onmessage = load;
}
document.addEventListener("visibilitychange", listen);
listen();
