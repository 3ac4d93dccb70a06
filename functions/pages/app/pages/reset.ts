// A new password: with the token of a mail, or with the code of an admin.
import { place, stay, type View, type Visit } from "../core/router.js";
import { withAdminCode } from "./reset/code.js";
import { withToken } from "./reset/token.js";

export default function reset({ fragment, signal }: Visit): View {
  const token = new URLSearchParams(fragment).get("token");
  if (token) return withToken(token, signal);
  if (fragment === "code") stay({ part: "code" });
  return place().part === "code" ? withAdminCode(signal) : withToken(undefined, signal);
}
