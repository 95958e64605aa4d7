// SPDX-License-Identifier: Apache-2.0
// lib.mjs: a small harness: each test says what holds; at the end one line of counts.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:tls';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

let passed = 0;
let failed = 0;

export async function test(name, body) {
	try {
		await body();
		passed++;
		console.log(`ok - ${name}`);
	} catch (error) {
		failed++;
		console.log(`not ok - ${name}\n    ${String(error.message).split('\n').slice(0, 12).join('\n    ')}`);
	}
}

export function equal(have, want, what = '') {
	if (JSON.stringify(have) !== JSON.stringify(want))
		throw new Error(`${what}: ${JSON.stringify(have)} where ${JSON.stringify(want)} was expected`);
}

export function holds(condition, what) {
	if (!condition)
		throw new Error(what);
}

export function finish() {
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed ? 1 : 0;
}

// Chromium's own sandbox needs an ordinary user.
export async function browser() {
	const root = process.getuid() === 0;
	return chromium.launch({
		executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		chromiumSandbox: !root,
		args: root ? ['--no-sandbox'] : [],
	});
}

export async function context(b, options = {}) {
	const c = await b.newContext({
		ignoreHTTPSErrors: true, locale: 'ja-JP', timezoneId: 'Asia/Tokyo',
		viewport: { width: 1366, height: 768 }, acceptDownloads: true, ...options,
	});
	c.setDefaultTimeout(20000);
	c.complaints = [];
	c.on('weberror', (e) => c.complaints.push(`script: ${e.error()}`));
	c.on('console', (m) => {
		if (m.type() === 'error' && !/Failed to load resource/.test(m.text()))
			c.complaints.push(`console: ${m.text()}`);
	});
	c.on('request', (r) => {
		if (!/^https:\/\/127\.0\.0\.1:|^(data|blob):/.test(r.url()))
			c.complaints.push(`outside request: ${r.url()}`);
	});
	return c;
}

// Accessible at AA, nothing wider than the window, nothing complained about.
export async function sound(page) {
	await page.evaluate(axeSource);
	const result = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), AA);
	const found = result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`);
	equal(found, [], `axe at ${page.url()}`);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	holds(wide <= 0, `${page.url()} is ${wide} pixels wider than the window`);
	equal(page.context().complaints, [], `complaints at ${page.url()}`);
}

// The words are there, or come within the time-out.
export async function seen(page, words) {
	await page.locator(`text=${words}`).first().waitFor();
}

export async function shot(page, name) {
	if (process.env.SHOTS)
		await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
}

export async function signIn(page, base, staff, password) {
	await page.goto(`${base}/signin`);
	await page.fill('#staff', staff);
	await page.fill('#password', password);
	await page.click('main button[type=submit]');
	await page.waitForLoadState();
}

export async function signOut(page) {
	await page.click('header form button');
	await page.waitForURL(/\/signin/);
}

export function file(name, content = 'こんにちは\n', mimeType = 'application/octet-stream') {
	return { name, mimeType, buffer: Buffer.from(content) };
}

// A request written by hand, on a connection that `how` may cut: what a browser would never send.
export function raw(base, text, { cut = false, wait = 3000 } = {}) {
	const { hostname, port } = new URL(base);
	return new Promise((resolve) => {
		let answer = '';
		const s = connect({ host: hostname, port: Number(port), rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] }, () => {
			s.write(text, () => {
				if (cut)
					setTimeout(() => s.destroy(), 200);
			});
		});
		const timer = setTimeout(() => s.destroy(), wait);
		s.on('data', (d) => { answer += d; });
		s.on('error', () => {});
		s.on('close', () => {
			clearTimeout(timer);
			resolve(answer);
		});
	});
}

// TOTP (RFC 6238), as an authenticator shows it.
export async function totp(secretBase32, at = Date.now()) {
	const { createHmac } = await import('node:crypto');
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	let bits = '';
	for (const c of secretBase32.replace(/[\s=]/g, '').toUpperCase())
		bits += alphabet.indexOf(c).toString(2).padStart(5, '0');
	const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
	const mac = createHmac('sha1', key).update(counter).digest();
	const offset = mac[19] & 15;
	return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1000000).padStart(6, '0');
}
