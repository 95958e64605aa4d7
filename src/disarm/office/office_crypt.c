/* SPDX-License-Identifier: Apache-2.0
 * office_crypt.c: keys from passwords, and packages from keys.
 */
#include "base/base64.h"
#include "base/utf8.h"
#include "disarm/office/cfb.h"
#include "disarm/crypt.h"
#include "disarm/find.h"
#include "disarm/office/office_crypt.h"
#include "disarm/office/xml.h"

#define SALT_MAX 64
#define KEY_MAX 32
/* Office writes 100,000; each is one hash, and a second of CPU does more than this. */
#define SPINS_A_SECOND 40000u
#define STANDARD_SPINS 50000u
#define SEGMENT 4096
#define TYPED_MAX 255 /* characters that Office takes */

/* keyData or encryptedKey of an agile description. */
struct agile_key {
	bool there;
	enum crypt_hash hash;
	uint32_t spins, key_bytes;
	size_t salt_n;
	uint8_t salt[SALT_MAX];
	/* of encryptedKey */
	uint8_t verifier[SALT_MAX], verified[SHA512_LEN + AES_BLOCK], key[SHA512_LEN];
	size_t verifier_n, verified_n, key_n;
};

struct protection {
	bool agile;
	struct agile_key data, password;
	/* standard */
	uint32_t key_bytes;
	uint8_t salt[16], verifier[16], verified[32];
};

struct secret {
	uint8_t bytes[KEY_MAX];
};

/* --- the standard way (2.3.4.5 to 2.3.4.9) --- */

#define ALG_AES_128 0x660eu
#define ALG_AES_256 0x6610u
#define ALG_SHA1 0x8004u

static enum err read_standard(struct cursor *c, struct protection *ret)
{
	cursor_skip(c, 4); /* flags, again in the header */
	uint32_t header = cursor_u32(c);
	struct cursor h = cursor_of(cursor_take(c, header));
	cursor_skip(&h, 8);
	uint32_t cipher = cursor_u32(&h), hash = cursor_u32(&h), bits = cursor_u32(&h);
	if (h.bad || cipher < ALG_AES_128 || cipher > ALG_AES_256 ||
	    (hash != ALG_SHA1 && hash != 0) || bits != 128 + 64 * (cipher - ALG_AES_128))
		return E_ENCRYPTED;
	ret->key_bytes = bits / 8;
	uint32_t salt_n = cursor_u32(c);
	struct view salt = cursor_take(c, 16), verifier = cursor_take(c, 16);
	uint32_t hash_n = cursor_u32(c);
	struct view verified = cursor_take(c, 32);
	if (c->bad || salt_n != 16 || hash_n != SHA1_LEN)
		return E_BROKEN;
	memcpy(ret->salt, salt.p, 16);
	memcpy(ret->verifier, verifier.p, 16);
	memcpy(ret->verified, verified.p, 32);
	return OK;
}

/* Hash of salt and password, then spun: each round hashes its number and what came before. */
static void spin(enum crypt_hash h, struct view salt, struct view typed, uint32_t spins,
		 uint8_t ret[SHA512_LEN])
{
	size_t n = crypt_hash_len(h);
	crypt_hash2(h, salt, typed, ret);
	for (uint32_t i = 0; i < spins; i++) {
		uint8_t number[4] = {(uint8_t)i, (uint8_t)(i >> 8), (uint8_t)(i >> 16),
				     (uint8_t)(i >> 24)};
		crypt_hash2(h, view_of(number, sizeof number), view_of(ret, n), ret);
	}
}

static void standard_key(const struct protection *p, struct view typed, struct secret *ret)
{
	uint8_t hash[SHA512_LEN], both[2 * SHA512_LEN];
	static const uint8_t block[4];
	spin(CRYPT_SHA1, view_of(p->salt, 16), typed, STANDARD_SPINS, hash);
	crypt_hash2(CRYPT_SHA1, view_of(hash, SHA1_LEN), view_of(block, 4), hash);
	for (unsigned half = 0; half < 2; half++) {
		uint8_t pad[64];
		memset(pad, half ? 0x5c : 0x36, sizeof pad);
		for (size_t i = 0; i < SHA1_LEN; i++)
			pad[i] ^= hash[i];
		crypt_hash2(CRYPT_SHA1, view_of(pad, sizeof pad), VIEW(""),
			    both + half * (size_t)SHA1_LEN);
	}
	memcpy(ret->bytes, both, p->key_bytes);
	explicit_bzero(both, sizeof both);
}

