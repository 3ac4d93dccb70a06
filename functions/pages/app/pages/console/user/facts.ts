import type { User } from "latchkey-client";
import { h, type Child } from "../../../core/dom.js";
import { language, t } from "../../../core/words.js";
import { badge, moment, nothing } from "../section.js";
import { addressBadge, statusBadge } from "../users.js";

/** What is known of a user. */
export function facts(user: User): HTMLElement {
  const { phone_number: phone } = user;
  const pairs: [string, Child][] = [
    [t("console.users.email"), [user.email, " ", addressBadge(user)]],
    [t("console.users.phone"), phone ? [phone, " ", user.phone_confirmed ? badge(t("console.confirmed"), "good") : badge(t("console.unconfirmed"))] : nothing()],
    [t("console.factor"), factor(user)],
    [t("console.role"), t(`console.roles.${user.role}`)],
    [t("console.status"), statusBadge(user)],
    [t("console.user.language"), user.language ? named(user.language) : nothing()],
    [t("console.last-login"), moment(user.last_login)],
    [t("console.user.created"), moment(user.created_at)],
    [t("console.user.changed"), moment(user.updated_at)],
    [t("console.user.id"), h("span", { class: "number" }, String(user.id))],
  ];
  return h("dl", { class: "pairs" }, ...pairs.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]).flat());
}

function factor(user: User): Child {
  if (user["2fa"]) return t(`console.methods.${user["2fa_method"] ?? "email"}`);
  const after = user.email_otp_required_after;
  return after ? [t("console.user.rollout"), " ", moment(after)] : t("console.user.no-factor");
}

function named(tag: string): string {
  return new Intl.DisplayNames(language, { type: "language" }).of(tag) ?? tag;
}
