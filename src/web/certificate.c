/* SPDX-License-Identifier: Apache-2.0
 * certificate.c: a self-signed certificate for the first start.
 */
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "web/nginx.h"

#define DAYS 825

static void free_key(EVP_PKEY **k)
{
	EVP_PKEY_free(*k);
}

static void free_certificate(X509 **c)
{
	X509_free(*c);
}

static void free_bio(BIO **b)
{
	BIO_free_all(*b);
}

static bool extend(X509 *c, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, c, c, NULL, NULL, 0);
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	bool ok = e && X509_add_ext(c, e, -1) == 1;
	X509_EXTENSION_free(e);
	return ok;
}

/* The names a browser may use for this host. */
static bool add_names(X509 *c, const char *host)
{
	char text[512], name[256] = "";
	unsigned char address[16];
	bool numeric =
	    inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
	if (gethostname(name, sizeof(name) - 1) != 0 ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz"
			 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789-.") != strlen(name))
		name[0] = '\0';
	snprintf(text, sizeof(text), "DNS:localhost,%s:%s%s%s", numeric ? "IP" : "DNS", host,
		 *name ? ",DNS:" : "", name);
	return extend(c, NID_subject_alt_name, text);
}

static bool fill(X509 *c, EVP_PKEY *key, const char *host, int64_t now)
{
	uint8_t serial[16];
	X509_NAME *name = X509_get_subject_name(c);
	time_t at = (time_t)now;
	if (RAND_bytes(serial, sizeof(serial)) != 1)
		return false;
	serial[0] &= 0x7F; /* positive */
	BIGNUM *number = BN_bin2bn(serial, sizeof(serial), NULL);
	bool ok = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(c));
	BN_free(number);
	return ok && X509_set_version(c, X509_VERSION_3) == 1 &&
	       X509_time_adj_ex(X509_getm_notBefore(c), -1, 0, &at) &&
	       X509_time_adj_ex(X509_getm_notAfter(c), DAYS, 0, &at) &&
	       X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, (const uint8_t *)"Sekisho", -1,
					  -1, 0) &&
	       X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const uint8_t *)host, -1, -1,
					  0) &&
	       X509_set_issuer_name(c, name) == 1 && X509_set_pubkey(c, key) == 1 &&
	       extend(c, NID_basic_constraints, "critical,CA:FALSE") &&
	       extend(c, NID_key_usage, "critical,digitalSignature") &&
	       extend(c, NID_ext_key_usage, "serverAuth") && add_names(c, host) &&
	       X509_sign(c, key, EVP_sha256()) > 0;
}

static enum err take(BIO *b, struct buf *out)
{
	char *p;
	long n = BIO_get_mem_data(b, &p);
	if (n <= 0)
		return E_INTERNAL;
	buf_put(out, view_of(p, (size_t)n));
	return out->err;
}

enum err certificate_make(const char *host, int64_t now, struct buf *ret_key, struct buf *ret_cert)
{
	EVP_PKEY *key scope_end(free_key) = EVP_EC_gen("P-256");
	X509 *c scope_end(free_certificate) = X509_new();
	BIO *key_text scope_end(free_bio) = BIO_new(BIO_s_secmem());
	BIO *text scope_end(free_bio) = BIO_new(BIO_s_mem());
	if (!key || !c || !key_text || !text || !fill(c, key, host, now) ||
	    PEM_write_bio_PKCS8PrivateKey(key_text, key, NULL, NULL, 0, NULL, NULL) != 1 ||
	    PEM_write_bio_X509(text, c) != 1) {
		ERR_clear_error();
		return E_INTERNAL;
	}
	try(take(key_text, ret_key));
	return take(text, ret_cert);
}

int64_t certificate_left(struct view pem, int64_t now)
{
	BIO *b scope_end(free_bio) = BIO_new_mem_buf(pem.p, (int)min_of(pem.n, (size_t)1 << 20));
	X509 *c scope_end(free_certificate) = b ? PEM_read_bio_X509(b, NULL, NULL, NULL) : NULL;
	ASN1_TIME *at = ASN1_TIME_set(NULL, (time_t)now);
	int days = 0, seconds = 0;
	bool ok = c && at && ASN1_TIME_diff(&days, &seconds, at, X509_get0_notAfter(c)) == 1;
	ASN1_TIME_free(at);
	ERR_clear_error();
	return ok ? (int64_t)days * 86400 + seconds : -1;
}
