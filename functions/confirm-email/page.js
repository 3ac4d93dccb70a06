'use strict';
const find = (id) => document.getElementById(id);
const given = new URLSearchParams(location.hash.slice(1));
// The code leaves the address bar at once, and with it the browser's history.
history.replaceState(null, '', location.pathname);
find('username').value = given.get('username') || '';

const done = (title, words) => {
  find('title').textContent = title;
  find('words').textContent = words;
  find('form').hidden = true;
  find('reason').textContent = '';
};
const refused = (words) => {
  find('reason').textContent = words;
  find('confirm').disabled = false;
};
// Paths are relative to this page's: a proxy may serve the service below a prefix.
const post = (path, body, token) => fetch(path, {
  method: 'POST',
  headers: { 'content-type': 'application/json', ...(token && { authorization: 'Bearer ' + token }) },
  body: body && JSON.stringify(body),
});

// signIn gives the challenge of the valid confirmation: only somebody who knows the password
// gets it. If the sign-in starts a session, because nothing had to be confirmed, it is ended at once.
const signIn = async () => {
  const answer = await post('login', { username: find('username').value, password: find('password').value });
  const said = await answer.json();
  if (answer.status === 200) await post('logout', null, said.token);
  if (answer.ok) return { confirmed: answer.status === 202 || said.user.email_confirmed };
  return said.code === 'email_unconfirmed' ? { challenge: said.challenge, refusal: said.detail } : { refusal: said.detail };
};

const confirm = async () => {
  const { confirmed, challenge, refusal } = await signIn();
  if (confirmed) return done('Your address is confirmed', 'You can close this page and sign in.');
  if (!challenge) return refused(refusal || 'Enter the six digits from the mail where you registered.');
  const answer = await post(location.pathname, { challenge_id: challenge.id, code: given.get('code') });
  if (answer.ok) return done('Your address is confirmed', 'You can close this page and sign in.');
  refused((await answer.json()).detail);
};

if (!given.get('code')) {
  done('This link is incomplete', 'Open the link from the mail again, or enter its six digits where you registered.');
}
find('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  find('confirm').disabled = true;
  try {
    await confirm();
  } catch {
    refused('The service could not be reached. Try again in a moment.');
  }
});
