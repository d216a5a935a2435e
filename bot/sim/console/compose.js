// The composer: text, the list of commands after "/", of people after "@".
import { h, icon } from "./dom.js";

const drafts = new Map(); // by conversation

// composer fills the box; what tells it where it stands and how to send.
export function composer(box, what) {
  const id = box.id;
  let options = [], at = 0, standing = null, sending = false;
  const text = h("textarea", { rows: 1, id: id + "-text", "aria-controls": id + "-list", "aria-autocomplete": "list", role: "combobox", "aria-expanded": "false" });
  const send = h("button", { type: "button", className: "send", "aria-label": "Send", title: "Send", onclick: () => submit() }, icon("send", 18));
  const list = h("ul", { className: "suggest", id: id + "-list", role: "listbox", hidden: true, "aria-label": "Suggestions" });
  const note = h("div", { className: "note", role: "status" });
  const extra = h("button", { type: "button", className: "icon", title: "Shortcuts", "aria-label": "Shortcuts", hidden: true, onclick: () => { offer(what.shortcuts().map(shortcut)); text.focus(); } }, icon("bolt", 18));
  box.append(list, h("div", { className: "box" }, extra, text, send), note);

  const shortcut = (s) => ({ title: s.name, about: "Shortcut", take: () => what.shortcut(s).then(report) });
  const command = (c) => ({ title: c.command, hint: c.usageHint, about: c.description, take: () => write(c.command + " ") });

  function write(value) {
    text.value = value;
    text.focus();
    changed();
  }

  function report(r) {
    note.textContent = r?.error ?? "";
    note.className = "note" + (r?.error ? " bad" : "");
  }

  function offer(next) {
    options = next;
    at = 0;
    list.hidden = !options.length;
    text.setAttribute("aria-expanded", String(!!options.length));
    mark();
  }

  function mark() {
    list.replaceChildren(...options.map((o, i) => h("li", { role: "option", id: `${id}-o${i}`, "aria-selected": String(i === at), onpointerdown: (ev) => { ev.preventDefault(); take(i); } }, h("b", {}, o.title), o.hint ? h("span", {}, " " + o.hint) : "", h("small", {}, o.about ?? ""))));
    if (options.length) text.setAttribute("aria-activedescendant", `${id}-o${at}`); else text.removeAttribute("aria-activedescendant");
  }

  function take(i) {
    const o = options[i];
    offer([]);
    o.take();
  }

  // suggestions for what stands before the cursor.
  function suggest() {
    const value = text.value, before = value.slice(0, text.selectionStart);
    if (/^\/\S*$/.test(value)) return what.commands().filter((c) => c.command.startsWith(value) && c.command + " " !== value).map(command);
    const name = before.match(/(?:^|\s)@([a-z0-9._-]*)$/i);
    if (!name) return [];
    const start = before.length - name[1].length;
    return Object.values(what.people()).filter((p) => !p.deleted && (p.handle + " " + p.name).toLowerCase().split(" ").some((w) => w.startsWith(name[1].toLowerCase()))).slice(0, 8)
      .map((p) => ({ title: "@" + p.handle, about: p.name + (p.hint ? " · " + p.hint : ""), take: () => write(value.slice(0, start) + p.handle + " " + value.slice(before.length)) }));
  }

  function changed() {
    drafts.set(what.key(), text.value);
    send.disabled = !text.value.trim() || sending;
    offer(suggest());
  }

  async function submit() {
    const value = text.value.trim();
    if (!value || sending) return;
    sending = true;
    const key = what.key();
    text.value = "";
    drafts.delete(key);
    offer([]);
    send.disabled = true;
    const slow = setTimeout(() => { note.textContent = "Sending…"; note.className = "note"; }, 400);
    const r = await what.send(value);
    clearTimeout(slow);
    sending = false;
    report(r);
    if (r.error && !text.value && what.key() === key) write(value); // nothing typed is lost
    text.focus();
  }

  text.oninput = () => { report(); changed(); };
  text.onblur = () => offer([]);
  text.onkeydown = (ev) => {
    if (ev.isComposing) return;
    if (options.length) {
      const move = { ArrowDown: 1, ArrowUp: -1 }[ev.key];
      if (move) { at = (at + move + options.length) % options.length; mark(); }
      else if (ev.key === "Tab" || ev.key === "Enter" && !(text.value.startsWith("/") && options[at].title === text.value)) take(at);
      else if (ev.key === "Escape") offer([]);
      else if (ev.key !== "Enter") return;
      else submit();
      ev.preventDefault();
      ev.stopPropagation();
    } else if (ev.key === "Enter" && !ev.shiftKey) {
      ev.preventDefault();
      submit();
    }
  };

  return {
    // draw brings the composer to where the page stands now; drafts wait for their conversation.
    draw() {
      extra.hidden = !what.shortcuts().length;
      if (standing !== what.key()) {
        standing = what.key();
        text.value = drafts.get(standing) ?? "";
        report();
        send.disabled = !text.value.trim();
      }
      text.placeholder = what.label();
      text.setAttribute("aria-label", what.label());
    },
    focus(start) {
      if (start && !text.value) write(start); else text.focus({ preventScroll: true });
    },
    note(s) { if (s) { note.textContent = s; } },
  };
}