static bool standard_try(const struct protection *p, struct view typed, struct secret *ret)
{
	uint8_t verifier[16], verified[32], hash[SHA512_LEN];
	standard_key(p, typed, ret);
	struct view key = view_of(ret->bytes, p->key_bytes);
	bool fits = crypt_aes_decrypt(key, NULL, view_of(p->verifier, 16), verifier) &&
		    crypt_aes_decrypt(key, NULL, view_of(p->verified, 32), verified);
	crypt_hash2(CRYPT_SHA1, view_of(verifier, 16), VIEW(""), hash);
	return fits && memcmp(hash, verified, SHA1_LEN) == 0;
}

/* --- the agile way (2.3.4.10 to 2.3.4.15) --- */

static uint16_t one_namespace(struct view address unused_arg)
{
	return 0; /* local names tell everything apart here */
}

static enum err attr_text(struct xml *x, const char *name, struct view *ret)
{
	for (uint32_t i = 0; i < x->n_attrs; i++)
		if (view_eq(x->attrs[i].name.local, view_str(name)))
			return xml_attr_value(x, &x->attrs[i], ret);
	return E_BROKEN;
}

static enum err attr_number(struct xml *x, const char *name, int64_t most, uint32_t *ret)
{
	struct view v;
	int64_t n;
	try(attr_text(x, name, &v));
	try(view_int(v, 0, most, &n));
	*ret = (uint32_t)n;
	return OK;
}

static enum err attr_bytes(struct xml *x, const char *name, uint8_t *ret, size_t room,
			   size_t *ret_n)
{
	struct view v;
	try(attr_text(x, name, &v));
	size_t n = v.n / 4 * 3;
	for (size_t i = v.n; i > 0 && n > 0 && v.p[i - 1] == '='; i--)
		n--;
	if (n > room)
		return E_BROKEN;
	*ret_n = n;
	return base64_read(v, ret, n);
}

static enum err attr_word(struct xml *x, const char *name, const char *want)
{
	struct view v;
	try(attr_text(x, name, &v));
	return view_eq(v, view_str(want)) ? OK : E_ENCRYPTED;
}

static enum err attr_hash(struct xml *x, enum crypt_hash *ret)
{
	static const char *const names[CRYPT_HASH_COUNT][2] = {
	    [CRYPT_SHA1] = {"SHA1", "SHA-1"},
	    [CRYPT_SHA256] = {"SHA256", "SHA-256"},
	    [CRYPT_SHA384] = {"SHA384", "SHA-384"},
	    [CRYPT_SHA512] = {"SHA512", "SHA-512"}};
	struct view v;
	try(attr_text(x, "hashAlgorithm", &v));
	for (size_t i = 0; i < CRYPT_HASH_COUNT; i++)
		if (view_eq(v, view_str(names[i][0])) || view_eq(v, view_str(names[i][1]))) {
			*ret = (enum crypt_hash)i;
			return OK;
		}
	return E_ENCRYPTED;
}

static enum err read_key(struct xml *x, struct agile_key *k, bool password, uint32_t seconds)
{
	uint32_t bits;
	if (k->there)
		return E_BROKEN;
	try(attr_word(x, "cipherAlgorithm", "AES"));
	try(attr_word(x, "cipherChaining", "ChainingModeCBC"));
	try(attr_hash(x, &k->hash));
	try(attr_number(x, "keyBits", 256, &bits));
	if (bits != 128 && bits != 192 && bits != 256)
		return E_ENCRYPTED;
	k->key_bytes = bits / 8;
	try(attr_bytes(x, "saltValue", k->salt, sizeof k->salt, &k->salt_n));
	k->there = true;
	if (!password)
		return OK;
	try(attr_number(x, "spinCount", INT32_MAX, &k->spins));
	if (k->spins / SPINS_A_SECOND > seconds)
		return E_LIMIT_TIME;
	try(attr_bytes(x, "encryptedVerifierHashInput", k->verifier, sizeof k->verifier,
		       &k->verifier_n));
	try(attr_bytes(x, "encryptedVerifierHashValue", k->verified, sizeof k->verified,
		       &k->verified_n));
	return attr_bytes(x, "encryptedKeyValue", k->key, sizeof k->key, &k->key_n);
}

