// SPDX-License-Identifier: Apache-2.0
// upload.js: many files, each in pieces, so that a lost connection, a closed browser or a restart costs one
// piece. What stands on the server is always its answer to the last piece; the chain of hashes (said with
// every piece, made of one's own file) is how both know that it is the same file that goes on.
'use strict';

const PIECE = 1 << 20;
const PARALLEL = 4;
const BACK_OFF = [1, 2, 4, 8, 15, 30]; // seconds
const REMEMBERED = 3000; // files this browser knows that it sent
const ODD_MOST = 20; // answers to one file's pieces that do not fit, but that say how it goes on
const AGAIN_MOST = 2; // times that a file is begun anew, its upload gone or another's
const HASH = 32; // bytes

class Stop extends Error {} // given up, or not to be tried again

function hex(bytes) {
	return [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('');
}

async function sha256(bytes) {
	return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

async function chained(chain, hash) {
	const both = new Uint8Array(2 * HASH);
	both.set(chain);
	both.set(hash, HASH);
	return sha256(both);
}

// As the server spells it.
function plain(name) {
	return name.normalize('NFC').toLowerCase();
}

// ---- what this browser has sent: a folder chosen again sends only what is missing
const sentBefore = {
	all() {
		try {
			return JSON.parse(localStorage.getItem('sent') || '{}');
		} catch {
			return {};
		}
	},
	async key(job) {
		const where = job.fields.filter(([name]) => name !== 'csrf').map(([, value]) => value);
		const text = [...where, job.path, job.file.size, job.file.lastModified].join('\n');
		return hex(await sha256(new TextEncoder().encode(text)));
	},
	put(key, number) {
		const all = this.all();
		all[key] = number;
		const keys = Object.keys(all);
		for (const old of keys.slice(0, Math.max(0, keys.length - REMEMBERED)))
			delete all[old];
		try {
			localStorage.setItem('sent', JSON.stringify(all));
		} catch {
			// a browser that keeps nothing: it is sent again when it is chosen again
		}
	},
};

// ---- one file
class Job {
	constructor(uploads, file, path, fields) {
		Object.assign(this, { uploads, file, path, fields, say: uploads.box.dataset });
		this.part = null;
		this.have = 0;
		this.paused = false;
		this.over = false;
		this.row = element('li');
		this.row.append(element('span', 'name', path));
		this.state = element('div', 'job-state');
		this.row.append(this.state);
		this.note(this.say.waiting);
	}

	button(text, act) {
		const b = element('button', 'button-quiet', text);
		b.type = 'button';
		b.setAttribute('aria-label', `${text}：${this.path}`);
		b.addEventListener('click', act);
		return b;
	}

	note(text, ...buttons) {
		const parts = [];
		if (this.running) {
			const bar = element('progress');
			bar.max = this.file.size || 1;
			bar.value = this.have;
			bar.setAttribute('aria-label', this.path);
			parts.push(bar);
		}
		parts.push(element('span', 'job-note', text), ...buttons);
		this.state.replaceChildren(...parts);
	}

	sending() {
		const percent = Math.floor(100 * this.have / (this.file.size || 1));
		this.note(`${this.say.sending} ${percent}%`, this.button(this.say.pause, () => this.pause()),
			this.button(this.say.cancel, () => this.cancel()));
	}

	pause() {
		this.paused = true;
		this.note(this.say.paused, this.button(this.say.resume, () => this.goOn()),
			this.button(this.say.cancel, () => this.cancel()));
	}

	goOn() {
		this.paused = false;
		if (this.wake)
			this.wake();
	}

	cancel() {
		this.cancelled = true;
		this.goOn();
	}

	// Until the time is over, the connection is back or somebody presses the button.
	sleep(ms) {
		return new Promise((resolve) => {
			const end = () => {
				clearTimeout(timer);
				removeEventListener('online', end);
				this.wake = null;
				resolve();
			};
			const timer = ms ? setTimeout(end, ms) : 0;
			if (ms)
				addEventListener('online', end);
			this.wake = end;
		});
	}

	async rest() {
		while (this.paused && !this.cancelled)
			await this.sleep(0);
		if (this.cancelled)
			throw new Stop();
	}

	// An answer, however long it takes: what is lost on the way is asked again.
	async ask(path, fields, piece) {
		for (let tries = 0; ; tries++) {
			await this.rest();
			const body = new FormData();
			for (const [name, value] of fields)
				body.append(name, value);
			if (piece)
				body.append('piece', piece, 'piece');
			let answer = null;
			try {
				answer = await fetch(path, { method: 'POST', body, headers: { 'X-Sekisho': 'script' },
					credentials: 'same-origin' });
				if (answer.status < 500) {
					const result = parsed(await answer.text()).querySelector('.job-result');
					return { status: answer.status, result, data: result ? result.dataset : {} };
				}
			} catch {
				answer = null;
			}
			if (this.paused)
				continue;
			this.note(this.say.offline, this.button(this.say.resume, () => this.goOn()),
				this.button(this.say.cancel, () => this.cancel()));
			await this.sleep(1000 * BACK_OFF[Math.min(tries, BACK_OFF.length - 1)]);
			if (!this.paused)
				this.sending();
		}
	}

	csrf() {
		return this.fields.filter(([name]) => name === 'csrf');
	}

	fail(answer) {
		if (answer.status === 401) {
			const p = element('p', 'job-result', this.say.signin);
			throw Object.assign(new Stop(), { result: p });
		}
		throw Object.assign(new Stop(), { result: answer.result });
	}

	async bytes(at) {
		return new Uint8Array(await this.file.slice(at, at + PIECE).arrayBuffer());
	}

	async chainTo(end) {
		let chain = new Uint8Array(HASH);
		for (let at = 0; at < end; at += PIECE)
			chain = await chained(chain, await sha256(await this.bytes(at)));
		return chain;
	}

	// An unfinished one of this name and length: ours, if our own bytes give the same chain.
	async findOld() {
		for (const old of this.uploads.unfinished) {
			if (plain(old.name) !== plain(this.file.name) || Number(old.length) !== this.file.size || old.have === '0' ||
				old.taken)
				continue;
			const to = new Map(this.fields);
			const codes = [to.get('unit'), to.get('person'), to.get('recipient')];
			if (!codes.includes(old.recipient))
				continue;
			this.note(this.say.resuming);
			const chain = await this.chainTo(Number(old.have));
			if (hex(chain) !== old.chain || old.taken)
				continue;
			old.taken = true;
			this.part = old.part;
			this.have = Number(old.have);
			this.chain = chain;
			return;
		}
	}

	async open() {
		const answer = await this.ask('/parts', [...this.fields, ['name', this.file.name], ['size', this.file.size]]);
		if (answer.status !== 200)
			this.fail(answer);
		this.part = answer.data.part;
		this.have = 0;
		this.chain = new Uint8Array(HASH);
	}

	async pieces() {
		for (let odd = 0; this.have < this.file.size;) {
			await this.rest();
			this.sending();
			const bytes = await this.bytes(this.have);
			const hash = await sha256(bytes);
			const answer = await this.ask(`/parts/${this.part}`, [...this.csrf(), ['offset', this.have],
				['before', hex(this.chain)], ['hash', hex(hash)]], new Blob([bytes]));
			if (answer.status === 200) {
				this.chain = await chained(this.chain, hash);
				this.have += bytes.length;
			} else if (answer.status === 409 && answer.data.code === 'E_CHANGED' && ++odd < ODD_MOST &&
				Number(answer.data.have) !== this.have) {
				this.have = Number(answer.data.have); // the answer to a piece was lost: it is there
				this.chain = await this.chainTo(this.have);
			} else if (!(answer.status === 409 && answer.data.code === 'E_HASH' && ++odd < ODD_MOST)) {
				return answer;
			}
		}
		this.note(this.say.checking);
		return this.ask(`/parts/${this.part}/finish`, this.csrf());
	}

	async send() {
		await this.findOld();
		for (let tries = 0; ; tries++) {
			if (!this.part)
				await this.open();
			const answer = await this.pieces();
			if (answer.status === 200)
				return answer.result;
			// It is no longer there, or it is another file's: from the beginning.
			if (tries >= AGAIN_MOST || (answer.status !== 404 && answer.data.code !== 'E_CHANGED'))
				this.fail(answer);
			this.part = null;
		}
	}

	async run() {
		this.running = true;
		let result = null;
		try {
			result = await this.send();
			const number = result && result.querySelector('.job-ok');
			if (number)
				sentBefore.put(await sentBefore.key(this), number.textContent);
		} catch (e) {
			result = e.result || null;
			if (this.cancelled) {
				result = element('p', 'job-result', this.say.cancelled);
				this.cancelled = false;
				if (this.part)
					await this.ask(`/parts/${this.part}/drop`, this.csrf());
			} else if (!(e instanceof Stop)) {
				result = element('p', 'job-result'); // the file went away, or cannot be read
				result.append(element('strong', '', this.say.failed), ` ${e.message}`);
			}
		}
		this.running = false;
		this.over = true;
		this.state.replaceChildren(result || element('p', 'job-result', this.say.failed));
	}
}

// Everything in what was dropped, folders too: [file, path] pairs.
async function dropped(transfer) {
	const found = [];
	async function walk(entry, path) {
		if (entry.isFile) {
			const file = await new Promise((ok, no) => entry.file(ok, no));
			found.push([file, path + file.name]);
			return;
		}
		const reader = entry.createReader();
		for (;;) {
			const some = await new Promise((ok, no) => reader.readEntries(ok, no));
			if (!some.length)
				return;
			for (const e of some)
				await walk(e, `${path}${entry.name}/`);
		}
	}
	const entries = [...transfer.items].map((i) => i.webkitGetAsEntry && i.webkitGetAsEntry()).filter(Boolean);
	if (!entries.length)
		return [...transfer.files].map((f) => [f, f.name]);
	for (const entry of entries)
		await walk(entry, '');
	return found;
}

class Uploads {
	constructor(form) {
		this.form = form;
		this.box = form.querySelector('[data-jobs]');
		this.list = form.querySelector('[data-list]');
		this.sum = form.querySelector('[data-sum]');
		this.inputs = [...form.querySelectorAll('input[type=file]')];
		this.queue = [];
		this.unfinished = [];
		this.running = 0;
		this.done = 0;
		this.total = 0;
		form.addEventListener('submit', (event) => {
			const files = this.inputs.flatMap((i) => [...i.files]);
			if (!files.length)
				return; // the server says what is missing
			event.preventDefault();
			this.add(files.map((f) => [f, f.webkitRelativePath || f.name]));
			for (const input of this.inputs)
				input.value = '';
		});
		const drop = form.querySelector('[data-drop]');
		drop.addEventListener('dragover', (event) => {
			event.preventDefault();
			drop.classList.add('drop-over');
		});
		drop.addEventListener('dragleave', () => drop.classList.remove('drop-over'));
		drop.addEventListener('drop', async (event) => {
			event.preventDefault();
			drop.classList.remove('drop-over');
			if (form.reportValidity())
				this.add(await dropped(event.dataTransfer));
		});
		for (const field of form.querySelectorAll('[data-picks]'))
			field.addEventListener('input', () => {
				document.getElementById(field.dataset.picks).checked = true;
			});
		addEventListener('beforeunload', (event) => {
			if (this.running)
				event.preventDefault();
		});
	}

	async look() {
		try {
			const answer = await fetch('/parts', { headers: { 'X-Sekisho': 'script' }, credentials: 'same-origin' });
			const rows = parsed(await answer.text()).querySelectorAll('li[data-part]');
			const known = new Set(this.unfinished.map((u) => u.part));
			for (const row of rows)
				if (!known.has(row.dataset.part))
					this.unfinished.push({ ...row.dataset });
		} catch {
			// then they are sent from the beginning
		}
	}

	async add(pairs) {
		const fields = [...new FormData(this.form)].filter(([, value]) => typeof value === 'string');
		this.box.hidden = false;
		if (!this.running)
			await this.look();
		const before = sentBefore.all();
		for (const [file, path] of pairs) {
			const job = new Job(this, file, path, fields);
			this.list.append(job.row);
			const number = before[await sentBefore.key(job)];
			if (number) {
				job.note(`${this.box.dataset.before}：${number}`,
					job.button(this.box.dataset.again, () => this.enter(job)));
				continue;
			}
			this.enter(job);
		}
		this.box.scrollIntoView({ block: 'nearest' });
	}

	enter(job) {
		job.note(this.box.dataset.waiting);
		this.queue.push(job);
		this.total++;
		this.next();
	}

	next() {
		this.sum.textContent = `${this.done} / ${this.total}`;
		while (this.running < PARALLEL && this.queue.length) {
			this.running++;
			this.run(this.queue.shift());
		}
	}

	async run(job) {
		await job.run();
		this.running--;
		this.done++;
		this.next();
		if (this.running === 0)
			follow();
	}
}

if (window.crypto && crypto.subtle)
	for (const form of document.querySelectorAll('[data-upload]'))
		new Uploads(form);
