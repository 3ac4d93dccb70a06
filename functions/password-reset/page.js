'use strict';
const find = (id) => document.getElementById(id);
const token = new URLSearchParams(location.hash.slice(1)).get('token');
// Whatever was pasted around the token is left out.
const pasted = () => (find('token').value.match(/lk[ri]_[\w-]+/) || [''])[0];
// A token that begins so is of an invitation: there was no password, and nobody was signed in.
const invites = (t) => t.startsWith('lki_');
// The token leaves the address bar at once, and with it the browser's history.
history.replaceState(null, '', location.pathname);

const done = (title, words) => {
  find('title').textContent = title;
  find('words').textContent = words;
  find('form').hidden = true;
  find('reason').textContent = '';
};
const refused = (problem) => {
  find('reason').textContent = (problem.errors || []).map((e) => e.detail).join(' ') || problem.detail;
  find('send').disabled = false;
};

if (token && invites(token)) {
  document.title = find('title').textContent = 'Choose a password';
  find('send').textContent = 'Set the password';
}
// Some mail programs cut the fragment off a link. The mail has the token to paste, too.
if (!token) {
  find('words').textContent = 'The link has no token. Paste the token from the mail here, and choose a password.';
  find('pasting').hidden = false;
  find('token').required = true;
}
find('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  find('send').disabled = true;
  const used = token || pasted();
  try {
    const answer = await fetch(location.pathname + '/confirm', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: used, new_password: find('password').value }),
    });
    if (answer.ok) return done('Your password is set', 
      (invites(used) ? '' : 'Every device was signed out. ') + 'You can close this page and sign in.');
    refused(await answer.json());
  } catch {
    refused({ detail: 'The service could not be reached. Try again in a moment.' });
  }
});