static enum err read_agile(struct view description, const struct disarm *d, struct protection *ret)
{
	struct xml *x = arena_alloc(d->mem, sizeof *x);
	if (!x)
		return E_LIMIT_MEMORY;
	try(xml_open(x, description, one_namespace, d->mem));
	for (;;) {
		try(xml_next(x));
		if (x->kind == XML_END)
			break;
		if (x->kind != XML_OPEN)
			continue;
		if (view_eq(x->name.local, VIEW("keyData")))
			try(read_key(x, &ret->data, false, d->limits->seconds));
		else if (view_eq(x->name.local, VIEW("encryptedKey")))
			try(read_key(x, &ret->password, true, d->limits->seconds));
	}
	const struct agile_key *p = &ret->password;
	if (!ret->data.there || !p->there)
		return E_ENCRYPTED; /* only a certificate opens it */
	bool sizes = ret->data.salt_n >= AES_BLOCK && p->salt_n >= AES_BLOCK &&
		     p->verifier_n >= p->salt_n && p->verified_n >= crypt_hash_len(p->hash) &&
		     p->key_n >= ret->data.key_bytes;
	return sizes ? OK : E_BROKEN;
}

/* One of the values that the password's key protects. */
static bool agile_value(const struct agile_key *k, struct view spun, const uint8_t block[8],
			struct view in, uint8_t *out)
{
	uint8_t key[SHA512_LEN];
	memset(key, 0x36, sizeof key);
	crypt_hash2(k->hash, spun, view_of(block, 8), key);
	bool good = crypt_aes_decrypt(view_of(key, k->key_bytes), k->salt, in, out);
	explicit_bzero(key, sizeof key);
	return good;
}

static bool agile_try(const struct protection *p, struct view typed, struct secret *ret)
{
	static const uint8_t blocks[3][8] = {{0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79},
					     {0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e},
					     {0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6}};
	const struct agile_key *k = &p->password;
	uint8_t spun[SHA512_LEN], verifier[SALT_MAX], verified[SHA512_LEN + AES_BLOCK];
	uint8_t key[SHA512_LEN], hash[SHA512_LEN];
	spin(k->hash, view_of(k->salt, k->salt_n), typed, k->spins, spun);
	struct view s = view_of(spun, crypt_hash_len(k->hash));
	bool fits = agile_value(k, s, blocks[0], view_of(k->verifier, k->verifier_n), verifier) &&
		    agile_value(k, s, blocks[1], view_of(k->verified, k->verified_n), verified) &&
		    agile_value(k, s, blocks[2], view_of(k->key, k->key_n), key);
	if (fits) {
		crypt_hash2(k->hash, view_of(verifier, k->salt_n), VIEW(""), hash);
		fits = memcmp(hash, verified, crypt_hash_len(k->hash)) == 0;
		memcpy(ret->bytes, key, p->data.key_bytes);
	}
	explicit_bzero(spun, sizeof spun);
	explicit_bzero(key, sizeof key);
	return fits;
}

static bool agile_package(const struct protection *p, const struct secret *s, struct view in,
			  uint8_t *out)
{
	const struct agile_key *k = &p->data;
	uint8_t iv[SHA512_LEN];
	for (size_t at = 0, n = 0; at < in.n; at += SEGMENT, n++) {
		uint8_t number[4] = {(uint8_t)n, (uint8_t)(n >> 8), (uint8_t)(n >> 16),
				     (uint8_t)(n >> 24)};
		crypt_hash2(k->hash, view_of(k->salt, k->salt_n), view_of(number, 4), iv);
		if (!crypt_aes_decrypt(view_of(s->bytes, k->key_bytes), iv,
				       view_sub(in, at, SEGMENT), out + at))
			return false;
	}
	return true;
}

/* --- either --- */

