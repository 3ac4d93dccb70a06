// Users: a search, and the table of those whom it finds.
import type { User, UserQuery } from "latchkey-client";
import { h, put, type Child } from "../../core/dom.js";
import { Field, Form } from "../../core/form.js";
import { client, isAdmin } from "../../core/session.js";
import { t } from "../../core/words.js";
import { listing, type Column } from "./listing.js";
import { badge, heading, moment, nothing, type Section } from "./section.js";

type By = "username" | "email" | "phone_number";
interface Search {
  by: By;
  text: string;
  role: string;
  status: string;
}

// Staff who come back from a user find the search as it was. It is in no address, because an e-mail
// address may be in it.
let last: Search = { by: "username", text: "", role: "", status: "" };

export const usersSection: Section = ({ signal }) => {
  const results = h("div", {});
  const show = () => put(results, listing({ caption: t("console.users.title"), columns: columns(), read, empty: empty(), signal }));
  const form = searchForm(signal, show);
  show();
  return [heading(t("console.users.title")), form, results];
};

function searchForm(signal: AbortSignal, show: () => void): HTMLElement {
  const by = new Field({
    name: "by", type: "select", label: t("console.users.by"), value: last.by,
    choices: [["username", t("console.users.username")], ["email", t("console.users.email")], ["phone_number", t("console.users.phone")]],
  });
  const text = new Field({ name: "text", type: "search", label: t("console.users.text"), value: last.text, attributes: { required: false, autocapitalize: "none", spellcheck: "false" } });
  const role = new Field({ name: "role", type: "select", label: t("console.role"), value: last.role, attributes: { required: false }, choices: [["", t("console.users.any")], ...roles()] });
  const status = new Field({ name: "status", type: "select", label: t("console.status"), value: last.status, attributes: { required: false }, choices: [["", t("console.users.any")], ...statuses()] });
  const form = new Form({
    fields: [text, by, role, status],
    action: t("console.users.search"),
    signal,
    submit: async () => {
      const typed = text.value.trim();
      if (typed.includes("@")) by.value = "email";
      if (typed.startsWith("+")) by.value = "phone_number";
      last = { by: by.value as By, text: typed, role: role.value, status: status.value };
      show();
    },
  });
  form.element.classList.add("search");
  form.element.setAttribute("role", "search");
  return form.element;
}

export const roles = () => (["user", "support", "admin"] as const).map((role) => [role, t(`console.roles.${role}`)] as const);
export const statuses = () => (["active", "disabled"] as const).map((status) => [status, t(`console.statuses.${status}`)] as const);

async function read(cursor: string | undefined) {
  const { by, text, role, status } = last;
  const query = { ...(text && { [by]: text.replaceAll(by === "phone_number" ? /[\s()/-]/g : /^\s+/g, "") }), ...(role && { role }), ...(status && { status }), ...(cursor && { cursor }) };
  const { body } = await client.call("GET", "/api/v1/admin/users", { query: query as UserQuery });
  return { items: body.users, next: body.next_cursor };
}

function empty(): Child {
  if (!last.text && !last.role && !last.status) return t("console.users.none");
  return t(last.by === "phone_number" ? "console.users.no-number" : "console.users.not-found");
}

// Support finds a user by the name only.
export const placeOf = (user: User) => `console#users/${isAdmin() ? user.id : user.username}`;

function columns(): Column<User>[] {
  return [
    { head: t("console.users.username"), cell: (user) => h("a", { href: placeOf(user) }, user.username) },
    { head: t("console.users.email"), cell: (user) => [user.email, " ", addressBadge(user, true)] },
    { head: t("console.role"), cell: (user) => (user.role === "user" ? h("span", { class: "quiet" }, t("console.roles.user")) : badge(t(`console.roles.${user.role}`))) },
    { head: t("console.status"), cell: (user) => statusBadge(user) },
    { head: t("console.factor"), cell: (user) => (user["2fa"] ? t(`console.methods.${user["2fa_method"] ?? "email"}`) : nothing()) },
    { head: t("console.last-login"), cell: (user) => moment(user.last_login), aligned: true },
  ];
}

export const statusBadge = (user: User) => badge(t(`console.statuses.${user.status}`), user.status === "active" ? "good" : "bad");

/** What is to be known of the address. Where all is well, lists say nothing. */
export function addressBadge(user: User, brief = false): Child {
  if (user.email_undeliverable) return badge(t(`console.undeliverable.${user.email_undeliverable}`), "bad");
  if (user.email_confirmed) return !brief && badge(t("console.confirmed"), "good");
  return badge(t("console.unconfirmed"));
}
