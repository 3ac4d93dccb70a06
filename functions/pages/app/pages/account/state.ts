// The account that is shown, and how it is changed.
import { isProblem, type User, type UserChanges } from "latchkey-client";
import { proven } from "../../core/proven.js";
import { client } from "../../core/session.js";

export interface Account {
  user: User;
  /** Ends with the visit. */
  signal: AbortSignal;
}

/** Reads the user. Staff who have to add a factor first are who they were at the sign-in. */
export async function read(): Promise<User> {
  try {
    return keepUser(await client.user());
  } catch (error) {
    if (!isProblem(error, "factor_required") || !client.session) throw error;
    return client.session.user;
  }
}

/** Changes the user, with the password and the code that it takes. False: the user went back. */
export async function change(account: Account, changes: UserChanges): Promise<boolean> {
  const reply = await proven((headers) => client.call("PATCH", "/users/{id}", { path: { id: "me" }, body: changes, headers }), account.signal);
  if (!reply) return false;
  const { result: _, challenge: __, ...user } = reply.body;
  account.user = keepUser(user as User);
  return true;
}

// The menu and the dialog for the password show who is signed in.
function keepUser(user: User): User {
  const session = client.session;
  const known = session?.user.username === user.username && session.user.role === user.role;
  if (session && !known) client.session = { ...session, user: { ...session.user, username: user.username, role: user.role } };
  return user;
}
