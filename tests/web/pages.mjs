// SPDX-License-Identifier: Apache-2.0
// pages.mjs: every page of both portals against the twins: looked at by axe on a desk and a phone, with
// and without script, and every way a person or a browser can get it wrong.
//   node pages.mjs https://gate https://portal
import { createHash } from 'node:crypto';
import { browser, context, equal, file, finish, holds, raw, seen, shot, signIn, signOut, sound, test } from './lib.mjs';

const [gate, portal] = process.argv.slice(2);
const b = await browser();
const desk = await context(b);
const page = await desk.newPage();

const cookies = async (c) => (await c.cookies()).filter((x) => x.name.endsWith('sekisho'));
const header = async (url, name) => (await desk.request.get(url)).headers()[name];
const firstToken = (p) => p.$eval('input[name=csrf]', (e) => e.value);

await test('headers: nothing inline, nothing from elsewhere, nothing kept', async () => {
	for (const url of [`${gate}/`, `${portal}/signin`]) {
		const csp = await header(url, 'content-security-policy');
		holds(/default-src 'none'/.test(csp) && !/unsafe|\*/.test(csp), csp);
		equal(await header(url, 'x-content-type-options'), 'nosniff');
		equal(await header(url, 'cache-control'), 'no-store');
		holds(await header(url, 'referrer-policy'), 'referrer-policy');
	}
});

await test('cookie: __Host-, HttpOnly, Secure, SameSite=Strict', async () => {
	const [c] = await cookies(desk);
	holds(c.name === '__Host-sekisho' && c.httpOnly && c.secure && c.sameSite === 'Strict' && c.path === '/', JSON.stringify(c));
});

await test('gate: first page, empty', async () => {
	await page.goto(gate);
	await sound(page);
	await seen(page, 'ここにファイルを置く');
	await seen(page, 'まだ送ったファイルはありません');
	await seen(page, '評価モード');
	await shot(page, 'gate-empty');
});

await test('gate: several files, each with its number or its reason', async () => {
	await page.selectOption('#unit', 'kensetsu');
	await page.setInputFiles('#file', [file('見積書.docx', 'x'.repeat(200000)), file('setup.exe'), file('空.txt', ''),
		file('大きすぎる.png', Buffer.alloc(4200000))]);
	await page.click('button.main');
	await page.waitForFunction(() => document.querySelectorAll('.job-result').length === 4);
	const rows = await page.$$eval('.job-list li', (l) => l.map((x) => x.innerText));
	holds(/受け付けました/.test(rows[0]) && /受け付けました/.test(rows[1]), rows[0]);
	holds(/ファイルが空です/.test(rows[2]), rows[2]);
	holds(/大きさの上限を超えています/.test(rows[3]), rows[3]);
	await sound(page);
	await shot(page, 'gate-jobs');
});

await test('gate: the list follows by itself, one state word and the reason', async () => {
	await page.waitForSelector('.state-REFUSED', { timeout: 20000 });
	const text = await page.innerText('#own');
	holds(/取込不可/.test(text) && /取り込みに対応していない形式です/.test(text) && /再送を送信元に依頼/.test(text), text);
	holds(!/空\.txt|大きすぎる/.test(text), 'what was not accepted is not listed');
	await sound(page);
	await shot(page, 'gate-list');
});

await test('gate: so many files that their list scrolls, reached by the keyboard', async () => {
	const other = await context(b);
	const p = await other.newPage();
	await p.goto(gate);
	await p.selectOption('#unit', 'kensetsu');
	await p.setInputFiles('#file', Array.from({ length: 15 }, (_, i) => file(`令和８年度　町道１２号線（中央地区）舗装補修工事　設計図書一式（その${i}）.txt`)));
	await p.click('button.main');
	await p.waitForFunction(() => document.querySelectorAll('.job-result').length === 15);
	holds(await p.$eval('.job-list', (l) => l.scrollHeight > l.clientHeight), 'it scrolls');
	await sound(p);
	await other.close();
});

await test('gate: another browser sees nothing of it', async () => {
	const other = await context(b);
	const p = await other.newPage();
	await p.goto(gate);
	await seen(p, 'まだ送ったファイルはありません');
	await other.close();
});

await test('gate: where my files are, without a script, and by a link in another browser', async () => {
	const plain = await b.newContext({ ignoreHTTPSErrors: true, locale: 'ja-JP', javaScriptEnabled: false, storageState: await desk.storageState() });
	const page = await plain.newPage();
	await page.goto(`${gate}/where`);
	await seen(page, '受付番号');
	holds((await page.content()).includes('http-equiv="refresh"'), 'renews itself');
	await shot(page, 'gate-where');
	const name = await page.locator('#where td[data-label="ファイル名"]').first().innerText();
	const number = await page.locator('#where .code').first().innerText();
	await page.locator('#where a').first().click();
	const link = page.url();
	holds(/\/where\/[0-9a-f]{32}$/.test(link), link);
	await plain.close();
	const other = await context(b);
	const p = await other.newPage();
	await p.goto(link);
	await seen(p, number);
	holds(!(await p.content()).includes(name), 'no file name');
	await sound(p);
	await shot(p, 'gate-where-one');
	const wrong = link.slice(0, -1) + (link.endsWith('0') ? '1' : '0');
	equal((await p.goto(wrong)).status(), 404, 'another link');
	await other.close();
});

await test('gate: dropping files', async () => {
	await page.goto(gate);
	await page.fill('#person', '2003');
	equal(await page.isChecked('#to-person'), true, 'typing a number picks it');
	await page.evaluate(() => {
		const data = new DataTransfer();
		data.items.add(new File(['abc'], '落とした.txt'));
		document.querySelector('[data-drop]').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
	});
	await page.waitForSelector('.job-ok');
	await page.waitForFunction(() => document.querySelector('#own').innerText.includes('落とした.txt'));
});

await test('gate: recipients that cannot be', async () => {
	for (const [fields, words] of [[{}, '宛先が選ばれていません'], [{ to: 'person', person: 'ab;c' }, '宛先の書き方'],
		[{ to: 'unit', unit: 'nowhere' }, '宛先が見つかりません']]) {
		const answer = await desk.request.post(`${gate}/upload`, {
			multipart: { csrf: await firstToken(page), ...fields, file: file('a.txt') },
		});
		holds((await answer.text()).includes(words), words);
	}
});

