// Registration keys: each makes one account.
import type { components } from "latchkey-client";
import { announce } from "../../core/announce.js";
import { confirmed, openDialog } from "../../core/dialog.js";
import { h, put, type Child } from "../../core/dom.js";
import { Field, Form } from "../../core/form.js";
import { withFreshSession } from "../../core/renew.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";
import { listing, type Column } from "./listing.js";
import { badge, button, date, failed, heading, nothing, type Section } from "./section.js";
import { endOf, inDays, shownOnce } from "./secret.js";

type Key = components["schemas"]["ListedKey"];

export const keysSection: Section = ({ signal }) => {
  const list = h("div", {});
  const alerts = h("div", { class: "alerts" });
  const show = () => put(list, listing({ caption: t("console.keys.title"), columns: columns(revoke), read, empty: t("console.keys.none"), signal }));
  async function revoke(key: Key): Promise<void> {
    const text = t("console.keys.revoke-text", { hint: key.hint });
    if (!(await confirmed(t("console.keys.revoke"), text, t("console.keys.revoke"), signal, { danger: true }))) return;
    try {
      await client.call("DELETE", "/api/v1/admin/registration-keys/{id}", { path: { id: String(key.id) } });
      put(alerts);
      announce(t("console.keys.revoked"));
    } catch (error) {
      if (!signal.aborted) put(alerts, failed(error, signal, () => revoke(key)));
    }
    show();
  }
  show();
  const issuing = button(t("console.keys.issue"), () => issue(signal).then((issued) => issued && show()), "primary");
  return [heading(t("console.keys.title"), issuing), h("p", { class: "quiet" }, t("console.keys.about")), alerts, list];
};

async function read(cursor: string | undefined) {
  const { body } = await client.call("GET", "/api/v1/admin/registration-keys", { query: cursor ? { cursor } : {} });
  return { items: body.keys, next: body.next_cursor };
}

function columns(revoke: (key: Key) => Promise<void>): Column<Key>[] {
  return [
    { head: t("console.keys.key"), cell: (key) => h("span", { class: "mono" }, `…${key.hint}`) },
    { head: t("console.keys.state"), cell: state },
    { head: t("console.keys.note"), cell: (key) => key.note || nothing() },
    { head: t("console.keys.for"), cell: (key) => key.email ?? h("span", { class: "quiet" }, t("console.keys.anyone")) },
    { head: t("console.keys.until"), cell: (key) => date(key.expires_at), aligned: true },
    { head: t("console.keys.created"), cell: (key) => date(key.created_at), aligned: true },
    { head: t("console.action"), cell: (key) => usable(key) && button(t("console.keys.revoke"), () => revoke(key), "plain") },
  ];
}

const expired = (key: Key) => new Date(key.expires_at) <= new Date();
const usable = (key: Key) => key.active && !expired(key);

function state(key: Key): Child {
  if (key.used_by) return [badge(t("console.keys.used")), " ", h("a", { href: `console#users/${key.used_by}` }, t("console.keys.by"))];
  if (!key.active) return badge(t("console.keys.is-revoked"), "bad");
  return expired(key) ? badge(t("console.keys.expired")) : badge(t("console.keys.active"), "good");
}

function issue(signal: AbortSignal): Promise<true | null> {
  const id = crypto.randomUUID();
  let issued: true | null = null;
  return openDialog<true>(t("console.keys.issue"), signal, ({ signal, close, cancel }) => {
    const place = h("div", { class: "issue" });
    const count = new Field({ name: "count", type: "number", label: t("console.keys.count"), value: "1", attributes: { min: 1, max: 100, step: 1, autofocus: true } });
    const note = new Field({ name: "note", label: t("console.keys.note"), hint: t("console.keys.note-hint"), optional: true, attributes: { maxlength: 200 } });
    const email = new Field({ name: "email", type: "email", label: t("console.keys.for"), hint: t("console.keys.for-hint"), optional: true });
    const until = new Field({ name: "expires_at", type: "date", label: t("console.keys.until"), hint: t("console.keys.until-hint"), optional: true, attributes: { min: inDays(0), max: inDays(89) } });
    // The same key for the same wishes: other wishes are another request.
    let [asked, attempt] = ["", 0];
    const submit = async () => {
      const body = {
        count: Number(count.value),
        ...(note.value.trim() && { note: note.value.trim() }),
        ...(email.value.trim() && { email: email.value.trim() }),
        ...(until.value && { expires_at: endOf(until.value) }),
      };
      if (JSON.stringify(body) !== asked) [asked, attempt] = [JSON.stringify(body), attempt + 1];
      const send = () => client.call("POST", "/api/v1/admin/registration-keys", { body, headers: { "Idempotency-Key": `${id}-${attempt}` } });
      const answer = await withFreshSession(send, signal);
      if (!answer) return;
      issued = true;
      put(place, ...shownOnce({ keys: answer.body.keys.map((key) => key.registration_key), file: "registration-keys.txt", close: () => close(true) }));
      place.querySelector<HTMLElement>("[data-first]")?.focus();
    };
    put(place, new Form({ fields: [count, note, email, until], action: t("console.keys.issue"), beside: [cancel], signal, submit }).element);
    return [place];
  }).then(() => issued);
}
