// SPDX-License-Identifier: Apache-2.0
// app.js: what a script adds to pages that work without it: lists that follow what happens. It only talks
// to the addresses the page itself names. Uploads: upload.js.
'use strict';

const QUICK = 1000; // ms between looks while something moves
const SLOW = 20000;

function element(name, className, text) {
	const e = document.createElement(name);
	if (className)
		e.className = className;
	if (text)
		e.textContent = text;
	return e;
}

function parsed(html) {
	return new DOMParser().parseFromString(html, 'text/html').body;
}

// ---- lists that follow: the server's own fragment replaces the old one
async function look(list) {
	try {
		const answer = await fetch(list.dataset.live, { headers: { 'X-Sekisho': 'script' }, credentials: 'same-origin' });
		if (answer.status === 401) {
			location.assign('/signin?again=1');
			return list;
		}
		if (!answer.ok || answer.redirected)
			return list;
		const fresh = parsed(await answer.text()).querySelector('[data-live]');
		if (!fresh || fresh.id !== list.id || fresh.outerHTML === list.outerHTML)
			return list;
		if (list.contains(document.activeElement))
			return list; // not under somebody's fingers
		list.replaceWith(fresh);
		return fresh;
	} catch {
		return list;
	}
}

let followed = null;
let timer = 0;

async function follow() {
	clearTimeout(timer);
	if (!followed)
		return;
	if (!document.hidden)
		followed = await look(followed);
	timer = setTimeout(follow, followed.dataset.moving === '1' ? QUICK : SLOW);
}

followed = document.querySelector('[data-live]');
if (followed)
	timer = setTimeout(follow, followed.dataset.moving === '1' ? QUICK : SLOW);
document.addEventListener('visibilitychange', () => {
	if (!document.hidden)
		follow();
});