await test('gate: hostile names are shown as text or refused', async () => {
	for (const [name, accepted] of [['<img src=x onerror=alert(1)>.txt', true], ['../../etc/passwd', true],
		['請求書\u202Etxt.exe', false], ['a'.repeat(300) + '.docx', true]]) {
		const answer = await desk.request.post(`${gate}/upload`, {
			headers: { 'X-Sekisho': 'script' },
			multipart: { csrf: await firstToken(page), to: 'unit', unit: 'kensetsu', file: file(name) },
		});
		equal(answer.status(), accepted ? 200 : 409, name);
	}
	await page.goto(gate);
	await page.selectOption('#unit', 'kensetsu');
	await page.setInputFiles('#file', file('"; name="csrf".csv'));
	await page.click('button.main');
	await page.waitForSelector('.job-ok');
	await page.goto(gate);
	holds((await page.innerText('#own')).includes('"; name="csrf".csv'), 'quotes are part of the name');
	const text = await page.innerText('#own');
	holds(text.includes('<img src=x onerror=alert(1)>.txt'), 'as text');
	holds(/^passwd$/m.test(text) && !text.includes('etc/'), 'only the last part of a path');
	await sound(page);
});

await test('gate: a browser that hangs up leaves nothing', async () => {
	const [c] = await cookies(desk);
	const token = await firstToken(page);
	const part = (name, value) => `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
	const body = part('csrf', token) + part('to', 'unit') + part('unit', 'kensetsu') +
		'--B\r\nContent-Disposition: form-data; name="file"; filename="途中.txt"\r\n\r\n' + 'x'.repeat(50000);
	await raw(gate, `POST /upload HTTP/1.1\r\nHost: x\r\nCookie: ${c.name}=${c.value}\r\n` +
		`Content-Type: multipart/form-data; boundary=B\r\nContent-Length: 900000\r\n\r\n${body}`, { cut: true });
	await page.goto(gate);
	holds(!(await page.innerText('#own')).includes('途中.txt'), 'not listed');
});

await test('gate: bodies no browser sends', async () => {
	const [c] = await cookies(desk);
	const post = (type, body) => raw(gate, `POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: ${c.name}=${c.value}\r\n` +
		`Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
	for (const [type, body] of [['application/x-www-form-urlencoded', 'csrf=1'], ['multipart/form-data', 'x'],
		['multipart/form-data; boundary=B', 'no such thing'], ['multipart/form-data; boundary=B', '--B\r\nX: y\r\n\r\nz\r\n--B--']])
		holds(/^HTTP\/1.1 400/.test(await post(type, body)), `${type}: ${body}`);
	holds(/^HTTP\/1.1 409/.test(await post('multipart/form-data; boundary=B',
		'--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nz\r\n--B--')), 'a file before the token');
});

await test('gate: a form without its token, or from another site', async () => {
	const fields = { to: 'unit', unit: 'kensetsu', file: file('a.txt') };
	equal((await desk.request.post(`${gate}/upload`, { multipart: fields })).status(), 409);
	equal((await desk.request.post(`${gate}/upload`, { multipart: { csrf: '0'.repeat(64), ...fields } })).status(), 409);
	equal((await desk.request.post(`${gate}/upload`, {
		headers: { 'Sec-Fetch-Site': 'cross-site' }, multipart: { csrf: await firstToken(page), ...fields },
	})).status(), 409);
});

await test('gate: nothing of the other side is here', async () => {
	for (const path of ['/signin', '/inbox', '/approvals', '/today', '/ledger', '/preservation', '/items/00112233445566778899aabbccddeeff/file'])
		equal((await desk.request.get(gate + path)).status(), 404, path);
	equal((await desk.request.get(`${gate}/upload`)).status(), 405);
	equal((await desk.request.delete(`${gate}/`)).status(), 405);
});

await test('gate: more than nginx lets in at once', async () => {
	const token = await firstToken(page);
	const answer = await desk.request.post(`${gate}/upload`, {
		multipart: { csrf: token, to: 'unit', unit: 'kensetsu', file: file('a.bin', Buffer.alloc(20000000)) },
	});
	equal(answer.status(), 413);
	holds((await answer.text()).includes('一度に送れる大きさを超えています'), 'says so');
});

await test('gate: a thousand files at once', async () => {
	await page.goto(gate);
	await page.selectOption('#unit', 'soumu');
	const many = Array.from({ length: 1000 }, (_, i) => file(`資料${i}.txt`, `${i}`));
	await page.setInputFiles('#file', many);
	await page.click('button.main');
	await page.waitForFunction(() => document.querySelectorAll('.job-ok').length === 1000, null, { timeout: 400000 });
	equal(await page.innerText('[data-sum]'), '1000 / 1000');
});

await test('gate: without script', async () => {
	const plain = await context(b, { javaScriptEnabled: false });
	const p = await plain.newPage();
	await p.goto(gate);
	await p.selectOption('#unit', 'jumin');
	await p.setInputFiles('#file', [file('一.txt'), file('二.txt')]);
	await p.click('button.main');
	await p.waitForLoadState();
	await seen(p, '2 件を受け付けました');
	equal(await p.locator('#own tbody tr').count(), 2);
	await p.setInputFiles('#file', [file('三.txt'), file('四.txt', '')]);
	await p.selectOption('#unit', 'jumin');
	await p.click('button.main');
	await p.waitForLoadState();
	await seen(p, '送信の結果');
	holds(/三\.txt[\s\S]*受け付けました[\s\S]*四\.txt[\s\S]*ファイルが空です/.test(await p.innerText('main')), 'each with its own');
	await shot(p, 'gate-results');
	await p.click('text=続けて送る');
	await p.click('button.main');
	await p.waitForLoadState();
	await seen(p, 'ファイルが選ばれていません');
	await plain.close();
});

await test('language: English beside, kept by a cookie', async () => {
	const other = await context(b);
	const p = await other.newPage();
	await p.goto(gate);
	await p.click('text=English');
	equal(await p.getAttribute('html', 'lang'), 'en');
	await seen(p, 'Drop files here');
	await p.goto(`${gate}/about`);
	await seen(p, 'It does not prove that the content is what the sender wrote');
	await sound(p);
	await p.click('text=日本語');
	equal(await p.getAttribute('html', 'lang'), 'ja');
	await sound(p);
	await shot(p, 'about');
	await other.close();
});

// ---------------------------------------------------------------- LGWAN side
const clerk = await context(b);
const c = await clerk.newPage();

await test('portal: every page asks for a sign-in first', async () => {
	for (const path of ['/', '/desk', '/urgent', '/away', '/search', '/queue', '/inbox', '/send', '/approvals', '/today', '/ledger', '/items/00112233445566778899aabbccddeeff']) {
		await c.goto(portal + path);
		holds(c.url().includes('/signin'), path);
	}
	await sound(c);
	await shot(c, 'signin');
});

await test('portal: a wrong password, and being locked, are told', async () => {
	await signIn(c, portal, '2003', 'wrong');
	await seen(c, '職員番号またはパスワードが違います');
	equal(await c.inputValue('#staff'), '2003');
	equal(await c.inputValue('#password'), '');
	for (let i = 0; i < 4; i++)
		await signIn(c, portal, '2003', 'wrong');
	await seen(c, '一時的に使えなくなっています');
	await sound(c);
	await shot(c, 'signin-locked');
});

