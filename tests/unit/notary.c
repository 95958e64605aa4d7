/* SPDX-License-Identifier: Apache-2.0
 * notary.c: keys, Merkle tree, leaves, receipts, heads and proofs: known answers first, then every
 * single byte that may not be changed.
 */
#include "notary/checkpoint.h"
#include "notary/policy_hash.h"
#include "notary/receipt.h"
#include "policy/read/yaml.h"
#include "tap.h"

static void bytes_of(const char *hex, uint8_t *ret, size_t n)
{
	bool done = hex_read(view_str(hex), ret, n) == OK;
	assert(done);
}

static void spellings(void)
{
	static const char *const texts[] = {
	    "",		"Zg==",	    "Zm8=",    "Zm9v",
	    "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"}; /* RFC 4648 section 10 */
	for (size_t n = 0; n < array_len(texts); n++) {
		uint8_t back[6] = {0};
		scope_end(buf_free) struct buf b = buf_new(16);
		base64_put(&b, view_of("foobar", n));
		expect(view_eq(buf_view(&b), view_str(texts[n])));
		expect(base64_read(view_str(texts[n]), back, n) == OK &&
		       memcmp(back, "foobar", n) == 0);
	}
	uint8_t one[1] = {7}, two[2];
	expect_err(base64_read(VIEW("Zh=="), one, 1), E_BROKEN); /* unused bits not zero */
	expect_err(base64_read(VIEW("Zg"), one, 1), E_BROKEN);
	expect_err(base64_read(VIEW("Z g="), two, 2), E_BROKEN);
	expect_err(hex_read(VIEW("0G"), one, 1), E_BROKEN);
	expect_err(hex_read(VIEW("0A"), one, 1), E_BROKEN);
	expect(one[0] == 7);
}

