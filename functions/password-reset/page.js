'use strict';
const find = (id) => document.getElementById(id);
const token = new URLSearchParams(location.hash.slice(1)).get('token');
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

if (!token) done('This link is not complete', 'Open the link of the mail again, or ask for another.');
find('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  find('send').disabled = true;
  try {
    const answer = await fetch(location.pathname + '/confirm', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, new_password: find('password').value }),
    });
    if (answer.ok) return done('Your password is set', 'Every device was signed out. You can close this page and sign in.');
    refused(await answer.json());
  } catch {
    refused({ detail: 'The service could not be reached. Try again in a moment.' });
  }
});
