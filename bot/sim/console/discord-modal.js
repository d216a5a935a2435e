// The one modal on the screen.
import { el } from "./discord-text.js";

const dialog = document.getElementById("modal"), form = document.getElementById("form");
let open = null; // of which the dialog is

const key = (m) => m.Interaction ?? "local";

function field(f, i) {
  const id = "field" + i;
  let input;
  if (f.Choices?.length) input = el("select", {}, el("option", { value: "", textContent: f.Placeholder || "Select an option" }), ...f.Choices.map((c) => el("option", { value: c, textContent: c })));
  else input = el(f.Long ? "textarea" : "input", { rows: 4, placeholder: f.Placeholder ?? "", maxLength: f.Max || 4000, autocomplete: "off" });
  Object.assign(input, { id, name: f.CustomID, value: f.Value ?? "", required: f.Required });
  return el("div", { className: "mfield" }, el("label", { htmlFor: id }, f.Label, f.Required && el("span", { className: "must", textContent: " *", title: "required" })), input);
}

// showModal shows the modal that the state has, or a local question, and takes it away when there is none any more.
// submit gives back what went wrong, nothing when all is well.
export function showModal(modal, submit, close) {
  if (!modal) {
    if (open && open !== "local") { open = null; dialog.close(); }
    return;
  }
  if (open === key(modal)) return;
  open = key(modal);
  const wrong = el("p", { className: "wrong", role: "alert" });
  const send = el("button", { type: "submit", className: "dbtn primary", textContent: modal.local ? "Save" : "Submit" });
  const away = () => { if (!open) return; open = null; dialog.close(); close(); };
  const cross = el("button", { type: "button", className: "icon", textContent: "✕", onclick: away });
  cross.setAttribute("aria-label", "Close");
  form.replaceChildren(el("header", {}, el("h2", { textContent: modal.Title }), cross), el("div", { className: "body" }, ...modal.Fields.map(field), wrong),
    el("footer", {}, el("button", { type: "button", className: "dbtn plain", textContent: "Cancel", onclick: away }), send));
  form.onsubmit = async (e) => {
    e.preventDefault();
    send.disabled = true;
    const error = await submit(Object.fromEntries(new FormData(form)));
    send.disabled = false;
    wrong.textContent = error ?? "";
    if (!error && modal.local) { open = null; dialog.close(); }
  };
  dialog.oncancel = (e) => { e.preventDefault(); away(); };
  if (!dialog.open) dialog.showModal();
  form.querySelector("input, textarea, select")?.focus();
}