/* RFC 8032 section 7.1, TEST 1 and TEST 2; the verifier key of the Go note package's own tests. */
static void keys(void)
{
	uint8_t seed[KEY_LEN], want[KEY_LEN], sig[SIGNATURE_LEN], want_sig[SIGNATURE_LEN];
	struct signing_key k, again;
	struct public_key p, q;
	bytes_of("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", seed, KEY_LEN);
	bytes_of("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", want, KEY_LEN);
	expect_err(signing_key_from_seed("example.com/one", seed, &k), OK);
	expect(memcmp(k.public.key, want, KEY_LEN) == 0);
	bytes_of("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
		 "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
		 want_sig, SIGNATURE_LEN);
	expect(sign_bytes(&k, view_of("", 0), sig) == OK &&
	       memcmp(sig, want_sig, SIGNATURE_LEN) == 0);
	expect_err(sign_check(&k.public, view_of("", 0), sig), OK);
	expect_err(sign_check(&k.public, VIEW("x"), sig), E_SIGNATURE);

	expect_err(public_key_read(VIEW("example.com/foo+530d903a+"
					"AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n"),
				   &p),
		   OK);
	expect(public_key_id(&p) == 0x530d903a);
	expect_err(public_key_read(VIEW("example.com/foo+530d903b+"
					"AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
				   &q),
		   E_CONFIG);
	expect_err(public_key_read(VIEW(""), &q), E_CONFIG);

	scope_end(buf_free) struct buf text = buf_new(KEY_TEXT_MAX), pub = buf_new(KEY_TEXT_MAX);
	expect_err(signing_key_new("ledger", true, &k), OK);
	expect(public_key_is_evaluation(&k.public));
	signing_key_write(&k, &text);
	public_key_write(&k.public, &pub);
	expect(signing_key_read(buf_view(&text), &again) == OK &&
	       memcmp(&k, &again, sizeof k) == 0);
	expect(public_key_read(buf_view(&pub), &p) == OK && memcmp(&p, &k.public, sizeof p) == 0);
	for (size_t n = 0; n < text.n - 1; n++)
		if (signing_key_read(view_sub(buf_view(&text), 0, n), &again) == OK)
			tap_result(false, "a cut key is no key", __FILE__, __LINE__);
}

static void note_of_somebody_else(void)
{
	static const char note[] =
	    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/"
	    "Xajj7h2fB2MPA3j2jxq2I=\n\n"
	    "\xe2\x80\x94 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+"
	    "ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
	struct public_key other;
	struct checkpoint c;
	expect_err(public_key_read(VIEW("example.com/foo+530d903a+"
					"AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
				   &other),
		   OK);
	expect_err(checkpoint_read(view_of(note, sizeof note - 1), &other, &c), E_SIGNATURE);
}

#define LEAVES 70

/* The test vectors of the Certificate Transparency code base (leaves of 0 to 16 bytes). */
static void tree_known_answers(void)
{
	static const struct {
		const char *leaf, *root;
	} rows[] = {
	    {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
	    {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
	    {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
	    {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
	    {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
	    {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
	    {"5051525354555657",
	     "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
	    {"606162636465666768696a6b6c6d6e6f",
	     "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
	struct merkle m = {0};
	struct merkle_hash want, got = merkle_root(&m);
	bytes_of("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", want.b,
		 TREE_HASH);
	expect(merkle_same(&got, &want));
	for (size_t i = 0; i < array_len(rows); i++) {
		uint8_t record[16];
		size_t n = strlen(rows[i].leaf) / 2;
		bytes_of(rows[i].leaf, record, n);
		bytes_of(rows[i].root, want.b, TREE_HASH);
		struct merkle_hash leaf = merkle_leaf(view_of(record, n));
		merkle_push(&m, &leaf);
		got = merkle_root(&m);
		expect(merkle_same(&got, &want));
	}
}

static bool path_breaks(const struct merkle_path *path, uint64_t index, uint64_t n,
			const struct merkle_hash *leaf, const struct merkle_hash *root)
{
	struct merkle_path bad = *path;
	bool broken = true;
	for (size_t i = 0; i < path->n; i++) {
		bad.hash[i].b[i % TREE_HASH] ^= 1;
		broken &= merkle_check_inclusion(leaf, index, n, &bad, root) == E_HASH;
		bad = *path;
	}
	bad.n++;
	broken &= merkle_check_inclusion(leaf, index, n, &bad, root) == E_HASH;
	if (path->n > 0) {
		bad.n = path->n - 1;
		broken &= merkle_check_inclusion(leaf, index, n, &bad, root) == E_HASH;
	}
	return broken;
}

static void every_proof(void)
{
	struct merkle_hash leaf[LEAVES], root[LEAVES + 1];
	struct merkle_path path;
	bool inclusion = true, consistency = true, refused = true;
	for (unsigned i = 0; i < LEAVES; i++)
		leaf[i] = merkle_leaf(view_of(&i, sizeof i));
	for (unsigned n = 0; n <= LEAVES; n++)
		root[n] = merkle_root_of(leaf, n);
	for (unsigned n = 1; n <= LEAVES; n++)
		for (unsigned i = 0; i < n; i++) {
			merkle_inclusion(leaf, n, i, &path);
			inclusion &= merkle_check_inclusion(&leaf[i], i, n, &path, &root[n]) == OK;
			refused &= path_breaks(&path, i, n, &leaf[i], &root[n]);
			refused &=
			    merkle_check_inclusion(&leaf[i], i, n, &path, &root[n - 1]) == E_HASH;
			merkle_consistency(leaf, n, i + 1, &path);
			consistency &=
			    merkle_check_consistency(i + 1, &root[i + 1], n, &root[n], &path) == OK;
			refused &=
			    merkle_check_consistency(i + 1, &root[i], n, &root[n], &path) == E_HASH;
			if (path.n > 0) {
				path.hash[path.n - 1].b[0] ^= 1;
				refused &= merkle_check_consistency(i + 1, &root[i + 1], n,
								    &root[n], &path) == E_HASH;
			}
		}
	expect(inclusion);
	expect(consistency);
	expect(refused);
	expect_err(merkle_check_inclusion(&leaf[0], 0, 0, &path, &root[0]), E_HASH);
}

static struct receipt sample(void)
{
	struct receipt r = {.version = RECEIPT_VERSION,
			    .type = RECEIPT_REBUILT,
			    .epoch = 3,
			    .position = 41,
			    .time = 1795237445,
			    .expires = 1795842245};
	struct binding *b = &r.binding;
	memset(b->id, 0x11, ID_LEN);
	memset(b->original, 0x22, HASH_LEN);
	memset(b->output, 0x33, HASH_LEN);
	memset(b->policy, 0x44, HASH_LEN);
	memset(r.salt, 0x55, HASH_LEN);
	b->length = 12345;
	b->form_version = 1;
	b->direction = DIRECTION_IN;
	b->recipient_kind = RECIPIENT_UNIT;
	b->grade = GRADE_1;
	(void)snprintf(b->name, sizeof b->name, "%s", "\xe8\xa6\x8b\xe7\xa9\x8d\xe6\x9b\xb8.docx");
	(void)snprintf(b->sender, sizeof b->sender, "%s", "1001");
	(void)snprintf(b->destination, sizeof b->destination, "%s", "inbox");
	(void)snprintf(b->recipient, sizeof b->recipient, "%s", "soumu");
	return r;
}

/* Every bit of the record matters: after any change it is unreadable or another record. */
static void leaves(void)
{
	struct receipt r = sample();
	struct leaf l, back;
	uint8_t record[LEAF_LEN], again[LEAF_LEN];
	receipt_to_leaf(&r, &l);
	leaf_write(&l, record);
	expect(leaf_read(view_of(record, LEAF_LEN), &back) == OK);
	leaf_write(&back, again);
	expect(memcmp(record, again, LEAF_LEN) == 0);
	bool distinct = true;
	for (size_t i = 0; i < LEAF_LEN; i++) {
		record[i] ^= 0x80;
		if (leaf_read(view_of(record, LEAF_LEN), &back) == OK) {
			leaf_write(&back, again);
			distinct &= memcmp(record, again, LEAF_LEN) == 0;
		}
		record[i] ^= 0x80;
	}
	expect(distinct);
	expect_err(leaf_read(view_of(record, LEAF_LEN - 1), &back), E_BROKEN);

	scope_end(buf_free) struct buf line = buf_new(LEAF_LINE);
	leaf_line_write(&l, &line);
	expect(line.err == OK && line.n == LEAF_LINE);
	expect(leaf_line_read(buf_view(&line), &back) == OK && back.position == 41);
	line.p[4] = ' ';
	expect_err(leaf_line_read(buf_view(&line), &back), E_BROKEN);
	l.event = EVENT_SIGNIN; /* receipt fields in what is no receipt */
	leaf_write(&l, record);
	expect_err(leaf_read(view_of(record, LEAF_LEN), &back), E_BROKEN);
}

static void receipts(void)
{
	struct signing_key k, other;
	struct receipt r = sample(), back;
	struct leaf l;
	expect_err(signing_key_new("ledger", false, &k), OK);
	expect_err(signing_key_new("ledger", false, &other), OK);
	expect_err(receipt_sign(&k, &r), OK);
	expect_err(receipt_check(&k.public, &r), OK);
	expect_err(receipt_check(&other.public, &r), E_SIGNATURE);
	receipt_to_leaf(&r, &l);
	expect_err(receipt_check_leaf(&k.public, &l), OK);
	l.grade = GRADE_2;
	expect_err(receipt_check_leaf(&k.public, &l), E_SIGNATURE);

	/* Not one byte of the struct may differ (this machine's struct has no padding). */
	bool refused = true;
	for (size_t i = 0; i < sizeof r; i++) {
		back = r;
		((uint8_t *)&back)[i] ^= 1;
		enum err e = receipt_check(&k.public, &back);
		refused &= e == E_SIGNATURE || e == E_PROTOCOL;
	}
	expect(refused);

	scope_end(buf_free) struct buf b = buf_new(RECEIPT_BYTES_MAX);
	receipt_write(&r, &b);
	expect(b.err == OK && receipt_read(buf_view(&b), &back) == OK &&
	       memcmp(&back, &r, sizeof r) == 0);
	expect_err(receipt_read(view_sub(buf_view(&b), 0, b.n - 1), &back), E_BROKEN);
	buf_clear(&b);
	receipt_to_leaf(&r, &l);
	expect(receipt_of_leaf(&l, &r.binding, r.salt, r.log, &back) == OK &&
	       memcmp(&back, &r, sizeof r) == 0);
	struct binding renamed = r.binding;
	renamed.name[0] = 'x';
	expect_err(receipt_of_leaf(&l, &renamed, r.salt, r.log, &back), E_CHANGED);
}

static void heads_and_proofs(void)
{
	struct signing_key k, other;
	struct checkpoint c = {.size = 5}, back;
	struct merkle_hash leaf[5];
	struct proof p = {.index = 3}, got;
	for (unsigned i = 0; i < 5; i++)
		leaf[i] = merkle_leaf(view_of(&i, sizeof i));
	c.root = merkle_root_of(leaf, 5);
	scope_end(buf_free) struct buf note = buf_new(CHECKPOINT_MAX), text = buf_new(PROOF_MAX);
	expect_err(signing_key_new("ledger", true, &k), OK);
	expect_err(signing_key_new("ledger", true, &other), OK);
	expect_err(checkpoint_write(&k, &c, &note), OK);
	expect(checkpoint_read(buf_view(&note), &k.public, &back) == OK && back.size == 5 &&
	       merkle_same(&back.root, &c.root));
	expect_err(checkpoint_read(buf_view(&note), &other.public, &back), E_SIGNATURE);
	bool refused = true;
	for (size_t i = 0; i < note.n; i++) {
		note.p[i] ^= 1;
		refused &= checkpoint_read(buf_view(&note), &k.public, &back) != OK;
		note.p[i] ^= 1;
		refused &= checkpoint_read(view_sub(buf_view(&note), 0, i), &k.public, &back) != OK;
	}
	expect(refused);

	unsigned three = 3;
	p.record_len = sizeof three;
	memcpy(p.record, &three, sizeof three);
	merkle_inclusion(leaf, 5, 3, &p.path);
	proof_write(&p, buf_view(&note), &text);
	expect(text.err == OK && proof_read(buf_view(&text), &k.public, &got, &back) == OK &&
	       got.index == 3 && got.record_len == sizeof three);
	refused = true;
	for (size_t i = 0; i < text.n; i++) {
		text.p[i] ^= 1;
		refused &= proof_read(buf_view(&text), &k.public, &got, &back) != OK;
		text.p[i] ^= 1;
	}
	expect(refused);

	/* Two heads in one file. */
	scope_end(buf_free) struct buf file = buf_new((size_t)2 * CHECKPOINT_MAX);
	for (int i = 0; i < 2; i++) {
		buf_put(&file, buf_view(&note));
		buf_u8(&file, '\n');
	}
	struct cursor cur = cursor_of(buf_view(&file));
	expect(view_eq(checkpoint_next(&cur), buf_view(&note)));
	expect(view_eq(checkpoint_next(&cur), buf_view(&note)));
	expect(cursor_done(&cur) && checkpoint_next(&cur).n == 0);
}

/* The notary's own reading of a policy file's bytes is the policy folder's. */
static void policy_number(void)
{
	static const char *const files[] = {"a: 1\n", "\xef\xbb\xbf\x61: 1\r\nb: 2\r\n", "\r",
					    "a\rb\r\r\n", ""};
	for (size_t i = 0; i < array_len(files); i++) {
		uint8_t want[32], got[32];
		scope_end(arena_free) struct arena mem = arena_new(4096);
		sha256(yaml_canonical(view_str(files[i]), &mem), want);
		expect(policy_hash(view_str(files[i]), got) == OK && memcmp(want, got, 32) == 0);
	}
}

int main(void)
{
	policy_number();
	spellings();
	keys();
	note_of_somebody_else();
	tree_known_answers();
	every_proof();
	leaves();
	receipts();
	heads_and_proofs();
	return tap_done();
}
