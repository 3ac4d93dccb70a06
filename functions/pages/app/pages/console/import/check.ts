// What the service would refuse of a user for its form. It has the last word: this is here so that
// a mistake in row 90,000 is told before the first user is made.
import type { Code, NewUser, Wrong } from "./columns.js";

/** Checks one user after the other, and finds what stands in the file twice. */
export class Checker {
  readonly #seen = new Map<string, number>();

  constructor(readonly passwordMinLength: number) {}

  check(user: NewUser, row: number): Wrong[] {
    const wrong: Wrong[] = [];
    const say = (column: string, code: Code | false, values?: Wrong["values"]) => {
      if (code) wrong.push({ row, column, code, ...(values ? { values } : {}) });
    };
    say("email", emailOf(user));
    say("username", user.username !== undefined && !wellFormedUsername(user.username) && "invalid-username");
    say("phone_number", user.phone_number !== undefined && !/^\+[1-9][0-9]{7,14}$/.test(user.phone_number) && "invalid-phone-number");
    say("language", user.language !== undefined && !wellFormedLanguage(user.language) && "invalid-language");
    say("password", this.#password(user), { n: this.passwordMinLength });
    say("2fa_method", user["2fa_method"] !== undefined && methodOf(user));
    return [...wrong, ...this.#twice(user, row)];
  }

  #password(user: NewUser): Code | false {
    const { password, password_hash: hash } = user;
    if (password !== undefined && hash !== undefined) return "password-or-hash";
    if (hash !== undefined) return false;
    if (password === undefined) return !user.notify && !user.email_confirmed && "password-missing";
    if (length(password) < this.passwordMinLength) return "password-too-short";
    return [...password].length > 128 && "password-too-long";
  }

  #twice(user: NewUser, row: number): Wrong[] {
    const wrong: Wrong[] = [];
    for (const column of ["username", "email", "phone_number"] as const) {
      const value = user[column]?.trim().toLowerCase();
      if (!value) continue;
      const name = `${column} ${value}`;
      const before = this.#seen.get(name);
      if (before !== undefined) wrong.push({ row, column, code: "twice", values: { n: before } });
      else this.#seen.set(name, row);
    }
    return wrong;
  }
}

function emailOf({ email }: NewUser): Code | false {
  if (!email) return "email-missing";
  const address = email.trim();
  return (address.length > 254 || !/^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;.]{2,}$/.test(address)) && "invalid-email";
}

const wellFormedUsername = (name: string) => /^\s*[A-Za-z0-9][A-Za-z0-9._-]{2,31}\s*$/.test(name) && !/^\s*[0-9]+\s*$/.test(name);

function wellFormedLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function methodOf(user: NewUser): Code | false {
  if (user["2fa_method"] !== "email") return "method-not-email";
  return !user["2fa"] && "method-without-2fa";
}

// A run of spaces counts as one, and of two spellings of a character the shorter one counts.
function length(password: string): number {
  const plain = password.trim().replace(/ +/g, " ");
  return Math.min([...plain].length, [...plain.normalize("NFKC")].length);
}
