import { finishSignIn, signIn } from "./sign-in.js";

const latchkey = document.querySelector("meta[name=latchkey]").content;
const application = { pages: latchkey, returnTo: new URL("/", location.href).href };
const part = (name) => document.querySelector(`[data-part=${name}]`);

const reasons = {
  access_denied: "You came back without signing in.",
  wrong_state: "This sign-in did not begin in this browser, so it ended here. Begin again with the button.",
  invalid_authorization_code: "The sign-in took too long, or it was finished already.",
};

function show(state) {
  for (const section of document.querySelectorAll("main section")) section.hidden = section.id !== state;
  document.querySelector(`#${state} h1`).focus();
}

function refuse(error) {
  part("reason").textContent = reasons[error.message] ?? "The sign-in service did not answer. Try again in a moment.";
  show("refused");
}

function welcome(user) {
  part("name").textContent = user.username;
  part("email").textContent = user.email;
  part("role").textContent = user.role;
  show("signed-in");
}

const call = (method, path, token) => fetch(latchkey + path, { method, headers: { authorization: `Bearer ${token}` } });

// A reload goes on with the session, while that is valid.
async function resume(token) {
  const answer = await call("GET", "/users/me", token);
  if (answer.ok) return welcome(await answer.json());
  sessionStorage.removeItem("token");
  show("signed-out");
}

async function begin() {
  show("returning");
  await signIn(application);
}

async function signOut() {
  await call("POST", "/users/logout", sessionStorage.getItem("token"));
  sessionStorage.removeItem("token");
  show("signed-out");
}

async function load() {
  if (location.hash) show("returning");
  const session = await finishSignIn(application);
  if (session) {
    sessionStorage.setItem("token", session.token);
    return welcome(session.user);
  }
  const token = sessionStorage.getItem("token");
  return token ? resume(token) : show("signed-out");
}

for (const button of document.querySelectorAll("[data-do=sign-in]")) button.addEventListener("click", () => begin().catch(refuse));
document.querySelector("[data-do=sign-out]").addEventListener("click", () => signOut().catch(refuse));
addEventListener("hashchange", () => load().catch(refuse));
load().catch(refuse);
