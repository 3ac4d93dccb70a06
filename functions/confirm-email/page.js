'use strict';
const find = (id) => document.getElementById(id);
const given = new URLSearchParams(location.hash.slice(1));
// The code leaves the address bar at once, and with it the browser's history.
history.replaceState(null, '', location.pathname);

const done = (title, words) => {
  find('title').textContent = title;
  find('words').textContent = words;
  find('confirm').hidden = true;
  find('reason').textContent = '';
};
const refused = (words) => {
  find('reason').textContent = words;
  find('confirm').disabled = false;
};

if (!given.get('challenge_id') || !given.get('code')) {
  done('This link is not complete', 'Open the link of the mail again, or type its six digits where you registered.');
}
find('confirm').addEventListener('click', async () => {
  find('confirm').disabled = true;
  try {
    const answer = await fetch(location.pathname, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ challenge_id: given.get('challenge_id'), code: given.get('code') }),
    });
    if (answer.ok) return done('Your address is confirmed', 'You can close this page and sign in.');
    refused((await answer.json()).detail);
  } catch {
    refused('The service could not be reached. Try again in a moment.');
  }
});
