// SPDX-License-Identifier: Apache-2.0
// app.js: what a script adds to pages that work without it: dropping files, many at a time with their
// progress, and lists that follow what happens. It only talks to the addresses the page itself names.
'use strict';

const PARALLEL = 2;
const QUICK = 2000; // ms between looks while something moves
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

// ---- uploads: one request a file, so that one bad file spoils nothing
class Uploads {
	constructor(form) {
		this.form = form;
		this.box = form.querySelector('[data-jobs]');
		this.list = form.querySelector('[data-list]');
		this.sum = form.querySelector('[data-sum]');
		this.input = form.querySelector('input[type=file]');
		this.queue = [];
		this.running = 0;
		this.done = 0;
		this.total = 0;
		form.addEventListener('submit', (event) => {
			if (!this.input.files.length)
				return; // the server says what is missing
			event.preventDefault();
			this.add(this.input.files);
		});
		const drop = form.querySelector('[data-drop]');
		drop.addEventListener('dragover', (event) => {
			event.preventDefault();
			drop.classList.add('drop-over');
		});
		drop.addEventListener('dragleave', () => drop.classList.remove('drop-over'));
		drop.addEventListener('drop', (event) => {
			event.preventDefault();
			drop.classList.remove('drop-over');
			if (form.reportValidity())
				this.add(event.dataTransfer.files);
		});
		for (const field of form.querySelectorAll('[data-picks]'))
			field.addEventListener('input', () => {
				document.getElementById(field.dataset.picks).checked = true;
			});
	}

	add(files) {
		const fields = [...new FormData(this.form)].filter(([, value]) => typeof value === 'string');
		this.box.hidden = false;
		for (const file of files) {
			const row = element('li');
			row.append(element('span', 'name', file.name));
			const state = element('div');
			state.append(element('span', 'job-note', this.box.dataset.waiting));
			row.append(state);
			this.list.append(row);
			this.queue.push({ file, fields, state });
			this.total++;
		}
		this.input.value = '';
		this.box.scrollIntoView({ block: 'nearest' });
		this.next();
	}

	next() {
		this.sum.textContent = `${this.done} / ${this.total}`;
		while (this.running < PARALLEL && this.queue.length) {
			this.running++;
			this.send(this.queue.shift());
		}
	}

	send(job) {
		const body = new FormData();
		for (const [name, value] of job.fields)
			body.append(name, value);
		body.append('file', job.file);
		const bar = element('progress');
		bar.max = 1;
		bar.value = 0;
		bar.setAttribute('aria-label', job.file.name);
		const note = element('span', 'job-note', this.box.dataset.sending);
		job.state.replaceChildren(bar, note);
		const request = new XMLHttpRequest();
		request.open('POST', this.form.action);
		request.setRequestHeader('X-Sekisho', 'script');
		request.upload.addEventListener('progress', (event) => {
			if (event.lengthComputable)
				bar.value = event.loaded / event.total;
		});
		request.upload.addEventListener('load', () => {
			note.textContent = this.box.dataset.checking;
		});
		request.addEventListener('load', () => this.end(job, request));
		request.addEventListener('error', () => this.end(job, null));
		request.addEventListener('abort', () => this.end(job, null));
		request.send(body);
	}

	end(job, request) {
		let result = null;
		if (request && request.status === 401) {
			location.assign('/signin?again=1');
			return;
		}
		if (request)
			result = parsed(request.responseText).querySelector('.job-result');
		if (!result) {
			result = element('p', 'job-result');
			const large = request && request.status === 413;
			result.append(element('strong', '', this.box.dataset.failed),
				' ' + (large ? this.box.dataset.large : this.box.dataset.lost));
		}
		job.state.replaceChildren(result);
		this.running--;
		this.done++;
		this.next();
		if (this.running === 0)
			follow();
	}
}

for (const form of document.querySelectorAll('[data-upload]'))
	new Uploads(form);
followed = document.querySelector('[data-live]');
if (followed)
	timer = setTimeout(follow, followed.dataset.moving === '1' ? QUICK : SLOW);
document.addEventListener('visibilitychange', () => {
	if (!document.hidden)
		follow();
});