bool office_is_protected(struct view in)
{
	static const char name[] = "EncryptedPackage";
	uint8_t wide[2 * (sizeof name - 1)] = {0};
	for (size_t i = 0; i < sizeof name - 1; i++)
		wide[2 * i] = (uint8_t)name[i];
	return cfb_probe(in) && view_has(in, view_of(wide, sizeof wide));
}

static enum err read_info(struct view info, const struct disarm *d, struct protection *ret)
{
	struct cursor c = cursor_of(info);
	uint16_t major = cursor_u16(&c), minor = cursor_u16(&c);
	if (!c.bad && major == 4 && minor == 4) {
		ret->agile = true;
		cursor_skip(&c, 4);
		return c.bad ? E_BROKEN : read_agile(view_sub(info, c.at, info.n), d, ret);
	}
	return !c.bad && major >= 2 && major <= 4 && minor == 2 ? read_standard(&c, ret)
								: E_ENCRYPTED;
}

/* UTF-16LE, as Office hashes it. False: longer than anybody can have typed it there. */
static bool typed_of(struct view password, struct buf *out)
{
	struct cursor c = cursor_of(password);
	while (cursor_left(&c) > 0) {
		uint32_t x = utf8_next(&c);
		if (x >= 0x10000) {
			buf_u16(out, (uint16_t)(0xd7c0 + (x >> 10)));
			x = 0xdc00 | (x & 0x3ff);
		}
		buf_u16(out, (uint16_t)x);
	}
	return !c.bad && out->err == OK;
}

static bool try_one(const struct protection *p, struct view password, struct secret *ret)
{
	scope_end(buf_free) struct buf typed = buf_new((size_t)2 * TYPED_MAX);
	bool good =
	    typed_of(password, &typed) && (p->agile ? agile_try(p, buf_view(&typed), ret)
						    : standard_try(p, buf_view(&typed), ret));
	if (typed.p)
		explicit_bzero(typed.p, typed.room);
	return good;
}

static enum err find_key(const struct disarm *d, const struct protection *p, struct secret *ret)
{
	struct view password;
	if (try_one(p, VIEW("VelvetSweatshop"), ret)) /* 2.4.2.3 */
		return OK;
	for (size_t at = 0; disarm_password(d, &at, &password);)
		if (try_one(p, password, ret))
			return OK;
	return d->password.n ? E_PASSWORD_WRONG : E_PASSWORD;
}

/* The size of the package, then its blocks. */
static enum err decrypt(const struct protection *p, const struct secret *s, struct view package,
			struct arena *mem, struct view *ret)
{
	struct cursor c = cursor_of(package);
	uint64_t size = cursor_u64(&c);
	struct view blocks = view_sub(package, c.at, package.n);
	blocks.n -= blocks.n % AES_BLOCK;
	if (c.bad || size == 0 || size > blocks.n)
		return E_BROKEN;
	uint8_t *out = arena_alloc(mem, blocks.n);
	if (!out)
		return E_LIMIT_MEMORY;
	bool good = p->agile
			? agile_package(p, s, blocks, out)
			: crypt_aes_decrypt(view_of(s->bytes, p->key_bytes), NULL, blocks, out);
	*ret = view_of(out, (size_t)size);
	return good ? OK : E_BROKEN;
}

enum err office_open(struct disarm *d, struct view *ret)
{
	struct cfb c;
	struct view info, package;
	struct secret s = {{0}};
	struct protection *p = arena_alloc(d->mem, sizeof *p);
	if (!p)
		return E_LIMIT_MEMORY;
	try(cfb_open(d->in, d->mem, &c));
	enum err e = cfb_stream(&c, "EncryptionInfo", d->mem, &info);
	if (e == OK)
		e = cfb_stream(&c, "EncryptedPackage", d->mem, &package);
	if (e != OK)
		return e == E_NOT_FOUND ? E_ENCRYPTED : e;
	try(read_info(info, d, p));
	try(find_key(d, p, &s));
	e = decrypt(p, &s, package, d->mem, ret);
	explicit_bzero(&s, sizeof s);
	if (e == OK)
		disarm_found(d, FINDING_LOCKED, "", VIEW(""));
	return e;
}
