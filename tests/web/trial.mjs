// SPDX-License-Identifier: Apache-2.0
// trial.mjs: 試行 in the portal, through the real house: a folder of files, the one sheet, and nothing anywhere else.
//   node trial.mjs https://gate https://portal PEOPLE.json SAMPLES STATE
import { readdirSync, readFileSync } from 'node:fs';
import { browser, context, equal, file, finish, holds, seen, shot, signIn, sound, test } from './lib.mjs';

const [, portal, peopleFile, samples, state] = process.argv.slice(2);
const people = JSON.parse(readFileSync(peopleFile, 'utf8'));
const b = await browser();
const c = await context(b);
const page = await c.newPage();
const sample = (name) => readFileSync(`${samples}/docx/${name}`);
let batch = '';

/* The ledger tells what has its leaf; the page does not look again by itself. */
async function told(words) {
	for (let i = 0; i < 40; i++) {
		await page.goto(`${portal}/ledger`);
		if ((await page.innerText('main')).includes(words))
			return;
		await page.waitForTimeout(500);
	}
	await seen(page, words);
}

const TRIAL = '545249414c'; // every id of a trial says so in its name

await test('trial: a folder of real files goes through both locks', async () => {
	await signIn(page, portal, '1101', people['1101'].password);
	await page.goto(`${portal}/today`);
	await page.click('text=試行');
	await sound(page);
	await shot(page, 'trial-empty');
	await page.setInputFiles('#file', [
		file('お知らせ.txt'), { name: 'マクロ.docm', mimeType: '', buffer: sample('bad/macro.docm') },
		file('試行の図面.dwg', 'AC1032\0\0\0 drawing'), { name: '試行のうそ.docx', mimeType: '', buffer: readFileSync(`${samples}/png`) },
		{ name: '鍵つき.docx', mimeType: '', buffer: sample('bad/encrypted.docx') },
	]);
	await page.click('button.main');
	await page.waitForFunction(() => document.querySelectorAll('.job-ok').length === 5, null, { timeout: 60000 });
	for (let i = 0; i < 120; i++) {
		await page.goto(`${portal}/trial`);
		if (/\b0\b/.test(await page.locator('#trials td[data-label="処理中"]').first().innerText()))
			break;
		await page.waitForTimeout(500);
	}
	await sound(page);
	await shot(page, 'trial-list');
	await page.click('text=結果を見る');
	await seen(page, '5件中 2件 取込可・3件 取込不可');
	holds(/始めた日時\s*令和\d+年[\s\S]*試した人\s*高野 誠/.test(await page.innerText('main')), 'when and by whom');
	for (const words of ['試行の図面.dwg', '取り込みに対応していない形式です', '試行のうそ.docx', '鍵つき.docx', '再送を送信元に依頼してください'])
		await seen(page, words);
	batch = page.url();
	await sound(page);
	await shot(page, 'trial-one');
});

await test('trial: the one sheet, to print and to save', async () => {
	await page.click('text=結果の1枚を開く');
	await seen(page, '5件中 2件 取込可・3件 取込不可・不審');
	await seen(page, '配送は一切していません');
	await sound(page);
	await shot(page, 'trial-sheet');
	holds(await page.evaluate(() => getComputedStyle(document.querySelector('.big')).fontWeight === '700'), 'its style is in force');
	const saved = await c.request.get(`${batch}/sheet?save=1`);
	holds(/^attachment/.test(saved.headers()['content-disposition']), 'as an attachment');
	holds((await saved.text()).includes('試行の図面.dwg'), 'the reasons');
});

await test('trial: nothing of it is anywhere else', async () => {
	for (const path of ['/inbox?tab=unit', '/inbox?tab=mine', '/send', '/queue?tab=held', '/queue?tab=refused', '/search?words=お知らせ']) {
		await page.goto(portal + path);
		const text = await page.innerText('main');
		for (const name of ['お知らせ.txt', 'マクロ.docm', '試行の図面.dwg', '試行のうそ'])
			holds(!text.includes(name), `${name} at ${path}`);
	}
	await page.goto(`${portal}/today`);
	await seen(page, '差 0');
	await told('試行の開始');
	for (const dir of ['belt/new', 'belt/done', 'belt/incoming', 'belt/vault/data', 'release/staged', 'release/inbox'])
		try {
			equal(readdirSync(`${state}/lgwan/${dir}`).filter((f) => f.includes(TRIAL)), [], `left in ${dir}`);
		} catch (e) {
			if (e.code !== 'ENOENT')
				throw e;
		}
});

await test('trial: only operators; and gone at once when they say so', async () => {
	const d = await context(b);
	const p = await d.newPage();
	await signIn(p, portal, '2003', people['2003'].password);
	equal((await p.goto(`${portal}/trial`)).status(), 403, 'a clerk');
	equal((await p.goto(batch)).status(), 403, 'its result');
	const csrf = await (await p.goto(`${portal}/send`)) && await p.inputValue('form.send input[name=csrf]');
	const answer = await d.request.post(`${portal}/parts`, { headers: { 'X-Sekisho': 'script' }, multipart: { csrf, trial: batch.split('/').pop(), name: 'a.txt', size: '5' } });
	equal(answer.status(), 409, 'a file into it');
	await d.close();
	await page.goto(batch);
	holds(!(await page.isVisible('text=この試行の結果をいますぐ消す')), 'not by one slip of the mouse');
	await page.click('text=結果をいますぐ消すとき');
	await page.click('text=この試行の結果をいますぐ消す');
	await seen(page, '試行の結果を消しました');
	equal((await page.goto(batch)).status(), 404, 'gone');
	await told('試行の結果の削除');
});

await b.close();
finish();
