// SPDX-License-Identifier: Apache-2.0
// parts.mjs: files that come in pieces, through the real house: cut connections, closed pages, killed
// processes; and what there is without a script.
//   node parts.mjs https://gate https://portal PEOPLE.json KEEPER
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { browser, context, equal, file, finish, holds, seen, shot, signIn, sound, test } from './lib.mjs';

const [gate, portal, peopleFile, keeper] = process.argv.slice(2);
const people = JSON.parse(readFileSync(peopleFile, 'utf8'));
const b = await browser();
const c = await context(b);
let page = await c.newPage();

// 2.8 MB that are different everywhere: three pieces.
function big(seed) {
	let text = '';
	for (let i = 0; text.length < 2800000; i++)
		text += `${seed} line ${i} ${(i * 2654435761) % 1000003}\n`;
	return Buffer.from(text);
}

// Every process of that name below our keeper, and nobody else's.
function below(name) {
	const all = execFileSync('ps', ['-eo', 'pid=,ppid=,args=']).toString().trim().split('\n')
		.map((l) => l.trim().match(/^(\d+)\s+(\d+)\s+(.*)$/)).filter(Boolean);
	const ours = new Set([keeper]);
	for (let grown = true; grown;) {
		grown = false;
		for (const [, pid, parent] of all)
			if (ours.has(parent) && !ours.has(pid)) {
				ours.add(pid);
				grown = true;
			}
	}
	return all.filter(([, pid, , args]) => ours.has(pid) && args.split(' ')[0].endsWith(`sekisho-${name}`)).map(([, pid]) => Number(pid));
}

async function choose(p, files) {
	await p.goto(gate);
	await p.selectOption('#unit', 'kensetsu');
	await p.setInputFiles('#file', files);
	await p.click('button.main');
}

const accepted = (p, n) => p.waitForFunction((k) => document.querySelectorAll('.job-ok').length === k, n, { timeout: 60000 });
const own = (p, name) => p.locator('#own tr', { hasText: name });

await test('parts: a connection that breaks, once with the piece and once with its answer: it goes on by itself', async () => {
	let sent = 0;
	await page.route(/\/parts\/[0-9a-f]{32}$/, async (route) => {
		sent++;
		if (sent === 2)
			return route.abort('connectionreset'); // the piece is lost
		if (sent === 4) {
			await route.fetch(); // it arrived, its answer is lost
			return route.abort('connectionreset');
		}
		return route.continue();
	});
	let finished = 0;
	await page.route(/\/finish$/, async (route) => {
		if (++finished > 1)
			return route.continue();
		await route.fetch(); // accepted, and nobody hears it
		return route.abort('connectionreset');
	});
	await choose(page, [file('切れた図面.txt', big('cut'))]);
	await seen(page, '続きから自動で送ります');
	await shot(page, 'parts-lost');
	await accepted(page, 1);
	await page.unrouteAll({ behavior: 'wait' });
	await page.reload();
	equal(await own(page, '切れた図面').count(), 1, 'one item of it, not two');
	holds(finished === 2 && sent === 5, `${sent} pieces were sent, finished ${finished} times`);
});

await test('parts: paused, closed, and gone on with from the same file', async () => {
	const bytes = big('closed');
	let sent = 0;
	let release;
	const held = new Promise((r) => { release = r; });
	await page.route(/\/parts\/[0-9a-f]{32}$/, async (route) => {
		if (++sent < 2)
			return route.continue();
		await held; // the second never leaves: the browser is closed over it
		return route.abort();
	});
	await choose(page, [file('閉じた図面.txt', bytes)]);
	await page.waitForFunction(() => /37%/.test(document.querySelector('.job-note')?.textContent));
	await page.getByRole('button', { name: '一時停止' }).click();
	await seen(page, '一時停止中');
	await shot(page, 'parts-paused');
	release();
	await page.waitForTimeout(200);
	await page.close({ runBeforeUnload: false });

	page = await c.newPage();
	await page.goto(`${gate}/parts`);
	await seen(page, '閉じた図面.txt');
	await seen(page, '37%');
	await sound(page);
	await shot(page, 'parts-list');
	let pieces = 0;
	page.on('request', (r) => { pieces += /\/parts\/[0-9a-f]{32}$/.test(r.url()); });
	// Another file of the same name and length is not gone on with.
	const other = Buffer.from(bytes);
	other[5] ^= 1;
	await choose(page, [file('閉じた図面.txt', other)]);
	await accepted(page, 1);
	equal(pieces, 3, 'another file: from its beginning');
	pieces = 0;
	await choose(page, [file('閉じた図面.txt', bytes)]);
	await accepted(page, 1);
	equal(pieces, 2, 'the same file: only what is missing');
	await page.goto(`${gate}/parts`);
	await seen(page, '途中のファイルはありません');

	// What arrived is that file: its hash is on the item's page inside.
	const clerk = await (await context(b)).newPage();
	await signIn(clerk, portal, '2003', people['2003'].password);
	const want = createHash('sha256').update(bytes).digest('hex');
	let found = false;
	for (let i = 0; i < 40 && !found; i++) {
		await clerk.goto(`${portal}/inbox?tab=unit`);
		for (const href of await clerk.$$eval('a.name', (l) => l.filter((a) => /閉じた図面/.test(a.textContent)).map((a) => a.href))) {
			await clerk.goto(href);
			found = found || (await clerk.content()).includes(want);
		}
		await clerk.waitForTimeout(250);
	}
	holds(found, 'the hash of the resumed file');
	await clerk.context().close();
});