await test('portal: the cookie changes when somebody signs in or out', async () => {
	const before = (await cookies(clerk))[0].value;
	await signIn(c, portal, '2003', 'password');
	const during = (await cookies(clerk))[0].value;
	await signOut(c);
	const after = (await cookies(clerk))[0].value;
	holds(before !== during && during !== after, 'three different ones');
	const old = await clerk.request.get(`${portal}/inbox`, { headers: { Cookie: `__Host-sekisho=${during}` }, maxRedirects: 0 });
	equal(old.status(), 303, 'the old one is worth nothing');
});

await test('portal: 受取一覧, each row one state and one button', async () => {
	await signIn(c, portal, '2003', 'password');
	holds(c.url().endsWith('/desk'), c.url());
	await c.goto(`${portal}/inbox`);
	await sound(c);
	await seen(c, '小川 美咲');
	for (const row of await c.$$('#rows tbody tr'))
		holds((await row.$$('.state')).length === 1 && (await row.$$('.do .button')).length <= 1, await row.innerText());
	holds((await c.innerText('#rows')).includes('<script>alert(1)</script>'), 'a hostile name is text');
	await shot(c, 'inbox');
	holds((await c.innerText('.tabs')).includes('未開封 3 件'), 'how many wait in the other tab');
	await c.click('text=所属あて');
	await sound(c);
});

await test('portal: the clerk’s first screen: one place to drop, what has arrived, whom to call', async () => {
	await c.goto(`${portal}/desk`);
	const text = await c.innerText('main');
	for (const words of ['ここにファイルを置く', '届いたもの', '自分あて', '所属あて', '事故かなと思ったら', '村上 勇'])
		holds(text.includes(words), words);
	equal(await c.locator('.screens').count(), 0, 'one role, no tabs');
	await sound(c);
	await shot(c, 'desk');
});

await test('portal: いまどこ: every step with its time, and who has it', async () => {
	await c.goto(`${portal}/send`);
	await c.click('a.name:has-text("設計照会_回答.docx")');
	const text = await c.innerText('.where');
	for (const words of ['受付済', '無害化中', '組立・検査中', '承認待ち', '承認者 村上 勇 さん', '代理承認者 藤井 直樹 さんも承認できます'])
		holds(text.includes(words), words);
	await sound(c);
	await c.click('summary:has-text("取り下げる")');
	holds(await c.isVisible('button:has-text("取り下げる")'), 'its sender can take it back');
	await shot(c, 'item-waiting');
});

await test('portal: 緊急送付 is asked for on the item, with a reason', async () => {
	await c.goto(`${portal}/send`);
	await c.click('a.name:has-text("議事録.txt")');
	await c.click('summary:has-text("緊急送付")');
	await c.fill('#urgent-why', '明朝の会議に要るため');
	await c.click('button:has-text("緊急送付を申請する")');
	await c.waitForLoadState();
	await seen(c, '緊急送付を申請しました');
	await seen(c, '明朝の会議に要るため');
	await sound(c);
	await shot(c, 'item-urgent');
	await c.goto(`${portal}/send`);
	await c.click('a.name:has-text("現場写真.png")');
	equal(await c.locator('text=緊急送付を申請する').count(), 0, 'never grade 3');
});

await test('portal: さがす: two characters, a state, a number', async () => {
	await c.goto(`${portal}/search`);
	await sound(c);
	await c.fill('#words', '照会');
	await c.click('main button.main');
	await c.waitForLoadState();
	await seen(c, '設計照会_回答.docx');
	await sound(c);
	await shot(c, 'search');
	equal(await c.inputValue('#words'), '照会');
	await c.fill('#words', 'ありえない言葉');
	await c.click('main button.main');
	await c.waitForLoadState();
	await seen(c, '見つかりませんでした');
	await sound(c);
});

await test('portal: a colleague confirms what cannot wait, with the password again', async () => {
	const other = await context(b);
	const p = await other.newPage();
	await signIn(p, portal, '2002', 'password');
	await p.goto(`${portal}/desk`);
	await p.click('text=緊急送付の確認が');
	await seen(p, '明朝8時の着工に要る');
	await sound(p);
	await shot(p, 'urgent');
	const one = p.locator('article', { hasText: '仮設図_本日中.docx' });
	await one.locator('input[name=password]').fill('wrong');
	await one.locator('text=内容を確認して送る').click();
	await p.waitForLoadState();
	await seen(p, '確認コードの入力が必要です');
	await p.goto(`${portal}/urgent`);
	await p.locator('article', { hasText: '仮設図_本日中.docx' }).locator('input[name=password]').fill('password');
	await p.locator('article', { hasText: '仮設図_本日中.docx' }).locator('text=内容を確認して送る').click();
	await p.waitForLoadState();
	await seen(p, '事後承認を待ちます');
	await sound(p);
	await other.close();
});

await test('portal: opening gives an attachment of its own name', async () => {
	await c.goto(`${portal}/inbox`);
	const [download] = await Promise.all([c.waitForEvent('download'),
		c.click('a[aria-label="町道12号線_施工計画書.docx を開く"]')]);
	equal(download.suggestedFilename(), '町道12号線_施工計画書.docx');
	const answer = await clerk.request.get(download.url());
	const h = answer.headers();
	holds(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''/.test(h['content-disposition']), h['content-disposition']);
	holds(/sandbox/.test(h['content-security-policy']) && h['x-content-type-options'] === 'nosniff', 'sandboxed');
	equal(h['content-type'], 'application/octet-stream');
});

await test('portal: what was removed, what it proves and what not', async () => {
	await c.goto(`${portal}/inbox`);
	await c.click('a.name:has-text("町道12号線_施工計画書.docx")');
	const text = await c.innerText('main');
	for (const words of ['除去したもの', 'マクロ', '変化したもの', '残したもの', '変更履歴', '通過記録番号', '関所が生成していないコード',
		'証明しません'])
		holds(text.includes(words), words);
	await c.click('text=ハッシュ値と処理時間');
	holds(/[0-9a-f]{64}/.test(await c.innerText('main')), 'hashes');
	await sound(c);
	await shot(c, 'item');
});

await test('portal: items that stopped say what, why and what to do', async () => {
	for (const [name, words] of [['図面一式.dwg', '取り込みに対応していない形式です'], ['請求書.docx', 'パスワードを外したファイル'],
		['会議資料.docx', '失われてはいません']]) {
		await c.goto(`${portal}/inbox`);
		await c.click(`a[aria-label="${name} の理由を見る"]`);
		holds((await c.innerText('main')).includes(words), words);
		await sound(c);
	}
	await shot(c, 'item-held');
});

