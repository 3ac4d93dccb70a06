// Feature flags: who is asked for a mailed code at sign-in.
import type { components } from "latchkey-client";
import { h, type Child } from "../../core/dom.js";
import { loaded } from "../../core/loaded.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";
import { enrolCard } from "./flags/enrol.js";
import { rolloutCard } from "./flags/rollout.js";
import { heading, type Section } from "./section.js";

export type Flag = components["schemas"]["FeatureFlag"];

export const flagsSection: Section = ({ signal }) => {
  return [heading(t("console.flags.title")), h("p", { class: "quiet" }, t("console.flags.about")), loaded(signal, read, (flags) => cards(flags, signal))];
};

async function read(): Promise<Flag[]> {
  return (await client.call("GET", "/api/v1/admin/feature-flags")).body.feature_flags;
}

const never = { enabled: false, percentage: 0, users: [], updated_at: null };

function cards(flags: Flag[], signal: AbortSignal): Child[] {
  const named = (name: Flag["name"]): Flag => flags.find((flag) => flag.name === name) ?? { name, ...never };
  return [h("div", { class: "flags" }, enrolCard(named("enrol_new_users_in_email_otp"), signal), rolloutCard(named("email_based_mfa"), signal))];
}

/** Sets a flag, as a whole. */
export async function setFlag(name: Flag["name"], body: Partial<Pick<Flag, "enabled" | "percentage" | "users">>): Promise<Flag> {
  return (await client.call("PUT", "/api/v1/admin/feature-flags/{name}", { path: { name }, body })).body;
}
