// Where one types: text, replies, and slash commands with their options.
import { el } from "./discord-text.js";

const $ = (id) => document.getElementById(id);

// composer drives the form at the bottom. act sends, room() is the open channel.
export function composer(act, room) {
  const text = $("text"), suggest = $("suggest"), answering = $("answering");
  let to = null, marked = 0, choices = [];
  const drafts = new Map();
  let shown = null;

  function answer(m) {
    to = m;
    answering.hidden = !m;
    if (!m) return;
    const stop = el("button", { type: "button", className: "icon", textContent: "✕", onclick: () => answer(null) });
    stop.setAttribute("aria-label", "Stop replying");
    answering.replaceChildren("Replying to ", el("b", { textContent: m.author.global_name ?? m.author.username }), el("span", { className: "grow" }), stop);
    text.focus();
  }

  // parts of "/name words option: value": what can be added now.
  function offers() {
    const line = text.value;
    if (!line.startsWith("/")) return [];
    const [name, ...rest] = line.slice(1).split(" ");
    const list = room()?.slash ?? [];
    const command = list.find((c) => c.name === name);
    if (!command || !rest.length) {
      return list.filter((c) => c.name.startsWith(name)).map((c) => ({ title: "/" + c.name, about: c.description, options: c.options, put: "/" + c.name + " " }));
    }
    let options = command.options ?? [], words = rest;
    for (;;) {
      const sub = options.find((o) => o.type <= 2 && o.name === words[0]);
      if (!sub) break;
      options = sub.options ?? [];
      words = words.slice(1);
    }
    const last = rest.at(-1) ?? "";
    const open = options.find((o) => new RegExp(`(^| )${o.name}: ?[^:]*$`).test(rest.join(" ")) && !last.endsWith(":"));
    if (open?.choices?.length) return open.choices.map((c) => ({ title: c.name, about: open.name, put: line.replace(/:\s*[^:]*$/, ": " + c.value + " ") }));
    return options.filter((o) => !rest.includes(o.name + ":") && o.name.startsWith(last.trim()))
      .map((o) => ({ title: o.type <= 2 ? o.name : o.name + ":", about: o.description, required: o.required, put: line.slice(0, line.length - last.length) + (o.type <= 2 ? o.name : o.name + ":") + " " }));
  }

  function redraw() {
    text.style.height = "auto";
    text.style.height = Math.min(text.scrollHeight, 200) + "px";
    choices = offers();
    marked = Math.min(marked, Math.max(0, choices.length - 1));
    suggest.hidden = !choices.length;
    suggest.replaceChildren(...choices.map((o, i) => {
      const b = el("button", { type: "button", className: "offer", onclick: () => take(o) }, el("b", { textContent: o.title }),
        ...(o.options ?? []).map((p) => el("span", { className: "opt", textContent: p.name })), el("small", { textContent: (o.required ? "required · " : "") + (o.about ?? "") }));
      b.setAttribute("aria-current", i === marked);
      return b;
    }));
  }

  function take(o) {
    text.value = o.put;
    marked = 0;
    redraw();
    text.focus();
  }

  async function send() {
    const value = text.value.trim(), c = room();
    if (!value || !c) return;
    const reply = to;
    text.value = "";
    drafts.delete(c.id);
    answer(null);
    redraw();
    await act({ do: "type", channel: c.id, text: value, message: reply?.id ?? "" });
  }

  text.oninput = redraw;
  text.onkeydown = (e) => {
    if (e.isComposing) return;
    if (choices.length && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
      marked = (marked + (e.key === "ArrowDown" ? 1 : choices.length - 1)) % choices.length;
      e.preventDefault();
      redraw();
    } else if (choices.length && (e.key === "Tab" || e.key === "Enter" && !text.value.includes(" ")) && choices[marked].put !== text.value) {
      e.preventDefault();
      take(choices[marked]);
    } else if (e.key === "Enter" && !e.shiftKey) {
      e.preventDefault();
      send();
    } else if (e.key === "Escape") {
      answer(null);
      suggest.hidden = true;
    }
  };
  $("composer").onsubmit = (e) => { e.preventDefault(); send(); };

  return {
    answer,
    room(c, name) {
      if (shown !== c.id) {
        if (shown) drafts.set(shown, text.value);
        text.value = drafts.get(c.id) ?? "";
        shown = c.id;
      }
      text.disabled = !c.writable;
      text.placeholder = c.writable ? `Message ${c.type === 1 ? "@" : c.parent ? "" : "#"}${name}` : "You do not have permission to send messages in this channel.";
      redraw();
    },
  };
}
