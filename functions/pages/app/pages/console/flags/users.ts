// The users who are listed in a flag: added by name or id.
import { isProblem, type User } from "latchkey-client";
import { h, put } from "../../../core/dom.js";
import { Field } from "../../../core/form.js";
import { troubleOf } from "../../../core/problem.js";
import { client } from "../../../core/session.js";
import { t } from "../../../core/words.js";
import { button } from "../section.js";

const named = 25; // as many names are looked up; the others are shown by id

export function userList(ids: number[], signal: AbortSignal, changed: () => void) {
  const names = new Map<number, string>();
  const listed = new Set(ids);
  const list = h("ul", { class: "chips" });
  const field = new Field({ name: "users", label: t("console.flags.users"), hint: t("console.flags.users-hint"), attributes: { required: false, autocapitalize: "none", spellcheck: "false" } });

  function draw(): void {
    put(list, ...[...listed].map((id) => h("li", {}, h("a", { href: `console#users/${id}` }, names.get(id) ?? String(id)), remove(id))));
  }
  const remove = (id: number) => {
    const work = () => {
      listed.delete(id);
      draw();
      changed();
      field.control.focus();
    };
    return button("×", work, "plain", { "aria-label": t("console.flags.remove", { name: names.get(id) ?? id }) });
  };
  // Whether nothing is left in the box.
  async function add(): Promise<boolean> {
    const typed = field.value.trim().toLowerCase();
    if (!typed) return true;
    try {
      const user = await find(typed);
      if (user) take(user);
      else field.complain(t("console.flags.no-user"));
    } catch (error) {
      if (!signal.aborted) field.complain(troubleOf(error).text);
    }
    field.control.focus();
    return field.value === "";
  }
  function take(user: User): void {
    names.set(user.id, user.username);
    listed.add(user.id);
    field.value = "";
    field.complain("");
    draw();
    changed();
  }
  // Enter in the box adds; it does not save.
  field.control.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent) || event.key !== "Enter") return;
    event.preventDefault();
    void add();
  });
  draw();
  for (const id of ids.slice(0, named)) {
    void find(String(id)).then((user) => {
      if (!user || signal.aborted) return;
      names.set(id, user.username);
      if (!list.contains(document.activeElement)) draw();
    }, () => {});
  }
  field.control.after(button(t("console.flags.add"), add));
  field.element.classList.add("adder");
  return { element: h("div", {}, field.element, list), ids: () => [...listed], add };
}

async function find(typed: string): Promise<User | undefined> {
  try {
    if (/^\d+$/.test(typed)) return (await client.call("GET", "/users/{id}", { path: { id: typed } })).body;
  } catch (error) {
    if (isProblem(error, "user_not_found")) return undefined;
    throw error;
  }
  const { body } = await client.call("GET", "/api/v1/admin/users", { query: { username: typed, limit: 1 } });
  return body.users.find((user) => user.username === typed);
}