await test('parts: gate and belt are killed in the middle; the page goes on', async () => {
	let sent = 0;
	await page.route(/\/parts\/[0-9a-f]{32}$/, async (route) => {
		if (++sent === 2)
			for (const pid of [...below('gate'), ...below('belt')])
				process.kill(pid, 'SIGKILL');
		return route.continue();
	});
	await choose(page, [file('落ちた図面.txt', big('killed'))]);
	await accepted(page, 1);
	await page.unrouteAll({ behavior: 'wait' });
	holds(sent <= 8, `${sent} pieces`);
	await page.reload();
	equal(await own(page, '落ちた図面').count(), 1, 'one item');
});

await test('parts: a folder chosen again sends only what was not sent', async () => {
	const files = [...Array(12).keys()].map((i) => file(`束-${i}.txt`, `file ${i}\n`));
	await choose(page, files.slice(0, 9));
	await accepted(page, 9);
	// Files that a test hands over have the time of the handing over: as the browser keeps it.
	await page.goto(gate);
	await page.selectOption('#unit', 'kensetsu');
	await page.evaluate(() => {
		globalThis.keptFiles = [new File(['x\n'], 'もう一度.txt', { lastModified: 1000 })];
		const data = new DataTransfer();
		data.items.add(globalThis.keptFiles[0]);
		document.querySelector('[data-drop]').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
	});
	await accepted(page, 1);
	await page.evaluate(() => {
		const data = new DataTransfer();
		data.items.add(globalThis.keptFiles[0]);
		document.querySelector('[data-drop]').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
	});
	await seen(page, 'このブラウザーから送信済みです');
	await sound(page);
	await shot(page, 'parts-before');
	await page.getByRole('button', { name: /もう一度送る/ }).click();
	await accepted(page, 2);
});

await test('parts: another browser sees nothing of it and can do nothing to it', async () => {
	const open = async (ctx, p) => {
		await p.goto(gate);
		const csrf = await p.inputValue('form input[name=csrf]');
		return { csrf, post: (path, fields) => ctx.request.post(gate + path, { headers: { 'X-Sekisho': 'script' }, multipart: { csrf, ...fields } }) };
	};
	const one = await open(c, page);
	const answer = await (await one.post('/parts', { to: 'unit', unit: 'kensetsu', name: 'ひみつ.txt', size: '2000000' })).text();
	const id = /data-part="([0-9a-f]{32})"/.exec(answer)[1];
	const d = await context(b);
	const two = await open(d, await d.newPage());
	const zero = '0'.repeat(64);
	const piece = { offset: '0', before: zero, hash: zero, piece: file('piece', 'x'.repeat(1048576)) };
	equal((await two.post(`/parts/${id}`, piece)).status(), 404, 'a piece');
	equal((await two.post(`/parts/${id}/finish`, {})).status(), 404, 'the end');
	equal((await two.post(`/parts/${id}/drop`, {})).status(), 404, 'giving it up');
	holds(!(await (await d.request.get(`${gate}/parts`)).text()).includes('ひみつ'), 'the list');
	equal((await one.post(`/parts/${id}`, piece)).status(), 409, 'bytes that are not what was said');
	equal((await one.post(`/parts/${id}`, { ...piece, offset: '-1' })).status(), 409, 'no number');
	equal((await one.post(`/parts/${id}`, { offset: '0', before: zero, hash: zero })).status(), 409, 'no piece');
	equal((await one.post(`/parts/${id}`, { ...piece, piece: file('piece', 'x'.repeat(1048577)) })).status(), 413, 'more than a piece');
	equal((await one.post('/parts', { to: 'unit', unit: 'kensetsu', name: 'a.txt', size: '3000001' })).status(), 413, 'over the limit');
	equal((await one.post('/parts', { to: 'unit', unit: '', name: 'a.txt', size: '30' })).status(), 409, 'for nobody');
	await d.close();
	// Without a script it can be given up.
	const plain = await b.newContext({ ignoreHTTPSErrors: true, javaScriptEnabled: false, storageState: await c.storageState() });
	const p = await plain.newPage();
	await p.goto(`${gate}/parts`);
	await p.getByRole('button', { name: 'ひみつ.txt の送信を取りやめる' }).click();
	await seen(p, '途中のファイルはありません');
	await plain.close();
});

await test('parts: 庁外送付 goes on after signing in again', async () => {
	const d = await context(b);
	let p = await d.newPage();
	const bytes = big('out');
	const send = async () => {
		await p.goto(`${portal}/send`);
		await p.fill('#recipient', 'a@example.lg.jp');
		await p.fill('#reason', '資料');
		await p.check('#grade-1');
		await p.setInputFiles('#file', [file('送る図面.txt', bytes)]);
		await p.click('main button.main');
	};
	await signIn(p, portal, '2003', people['2003'].password);
	let sent = 0;
	await p.route(/\/parts\/[0-9a-f]{32}$/, (route) => ++sent > 1 ? route.abort() : route.continue());
	await send();
	await p.waitForFunction(() => /37%/.test(document.querySelector('.job-note')?.textContent));
	await p.close({ runBeforeUnload: false });
	const e = await context(b); // another browser, the same person
	p = await e.newPage();
	await signIn(p, portal, '2003', people['2003'].password);
	await p.goto(`${portal}/parts`);
	await seen(p, '送る図面.txt');
	await sound(p);
	sent = 0;
	p.on('request', (r) => { sent += /\/parts\/[0-9a-f]{32}$/.test(r.url()); });
	await send();
	await accepted(p, 1);
	holds(sent > 0 && sent < 3, `only what was missing: ${sent}`);
	await d.close();
	await e.close();
});

await b.close();
finish();
