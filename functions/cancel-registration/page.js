'use strict';
const find = (id) => document.getElementById(id);
const token = new URLSearchParams(location.hash.slice(1)).get('token');
// The token leaves the address bar at once, and with it the browser's history.
history.replaceState(null, '', location.pathname);

const done = (title, words) => {
  find('title').textContent = title;
  find('words').textContent = words;
  find('cancel').hidden = true;
  find('reason').textContent = '';
};
const refused = (words) => {
  find('reason').textContent = words;
  find('cancel').disabled = false;
};

if (!token) done('This link is incomplete', 'Open the link from the mail again, or do nothing: an account that is not confirmed is removed by itself.');
find('cancel').addEventListener('click', async () => {
  find('cancel').disabled = true;
  try {
    const answer = await fetch(location.pathname, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    if (answer.ok) return done('The account was removed', 'Nobody can use your address without you. You can close this page.');
    refused((await answer.json()).detail);
  } catch {
    refused('The service could not be reached. Try again in a moment.');
  }
});