await test('portal: a protected archive asks for its password, and says how often it may be wrong', async () => {
	const give = async (word, second = '') => {
		await c.fill('#password', word);
		if (second) {
			await c.click('summary:has-text("別のパスワード")');
			await c.fill('#password2', second);
		}
		await c.click('button:has-text("パスワードを入力して続ける")');
		await c.waitForLoadState();
		return c.innerText('main');
	};
	await c.goto(`${portal}/inbox`);
	await c.click('a[aria-label="見積書一式.zip のパスワードを入力する"]');
	holds((await c.innerText('main')).includes('パスワードが必要です'), 'why it waits');
	equal(await c.getAttribute('#password', 'type'), 'password', 'what is typed is not shown');
	await sound(c);
	await shot(c, 'item-password');
	holds((await give('')).includes('パスワードが必要です'), 'nothing typed');
	const wrong = await give('nope');
	holds(wrong.includes('パスワードが違います') && wrong.includes('あと4回'), wrong);
	await sound(c);
	const text = await give('nope again', 'kanri-2026');
	holds(text.includes('ファイルを開く') && !text.includes('kanri-2026'), text);
	holds(!/kanri|nope/.test(c.url() + (await c.content())), 'what was typed is nowhere on the page');
	await sound(c);
});

await test('portal: 庁外送付, recipients and grades the policy refuses', async () => {
	await c.goto(`${portal}/send`);
	await sound(c);
	await shot(c, 'send');
	const send = async (to, grade) => {
		await c.goto(`${portal}/send`);
		await c.fill('#recipient', to);
		await c.fill('#reason', '照会への回答');
		await c.check(`#grade-${grade}`);
		await c.setInputFiles('#file', file('回答.docx'));
		await c.click('main button.main');
		await c.waitForSelector('.job-result');
		return c.innerText('.job-result');
	};
	holds((await send('山田', 1)).includes('宛先が見つかりません'), 'no address');
	holds((await send('a@example.com', 3)).includes('方針では許可されていません'), 'grade 3 to anyone');
	holds((await send('a@example.com', 2)).includes('受け付けました'), 'grade 2');
	await c.goto(`${portal}/send`);
	holds((await c.innerText('#rows')).includes('回答.docx'), 'listed');
});

