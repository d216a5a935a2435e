// A modal as a form in the page's dialog.
import { h, icon } from "./dom.js";
import { allOptions, blocksNode, textObject } from "./blocks.js";

// control renders a form element and tells how to read and focus it.
function control(b, e, ctx, id) {
  const value = ctx.valueOf(b.block_id, e);
  const common = { id, placeholder: e.placeholder?.text ?? "", "aria-describedby": id + "-note" };
  const options = (chosen) => allOptions(e).map((o) => h("option", { value: o.value, selected: chosen.includes(o.value) }, o.text.text));
  const people = (chosen) => Object.values(ctx.people).filter((p) => !p.bot && !p.deleted).map((p) => h("option", { value: p.id, selected: chosen.includes(p.id) }, p.name));
  const several = (node) => ({ node, read: () => [...node.selectedOptions].map((o) => o.value).join(", ") });
  const single = (node) => ({ node, read: () => node.value });
  switch (e.type) {
    case "plain_text_input": return single(h(e.multiline ? "textarea" : "input", { ...common, value, maxLength: 6000, autocomplete: "off", spellcheck: true }));
    case "email_text_input": return single(h("input", { ...common, value, type: "email", autocomplete: "off" }));
    case "url_text_input": return single(h("input", { ...common, value, type: "url", autocomplete: "off" }));
    case "number_input": return single(h("input", { ...common, value, inputMode: "decimal", autocomplete: "off" }));
    case "datepicker": return single(h("input", { ...common, value, type: "date" }));
    case "static_select": return single(h("select", common, h("option", { value: "" }, e.placeholder?.text ?? "Choose an option"), ...options([value])));
    case "users_select": return single(h("select", common, h("option", { value: "" }, e.placeholder?.text ?? "Choose somebody"), ...people([value])));
    case "multi_static_select": return several(h("select", { ...common, multiple: true }, ...options(value.split(", "))));
    case "multi_users_select": return several(h("select", { ...common, multiple: true }, ...people(value.split(", "))));
    case "radio_buttons": case "checkboxes": {
      const type = e.type === "checkboxes" ? "checkbox" : "radio", chosen = value.split(", ");
      const boxes = allOptions(e).map((o) => h("input", { type, name: id, value: o.value, checked: chosen.includes(o.value) }));
      const node = h("div", { id }, ...allOptions(e).map((o, i) => h("label", { className: "choice" }, boxes[i], h("span", {}, textObject(o.text, ctx), o.description && h("span", { className: "hint" }, o.description.text)))));
      return { node, group: true, read: () => boxes.filter((x) => x.checked).map((x) => x.value).join(", ") };
    }
  }
  return { node: h("em", { id }, `(${e.type} is not drawn here)`), read: () => undefined };
}

// initial is what a field holds before it is touched, as the page enters it.
export function initial(state) {
  if (!state) return "";
  const one = state.value ?? state.selected_option?.value ?? state.selected_user ?? state.selected_date;
  if (one) return one;
  return (state.selected_options ?? []).map((o) => o.value).concat(state.selected_users ?? []).join(", ");
}

function fieldNode(b, ctx, fields) {
  const id = "f-" + b.block_id + "-" + b.element.action_id;
  const c = control(b, b.element, ctx, id);
  fields.push({ block: b.block_id, action: b.element.action_id, label: b.label.text, node: c.node, read: c.read });
  const label = h(c.group ? "legend" : "label", c.group ? {} : { for: id }, b.label.text, b.optional && h("span", { className: "opt" }, " (optional)"));
  const note = h("div", { id: id + "-note" });
  const max = b.element.type === "plain_text_input" && b.element.max_length;
  if (max) {
    const left = h("span", { className: "left" });
    const count = () => { left.textContent = c.node.value.length > max * 0.8 ? `${max - c.node.value.length} left` : ""; };
    c.node.addEventListener("input", count);
    count();
    note.append(left);
  }
  if (b.hint) note.append(h("span", { className: "hint" }, b.hint.text));
  return h(c.group ? "fieldset" : "div", { className: "field", "data-label": b.label.text }, label, c.node, note);
}

// drawModal fills the dialog with a view. on.submit(values) and on.close(all) tell what the person did; on.submit
// resolves to {error, errors} for what is wrong.
export function drawModal(dialog, view, ctx, on) {
  const fields = [];
  const failure = h("div", { role: "alert" });
  const entered = () => {
    const values = {};
    for (const f of fields) { const v = f.read(); if (v !== undefined) (values[f.block] ??= {})[f.action] = v; }
    return values;
  };
  const press = ctx.press;
  ctx = { ...ctx, press: (b, e, value) => press(b, e, value, entered()) }; // a button takes along what was typed
  const body = h("div", { className: "body" }, failure, ...view.blocks.map((b) => b.type === "input" ? fieldNode(b, ctx, fields) : blocksNode([b], ctx)));
  const submit = view.submit && h("button", { type: "submit", className: "btn primary" }, view.submit.text);
  const close = h("button", { type: "button", className: "btn", onclick: () => on.close(false) }, view.close?.text ?? (view.submit ? "Cancel" : "Close"));
  const form = h("form", { noValidate: true, style: "display:contents", onsubmit: async (ev) => {
    ev.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    submit.replaceChildren(h("span", { className: "spin", "aria-hidden": "true" }), " " + view.submit.text);
    const { error, errors } = await on.submit(entered());
    submit.disabled = false;
    submit.replaceChildren(view.submit.text);
    showErrors(form, failure, fields, error, errors ?? {});
  } },
    h("header", {}, h("h2", { id: "modal-title" }, view.title.text), h("button", { type: "button", className: "icon", "aria-label": "Close", onclick: () => on.close(true) }, icon("x"))),
    body, h("footer", {}, close, submit));
  dialog.replaceChildren(form);
  const first = fields[0]?.node;
  (first?.querySelector?.("input") ?? first ?? close).focus();
}

function showErrors(form, failure, fields, error, errors) {
  failure.replaceChildren(error ? h("p", { className: "failure" }, error) : "");
  for (const box of form.querySelectorAll(".field")) {
    const why = errors[box.dataset.label];
    box.querySelector(".error")?.remove();
    const f = fields.find((x) => x.label === box.dataset.label);
    f.node.setAttribute("aria-invalid", why ? "true" : "false");
    if (why) box.append(h("span", { className: "error", role: "alert" }, icon("warn"), why));
  }
  const wrong = fields.find((f) => errors[f.label]);
  (wrong?.node.querySelector?.("input") ?? wrong?.node)?.focus();
}