await test('portal: 送付前点検: each find a card with its picture; 消して送る', async () => {
	await c.goto(`${portal}/desk`);
	await seen(c, '点検待ち 2 件');
	await sound(c);
	await shot(c, 'desk-checking');
	await c.click('a[aria-label="支給対象者一覧.xlsx の点検結果を見る"]');
	const text = await c.innerText('main');
	for (const words of ['4 件の確かめていただきたいもの', 'このうち 1 件は、残したままでは送れません', '個人番号（マイナンバー）',
		'シート1「対象者」 B12', '残したままでは送れません', 'この人は<b>要注意</b>', '非表示のシート', '取り下げるとき', 'ここでは消せません'])
		holds(text.includes(words), words);
	equal(await c.locator('text=このまま送るとき').count(), 0, 'a personal number cannot stay in grade 2');
	const picture = await clerk.request.get(portal + await c.getAttribute('img.find-picture', 'src'));
	equal(picture.headers()['content-type'], 'image/png');
	holds(/sandbox/.test(picture.headers()['content-security-policy']) && picture.headers()['x-content-type-options'] === 'nosniff', 'sandboxed');
	const ticked = await c.$$eval('input[name=find]', (l) => l.map((x) => x.checked));
	equal(ticked, [true, true, true, false], 'what must be decided is ticked');
	await sound(c);
	await shot(c, 'check');
	const url = c.url();
	const small = await context(b, { viewport: { width: 390, height: 844 } });
	const phone = await small.newPage();
	await signIn(phone, portal, '2003', 'password');
	await phone.goto(url);
	await sound(phone);
	holds(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing is wider than a phone');
	await shot(phone, 'phone-check');
	await small.close();
	for (const wrong of ['0.png', '99999999.png', 'x.png', '1.gif'])
		equal((await clerk.request.get(url.replace('/check', `/finds/${wrong}`))).status(), 404, wrong);
	const token = await firstToken(c);
	const output = await c.inputValue('form.check input[name=output]');
	const post = async (fields) => (await clerk.request.post(url, { multipart: { csrf: token, output, ...fields } }));
	equal((await post({ choice: 'all of it' })).status(), 400, 'a choice that is none');
	for (const [fields, words] of [[{ choice: 'erase' }, '消すものが選ばれていません'], [{ choice: 'as-is', reason: 'x' }, 'そのまま送れないもの'],
		[{ choice: 'erase-all', output: '0'.repeat(64) }, '対象が変わっています']])
		holds((await (await post(fields)).text()).includes(words), words);
	await c.goto(url);
	await c.uncheck('input[name=find][value="00000000000003ea"]'); // the hidden sheet stays
	await c.click('button:has-text("選んだものを消して送る")');
	await c.waitForLoadState();
	await seen(c, '選んだものを消して');
	await c.goto(url);
	const after = await c.innerText('main');
	holds(after.includes('消したもの') && !after.includes('●●●●●●●●1234') && !after.includes('要注意'), after);
	holds(/消したもの[\s\S]*個人番号（マイナンバー）[\s\S]*コメント/.test(after), 'what was erased is named, its text is gone');
	await sound(c);
	await shot(c, 'check-erased');
	holds((await (await post({ choice: 'withdraw' })).text()).includes('対象が変わっています'), 'the page of before decides nothing');
});

await test('portal: 送付前点検: このまま送る with a reason, without script; 取り下げる', async () => {
	const plain = await context(b, { javaScriptEnabled: false });
	const p = await plain.newPage();
	await signIn(p, portal, '2003', 'password');
	await p.goto(`${portal}/send`);
	await p.click('a[aria-label="支給対象者一覧.xlsx の点検結果を見る"]');
	await p.click('summary:has-text("このまま送るとき")');
	await p.fill('#as-is-why', '名簿を送ることが照会の目的のため');
	await p.click('button:has-text("このまま送る")');
	await p.waitForLoadState();
	await seen(p, 'このまま送ります');
	await seen(p, '名簿を送ることが照会の目的のため');
	await shot(p, 'item-left');
	await p.goto(`${portal}/desk`);
	await p.click('a[aria-label="説明資料（点検）.pptx の点検結果を見る"]');
	await p.click('summary:has-text("取り下げるとき")');
	await p.click('button:has-text("取り下げる")');
	await p.waitForLoadState();
	await seen(p, '取り下げました。送っていません。');
	await p.goto(`${portal}/desk`);
	equal(await p.locator('text=点検待ち').count(), 0, 'nothing waits any more');
	await plain.close();
});

await test('portal: a clerk cannot decide', async () => {
	for (const path of ['/approvals', '/queue', '/today', '/ledger'])
		equal((await clerk.request.get(portal + path)).status(), 403, path);
	await c.goto(`${portal}/send`);
	const id = (await c.getAttribute('#rows a.name', 'href')).split('/')[2];
	const token = await firstToken(c);
	for (const act of ['approve', 'return', 'retry', 'refuse'])
		equal((await clerk.request.post(`${portal}/items/${id}/${act}`, { multipart: { csrf: token, reason: 'x' } })).status(), 403, act);
});

await test('portal: signing out is one action', async () => {
	await signOut(c);
	await seen(c, 'サインアウトしました');
	await c.goto(`${portal}/inbox`);
	holds(c.url().includes('/signin'), c.url());
});

const boss = await context(b);
const m = await boss.newPage();

await test('portal: 承認待ち with preview, findings, recipient and grade', async () => {
	await signIn(m, portal, '2001', 'password');
	holds(m.url().endsWith('/approvals'), m.url());
	const text = await m.innerText('main');
	for (const words of ['承認待ち', '設計照会_回答.docx', 'tanto@kouji.example.co.jp', '区分2', '舗装厚は図面のとおり', '<b>太字ではない</b>', 'マクロ'])
		holds(text.includes(words), words);
	await m.waitForSelector('img.preview-picture');
	const picture = await boss.request.get(portal + await m.getAttribute('img.preview-picture', 'src'));
	equal(picture.headers()['content-type'], 'image/png');
	holds(/sandbox/.test(picture.headers()['content-security-policy']), 'the picture is sandboxed');
	await sound(m);
	await shot(m, 'approvals');
});

const card = (name) => m.locator('article', { hasText: name });

await test('portal: 承認待ち shows what the check left, with its reason and pictures', async () => {
	await m.goto(`${portal}/approvals`);
	const text = await card('支給対象者一覧.xlsx').innerText();
	for (const words of ['点検で残したもの', '非表示のシート', '名簿を送ることが照会の目的のため', '点検で 2 件を消しました'])
		holds(text.includes(words), words);
	holds(!text.includes('個人番号あり') && !text.includes('要注意'), 'not what was erased');
	await sound(m);
	await shot(m, 'approvals-finds');
});

await test('portal: a wrong code, a changed hash, then approval', async () => {
	const one = card('設計照会_回答.docx');
	await one.locator('input[name=code]').fill('000000');
	await one.locator('text=承認する').click();
	await m.waitForLoadState();
	await seen(m, '確認コードの入力が必要です');
	await sound(m);
	await card('設計照会_回答.docx').locator('form.decide input[name=output]').evaluate((e) => { e.value = '0'.repeat(64); });
	await card('設計照会_回答.docx').locator('input[name=code]').fill('123456');
	await card('設計照会_回答.docx').locator('text=承認する').click();
	await m.waitForLoadState();
	await seen(m, '承認の対象が変わっています');
	await card('設計照会_回答.docx').locator('input[name=code]').fill('123456');
	await card('設計照会_回答.docx').locator('text=承認する').click();
	await m.waitForLoadState();
	await seen(m, '承認しました');
	// The code was for that one: every other card asks for its own, and no address goes without.
	const cards = await m.locator('article:has(form.decide)').count();
	holds(cards > 2, 'others wait');
	equal(await m.locator('article form.decide input[name=code]').count(), cards, 'each has its code');
	const next = card('工程表.csv').locator('form.decide');
	const [original, output, terms] = await Promise.all(['original', 'output', 'terms'].map((f) => next.locator(`input[name=${f}]`).inputValue()));
	for (const more of [{}, { code: '' }, { code: '000000' }]) {
		const answer = await boss.request.post(portal + await next.getAttribute('action'),
			{ multipart: { csrf: await firstToken(m), original, output, terms, ...more } });
		holds((await answer.text()).includes('確認コードの入力が必要です'), 'without a code');
	}
	await m.goto(`${portal}/approvals`);
	holds(await card('工程表.csv').count(), 'it still waits');
});

await test('portal: 一括承認: ticks, one code, each with its own outcome', async () => {
	await m.goto(`${portal}/approvals`);
	await m.fill('#bulk-code', '123456');
	await m.click('#bulk button');
	await m.waitForLoadState();
	await seen(m, '承認するものが選ばれていません');
	await m.goto(`${portal}/approvals`);
	for (const name of ['工程表.csv', '契約書案.docx', '現場写真.png'])
		await card(name).locator('input[type=checkbox]').check();
	// somebody else is faster with one of them
	const id = (await card('契約書案.docx').locator('h2 a').getAttribute('href')).split('/')[2];
	const [original, output, terms] = await Promise.all(['original', 'output', 'terms'].map((f) =>
		card('契約書案.docx').locator(`form.decide input[name=${f}]`).inputValue()));
	const faster = await context(b);
	const f = await faster.newPage();
	await signIn(f, portal, '3001', 'password');
	await faster.request.post(`${portal}/items/${id}/approve`, {
		multipart: { csrf: await firstToken(f), original, output, terms, code: '123456' },
	});
	await faster.close();
	await m.fill('#bulk-code', '123456');
	await shot(m, 'approvals-ticked');
	await m.click('#bulk button');
	await m.waitForLoadState();
	const text = await m.innerText('main');
	for (const words of ['2 件を承認しました', '工程表.csv', 'ほかの人がすでに承認または差戻しをしています', '二重には処理していません'])
		holds(text.includes(words), `${words}: ${text}`);
	await sound(m);
	await shot(m, 'bulk');
});

await test('portal: the second of two approves', async () => {
	await m.goto(`${portal}/approvals`);
	const two = card('協議資料_二人承認.docx');
	const text = await two.innerText();
	for (const words of ['2人目の承認待ち', '1 / 2 人', '藤井 直樹', '6(2)'])
		holds(text.includes(words), `${words}: ${text}`);
	equal(await two.locator('input[type=checkbox]').count(), 0, 'not in bulk');
	await shot(m, 'approvals-second');
	const link = await two.locator('h2 a').getAttribute('href');
	await m.goto(portal + link);
	await seen(m, '2人目の承認待ちです');
	await seen(m, '2人のうち1人が承認済み: 藤井 直樹');
	await sound(m);
	await shot(m, 'item-second');
	// What the page showed is what is approved: another recipient is not.
	await m.goto(`${portal}/approvals`);
	await two.locator('form.decide input[name=terms]').evaluate((e) => { e.value = '0'.repeat(64); });
	await two.locator('input[name=code]').fill('123456');
	await two.locator('text=承認する').click();
	await m.waitForLoadState();
	await seen(m, '承認の対象が変わっています');
	await two.locator('input[name=code]').fill('123456');
	await two.locator('text=承認する').click();
	await m.waitForLoadState();
	await seen(m, '承認しました');
	equal(await two.count(), 0, 'it waits no more');
});

await test('portal: 事後承認 by the manager', async () => {
	await m.goto(`${portal}/approvals`);
	const one = card('交通規制図.docx');
	await seen(m, '緊急送付：事後承認の期限を過ぎています');
	await one.locator('input[name=code]').fill('123456');
	await one.locator('button:has-text("事後承認する")').click();
	await m.waitForLoadState();
	await seen(m, '事後承認しました');
	await card('仮設図_本日中.docx').locator('summary:has-text("承認しないとき")').click();
	await card('仮設図_本日中.docx').locator('input[name=reason]').fill('送付先が違う');
	await card('仮設図_本日中.docx').locator('button:has-text("事後承認しない")').click();
	await m.waitForLoadState();
	await seen(m, '責任者に知らせました');
	await sound(m);
});

await test('portal: 不在設定, one switch', async () => {
	await m.click('text=不在設定を変える');
	await seen(m, '藤井 直樹');
	await sound(m);
	await shot(m, 'away');
	await m.fill('#to', '2020-01-01');
	await m.evaluate(() => document.querySelector('#to').removeAttribute('min'));
	await m.click('button:has-text("不在にする")');
	await m.waitForLoadState();
	await seen(m, '日付が正しくありません');
	await m.goto(`${portal}/away`);
	await m.click('button:has-text("不在にする")');
	await m.waitForLoadState();
	await seen(m, '不在にしました');
	await seen(m, '戻るまで');
	await sound(m);
	await m.goto(`${portal}/approvals`);
	await seen(m, '不在にしています');
	await m.click('text=不在設定を変える');
	await m.click('button:has-text("戻りました")');
	await m.waitForLoadState();
	await seen(m, '不在設定を解除しました');
	await m.goto(`${portal}/approvals`);
});

await test('portal: 差戻し needs a reason', async () => {
	const one = m.locator('article', { has: m.locator('form.decide') }).first();
	await one.locator('text=差し戻すとき').click();
	await one.locator('form.inline-form input[name=reason]').fill('宛先を確認してください');
	await one.locator('button:has-text("差し戻す")').click();
	await m.waitForLoadState();
	await seen(m, '差し戻しました');
	await sound(m);
	await shot(m, 'approvals-after');
});

await test('portal: nothing to do is said kindly', async () => {
	for (let left = await m.locator('article').count(); left > 0; left = await m.locator('article').count()) {
		await m.locator('article summary:has-text("差し戻すとき")').first().click();
		await m.locator('article form.inline-form input[name=reason]').first().fill('取下げ');
		await m.locator('article button:has-text("差し戻す")').first().click();
		await m.waitForLoadState();
	}
	await seen(m, '今日やることはありません');
	await sound(m);
	await shot(m, 'approvals-none');
});

await test('portal: one cannot approve one’s own', async () => {
	await signOut(m);
	await signIn(m, portal, '2001', 'password');
	await m.goto(`${portal}/send`);
	await m.fill('#recipient', 'a@city.lg.jp');
	await m.fill('#reason', '照会');
	await m.check('#grade-2');
	await m.setInputFiles('#file', file('自分の.docx'));
	await m.click('main button.main');
	await m.waitForSelector('.job-ok');
	await m.waitForSelector('.state-WAITING', { timeout: 30000 });
	const id = (await m.getAttribute('#rows tr:has-text("自分の.docx") a.name', 'href')).split('/')[2];
	await m.goto(`${portal}/items/${id}`);
	await m.click('text=ハッシュ値と処理時間');
	const [original, output] = (await m.innerText('main')).match(/[0-9a-f]{64}/g);
	await boss.request.post(`${portal}/items/${id}/approve`, {
		multipart: { csrf: await firstToken(m), original, output, terms: '0'.repeat(64), code: '123456' },
	}).then(async (r) => holds((await r.text()).includes('申請した本人は承認できません'), 'told'));
});

const officer = await context(b);
const o = await officer.newPage();

await test('portal: 今日の収支 and 止まっているもの', async () => {
	await signIn(o, portal, '1101', 'password');
	holds(o.url().endsWith('/today'), o.url());
	const text = await o.innerText('main');
	for (const words of ['受付', '引渡し', '取込不可', '保留', '処理中', '差 0', '会議資料.docx', '宛先が見つかりません', '最後のバックアップ', 'sekisho restore --test'])
		holds(text.includes(words), words);
	holds(!text.includes('sekisho backup'), 'a backup of this morning needs nothing');
	await o.click('summary >> nth=0');
	await sound(o);
	await shot(o, 'today');
});

await test('portal: 対応の一覧: why in one sentence and what to do', async () => {
	for (const [tab, words] of [['held', '宛先を確かめて'], ['refused', '取り込みに対応していない形式です'], ['waiting', ''], ['after', '']]) {
		await o.goto(`${portal}/queue?tab=${tab}`);
		holds((await o.innerText('main')).includes(words), words);
		await sound(o);
	}
	await o.goto(`${portal}/queue?tab=refused`);
	await shot(o, 'queue');
	await o.goto(`${portal}/today`);
});

await test('portal: 取込不可にする with a reason', async () => {
	await o.fill('article.stuck input[name=reason]', '宛先の職員がいないため');
	await o.click('article.stuck button:has-text("取込不可にする")');
	await o.waitForLoadState();
	await seen(o, '取込不可にしました');
	await seen(o, '止まっているものはありません');
	await sound(o);
});

await test('portal: 証跡台帳', async () => {
	await o.click('text=証跡台帳');
	const text = await o.innerText('main');
	for (const words of ['48,213', 'sekisho ledger verify', '承認', '村上 勇'])
		holds(text.includes(words), words);
	await sound(o);
	await shot(o, 'ledger');
});

await test('portal: 元ファイルの交付: asked for, decided with a code for that file, taken once', async () => {
	const other = await context(b, { acceptDownloads: true });
	const p = await other.newPage();
	await signIn(p, portal, '2003', 'password');
	await p.goto(`${portal}/inbox`);
	await p.click('a[href^="/items/"]:not([href$="/file"]):has-text("住民説明会_写真01")');
	await p.waitForLoadState();
	await p.click('summary:has-text("元ファイルの交付を申請する")');
	await p.fill('#original-why', '数式を確かめるため');
	await sound(p);
	await shot(p, 'original-ask');
	await p.click('button:has-text("交付を申請する")');
	await p.waitForLoadState();
	await seen(p, '元ファイルの交付を申請しました');
	await seen(p, '無変換');
	holds(!(await p.locator('button:has-text("承認する")').count()), 'not by oneself');
	const boss = await context(b);
	const q = await boss.newPage();
	await signIn(q, portal, '2001', 'password');
	await q.goto(`${portal}/originals`);
	await seen(q, '未設定（検査していません）');
	await seen(q, '数式を確かめるため');
	await sound(q);
	await shot(q, 'originals-decide');
	await q.fill('input[name=code]', '000000');
	await q.click('button:has-text("無変換のまま交付を承認する")');
	await q.waitForLoadState();
	await seen(q, '確認コードの入力が必要です');
	await q.fill('input[name=code]', '123456');
	await q.click('button:has-text("無変換のまま交付を承認する")');
	await q.waitForLoadState();
	await seen(q, '元ファイルの交付を承認しました');
	await p.goto(`${portal}/originals`);
	await seen(p, '受け取れます');
	await sound(p);
	const [download] = await Promise.all([p.waitForEvent('download'), p.click('button:has-text("受け取る（一度だけ）")')]);
	holds(download.suggestedFilename().startsWith('無変換_'), download.suggestedFilename());
	await p.goto(`${portal}/originals`);
	await seen(p, '交付済');
	holds(!(await p.locator('button:has-text("受け取る")').count()), 'once');
	await shot(p, 'originals-taken');
	await other.close();
	await boss.close();
});

await test('portal: 元ファイル保管庫', async () => {
	await o.goto(`${portal}/today`);
	await o.click('text=元ファイル保管庫');
	for (const words of ['12,345', '次の消去', '90 日', '元ファイルの交付：方針で有効です'])
		await seen(o, words);
	await sound(o);
	await shot(o, 'vault');
});

await test('portal: 証拠保全: a reason and a code to begin, another person to end', async () => {
	await o.goto(`${portal}/today`);
	await o.click('text=証拠保全のページへ');
	await seen(o, '証拠保全はしていません');
	await sound(o);
	await shot(o, 'preservation-off');
	await o.fill('#reason', '情報公開請求の対象のため');
	await o.fill('#code', '123456');
	await o.click('button:has-text("証拠保全を始める")');
	await o.waitForLoadState();
	await seen(o, '証拠保全を始めました');
	await seen(o, '情報公開請求の対象のため');
	await sound(o);
	await o.goto(`${portal}/ledger`);
	await seen(o, '証拠保全中：何も消えません');
	await o.goto(`${portal}/preservation`);
	await o.fill('#reason', '開示が終わったため');
	if (await o.locator('#code').count())
		await o.fill('#code', '123456');
	await o.click('button:has-text("終了を申し出る")');
	await o.waitForLoadState();
	await seen(o, '終了を申し出ました');
	holds(!(await o.locator('button:has-text("証拠保全を終える")').count()), 'not by the same person');
	await sound(o);
	await shot(o, 'preservation-asked');
	await o.click('button:has-text("申出を取り下げて続ける")');
	await o.waitForLoadState();
	await seen(o, '証拠保全を続けます');
});

await test('portal: 通してよい通信と持ち出し: the drawing and the table say the same', async () => {
	await o.goto(`${portal}/today`);
	await o.click('a:has-text("通してよい通信と持ち出し")');
	await seen(o, 'マイナンバー利用事務系');
	const rows = await o.$$eval('.crossing-list tbody tr', (l) => l.map((x) => x.innerText.replace(/\s+/g, ' ')));
	equal(rows.length, 10, 'rows');
	const row = (words) => rows.filter((x) => x.includes(words)).join('|');
	holds(/特定通信 TCP 8443 令和81年3月31日 6\(3\)/.test(row('宛名連携サーバー → 庁内メール')), row('宛名連携'));
	holds(/^－/.test(row('旧システムの連携')) && row('旧システムの連携').includes('期限切れ'), row('旧システムの連携'));
	const marks = new Set(rows.map((x) => x.split(' ')[0]).filter((x) => x !== '－'));
	for (const svg of ['.crossing-wide', '.crossing-narrow']) {
		const numbers = await o.$$eval(`${svg} .flow-number`, (l) => l.map((x) => x.textContent));
		equal([...new Set(numbers)].sort(), [...marks].sort(), svg);
		equal((await o.$$(`${svg} .flow-head`)).length, 5, `${svg}: one arrow each`);
	}
	// Nothing runs where the policy has nothing: the My Number zone has one arrow, to the LGWAN zone.
	equal(await o.$$eval('.crossing-wide .flow-special', (l) => l.length), 1);
	await seen(o, 'この版にはない');
	await sound(o);
	await shot(o, 'crossing');
	await o.goto(`${portal}/crossing?lang=en`);
	await seen(o, 'special flow');
	await shot(o, 'crossing-english');
	await o.goto(`${portal}/crossing?lang=ja`);
	const small = await context(b, { viewport: { width: 360, height: 780 } });
	const p = await small.newPage();
	await signIn(p, portal, '0001', 'password');
	await seen(p, '図と表を見る');
	await p.goto(`${portal}/crossing`);
	holds(await p.isVisible('.crossing-narrow') && !await p.isVisible('.crossing-wide'), 'made for this width');
	const least = await p.$$eval('.crossing-narrow text', (l) => Math.min(...l.map((x) => x.getBoundingClientRect().height)));
	holds(least > 12, `letters ${least} high`);
	await sound(p);
	await shot(p, 'crossing-360');
	await signOut(p);
	await signIn(p, portal, '2003', 'password');
	equal((await p.goto(`${portal}/crossing`)).status(), 403, 'not for everybody');
	await small.close();
});

// Who signs in decides what the twin of the store has (tests/web/twin_zone.c).
async function asPerson(number, look) {
	const other = await context(b);
	const p = await other.newPage();
	await signIn(p, portal, number, 'password');
	await look(p);
	await other.close();
}

await test('portal: the page of the rules lists proof, boundary and drifts, and is in the menu', async () => {
	await o.goto(`${portal}/today`);
	await o.click('.menu a:has-text("系間の規則")');
	await seen(o, '証明と観測の記録');
	const proof = await o.innerText('section[aria-labelledby=proof-title]');
	holds(/方針のとおり/.test(proof) && /kyoukai-1/.test(proof) && /高野 誠/.test(proof), proof);
	const boundary = await o.innerText('section[aria-labelledby=boundary-title]');
	holds(/技術的に担保、とは言えない/.test(boundary), boundary);
	await seen(o, 'TCP ポート 22 が、方針にないのに');
	equal(await o.$$eval('.menu a[aria-current=page]', (l) => l.map((x) => x.innerText)), ['系間の規則'], 'where one is');
	await sound(o);
	await shot(o, 'zone');
	await o.click('a:has-text("規則の証明")');
	await seen(o, '見ていないもの');
	await sound(o);
	await shot(o, 'zone-proof');
});

await test('portal: what was observed, and what nobody has, by name', async () => {
	await o.goto(`${portal}/zone/boundary`);
	const verdict = await o.innerText('section[aria-labelledby=verdict-title]');
	holds(/技術的に担保、とは言えません/.test(verdict) && /探査が要ります/.test(verdict), verdict);
	equal(await o.$$eval('section[aria-labelledby=verdict-title] li', (l) => l.map((x) => x.innerText)),
		['マイナンバー利用事務系「基幹」 z-my 10.1.0.0/16'], 'nobody');
	const rows = await o.$$eval('section[aria-labelledby=segments-title] tbody tr', (l) => l.map((x) => x.innerText.replace(/\s+/g, ' ')));
	const row = (words) => rows.filter((x) => x.includes(words)).join('|');
	equal(rows.length, 4, 'every segment of the policy');
	holds(/探査で確認 端末 lg-pc-12/.test(row('z-lgwan')) && /設定の取込のみ fortigate.conf/.test(row('z-inet')), rows.join('|'));
	holds(/自系統の規則だけ/.test(row('z-internet')) && /誰も観測していない/.test(row('z-my')), rows.join('|'));
	await sound(o);
	await shot(o, 'zone-boundary');
	const answer = await officer.request.get(`${portal}/zone/boundary/file`);
	holds(/attachment/.test(answer.headers()['content-disposition']), 'as a file');
	const bytes = await answer.body();
	equal(createHash('sha256').update(bytes).digest('hex'), await o.innerText('dd .code'), 'the hash on the page');
	await o.goto(`${portal}/zone/boundary?lang=en`);
	await seen(o, 'Segments that nobody observed');
	await sound(o);
	await shot(o, 'zone-boundary-english');
	await o.goto(`${portal}/zone/boundary?lang=ja`);
});

await test('portal: 技術的に担保 only of what is fresh, whole and the ledger\'s', async () => {
	await asPerson('0001', async (p) => {
		await p.goto(`${portal}/zone/boundary`);
		await seen(p, '技術的に担保：すべての系の組とセグメントが');
		await seen(p, '端末 my-pc-2');
		await sound(p);
		await shot(p, 'zone-boundary-ensured');
	});
	await asPerson('1002', async (p) => {
		await p.goto(`${portal}/zone/boundary`);
		await seen(p, '技術的に担保、とは言えません。 結果が期限切れです');
		await seen(p, 'いま動いている世代の規則についての結果ではありません');
		holds(!(await p.innerText('main')).includes('技術的に担保：'), 'not of now');
		await sound(p);
		await shot(p, 'zone-boundary-old');
		await p.goto(`${portal}/zone`);
		holds(/期限切れ/.test(await p.innerText('section[aria-labelledby=boundary-title]')), 'on the page of the rules, too');
	});
	await asPerson('9001', async (p) => {
		await p.goto(`${portal}/zone/boundary`);
		await seen(p, '台帳の署名と合いません');
		const text = await p.innerText('main');
		holds(!text.includes('技術的に担保：') && !text.includes('lg-pc-12'), text);
		equal((await p.$$('section[aria-labelledby=verdict-title] li')).length, 4, 'then nobody observed anything');
		equal((await p.request.get(`${portal}/zone/boundary/file`)).status(), 404, 'nor is it handed out');
		await sound(p);
		await shot(p, 'zone-boundary-forged');
	});
});

await test('a gate that the policy keeps closed says so', async () => {
	await page.goto(gate);
	holds(!(await page.$$eval('#unit option', (l) => l.map((x) => x.value))).includes('kansa'), 'not offered');
	const answer = await desk.request.post(`${gate}/upload`, {
		multipart: { csrf: await firstToken(page), to: 'unit', unit: 'kansa', file: file('a.txt') },
	});
	holds((await answer.text()).includes('方針により閉じられています'), 'told');
	const other = await context(b);
	const p = await other.newPage();
	await signIn(p, portal, '9001', 'password');
	await p.goto(`${portal}/send`);
	await seen(p, 'この受付口は、方針により閉じられています');
	equal(await p.$$eval('input[type=file]', (l) => l.length), 0);
	await sound(p);
	await shot(p, 'send-closed');
	await other.close();
});

await test('portal: addresses that are not there', async () => {
	const missing = await officer.request.get(`${portal}/items/${'0'.repeat(32)}`);
	equal(missing.status(), 404);
	holds((await missing.text()).includes('見つかりません'), 'told');
	for (const path of ['/items/xyz', '/nothing', '/assets/../x', '/assets/none.css', '//evil.example/'])
		equal((await officer.request.get(portal + path)).status(), 404, path);
});

await test('portal: assets carry a hash and may be kept', async () => {
	const href = await o.getAttribute('link[rel=stylesheet]', 'href');
	const answer = await officer.request.get(portal + href);
	holds(/\/assets\/style\.[0-9a-f]{12}\.css$/.test(href) && /immutable/.test(answer.headers()['cache-control']), href);
	holds(/text\/css/.test(answer.headers()['content-type']), 'its type');
});

await test('portal: arriving from another site does not sign anybody out', async () => {
	const answer = await officer.request.get(`${portal}/signin`, { headers: { 'Sec-Fetch-Site': 'cross-site', Cookie: '' } });
	holds(!answer.headers()['set-cookie'], 'no new cookie');
	holds((await answer.text()).includes('http-equiv="refresh"'), 'sent round once more');
});

await test('a phone: every page fits and is sound', async () => {
	const phone = await context(b, { viewport: { width: 390, height: 844 } });
	const p = await phone.newPage();
	await p.goto(gate);
	await sound(p);
	await signIn(p, portal, '1101', 'password');
	for (const path of ['/today', '/desk', '/inbox', '/inbox?tab=unit', '/send', '/search?q=1', '/queue', '/away', '/ledger', '/preservation', '/originals', '/vault', '/zone', '/zone/boundary', '/zone/proof', '/about']) {
		await p.goto(portal + path);
		await sound(p);
		await shot(p, `phone${path.replace(/\W/g, '-')}`);
	}
	await p.goto(`${portal}/inbox`);
	await p.click('a.name >> nth=-1');
	await sound(p);
	await shot(p, 'phone-item');
	await signOut(p);
	await signIn(p, portal, '3001', 'password');
	await p.goto(`${portal}/approvals`);
	await sound(p);
	await shot(p, 'phone-approvals');
	await phone.close();
});

await test('a keyboard is enough', async () => {
	await o.goto(`${portal}/today`);
	await o.keyboard.press('Tab');
	equal(await o.evaluate(() => document.activeElement.className), 'skip');
	await o.keyboard.press('Enter');
	equal(await o.evaluate(() => document.activeElement.id), 'main');
});

await b.close();
finish();
