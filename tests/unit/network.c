/* SPDX-License-Identifier: Apache-2.0
 * network.c: prefixes, ports and MAC addresses, against inet_pton and by hand.
 */
#include "policy/ask/network.h"

#include <arpa/inet.h>

#include "chance.h"
#include "tap.h"

/* Whatever is taken, inet_pton takes too, as the same address. */
static bool agrees(const char *text)
{
	struct policy_prefix p;
	uint8_t address[16] = {0};
	char whole[64];
	(void)snprintf(whole, sizeof whole, "%s", text);
	char *slash = strchr(whole, '/');
	if (slash)
		*slash = '\0';
	bool four = policy_prefix4(view_str(text), &p) == OK;
	if (four)
		return inet_pton(AF_INET, whole, address) == 1 &&
		       memcmp(address, p.address, 4) == 0;
	if (policy_prefix6(view_str(text), &p) == OK)
		return inet_pton(AF_INET6, whole, address) == 1 &&
		       memcmp(address, p.address, 16) == 0;
	return true;
}

/* What inet_ntop writes is taken, unless it has an IPv4 tail. */
static bool takes_written(void)
{
	uint8_t address[16];
	char text[64];
	struct policy_prefix p;
	for (size_t i = 0; i < 16; i++)
		address[i] = any(3) ? 0 : (uint8_t)any(256);
	inet_ntop(AF_INET6, address, text, sizeof text);
	if (strchr(text, '.'))
		return policy_prefix6(view_str(text), &p) == E_CONFIG;
	bool six = policy_prefix6(view_str(text), &p) == OK && p.bits == 128 &&
		   memcmp(p.address, address, 16) == 0;
	inet_ntop(AF_INET, address, text, sizeof text);
	return six && policy_prefix4(view_str(text), &p) == OK && p.bits == 32 &&
	       memcmp(p.address, address, 4) == 0;
}

static void at_random(void)
{
	static const char letters[] = "0123456789abcdefABCDEF:::..//g -";
	chance_seed(41);
	bool all = true, written = true;
	for (unsigned k = 0; k < 200000; k++) {
		char text[24];
		size_t n = any((uint32_t)(sizeof text));
		for (size_t i = 0; i < n; i++)
			text[i] = letters[any((uint32_t)(sizeof letters - 1))];
		text[n] = '\0';
		all = all && agrees(text);
	}
	for (unsigned k = 0; k < 20000; k++)
		written = written && takes_written();
	expect(all);
	expect(written);
}

static void by_hand(void)
{
	static const char *const bad4[] = {"",		 "10.0.0",	"10.0.0.0.0", "010.0.0.0",
					   "256.0.0.0",	 "10.0.0.1/24", "1.2.3.4/33", "1.2.3.4/",
					   "1.2.3.4/01", " 1.2.3.4",	"1.2.3.4 ",   "1..2.3"};
	static const char *const bad6[] = {
	    "",	       ":",	 "1",	      "1:2:3:4:5:6:7",	  "1:2:3:4:5:6:7:8:9",
	    "1::2::3", ":::",	 "1:::2",     "12345::",	  "fd00::1/64",
	    "::/129",  "::1%lo", "::1.2.3.4", "1:2:3:4:5:6:7:8::"};
	static const char *const good6[] = {"::",
					    "::/0",
					    "::1",
					    "1::",
					    "fd00::/8",
					    "1:2:3:4:5:6:7:8",
					    "1:2:3:4:5:6:7::",
					    "::2:3:4:5:6:7:8"};
	struct policy_prefix p, q;
	for (size_t i = 0; i < array_len(bad4); i++)
		expect_err(policy_prefix4(view_str(bad4[i]), &p), E_CONFIG);
	for (size_t i = 0; i < array_len(bad6); i++)
		expect_err(policy_prefix6(view_str(bad6[i]), &p), E_CONFIG);
	for (size_t i = 0; i < array_len(good6); i++)
		expect_err(policy_prefix6(view_str(good6[i]), &p), OK);
	expect(policy_prefix4(VIEW("10.0.0.0/8"), &p) == OK &&
	       policy_prefix4(VIEW("10.1.0.0/16"), &q) == OK);
	expect(policy_prefix_inside(&q, &p) && !policy_prefix_inside(&p, &q) &&
	       policy_prefix_meets(&p, &q));
	expect(policy_prefix4(VIEW("11.0.0.0/8"), &q) == OK && !policy_prefix_meets(&p, &q));
}

static void ports_and_macs(void)
{
	static const char *const bad[] = {"",
					  "0",
					  "65536",
					  "80,",
					  ",80",
					  "80-",
					  "90-80",
					  "443,25",
					  "80-90,85",
					  "80 ",
					  "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17"};
	static const char *const macs[] = {"", "02:00:5e:10:00:0", "02-00-5e-10-00-01",
					   "02:00:5e:10:00:0g", "02:00:5e:10:00:01:02"};
	struct policy_ports p;
	uint8_t mac[6];
	for (size_t i = 0; i < array_len(bad); i++)
		expect_err(policy_ports(view_str(bad[i]), &p), E_CONFIG);
	expect(policy_ports(VIEW("25,80-90,65535"), &p) == OK && p.n == 3 &&
	       p.range[1].first == 80 && p.range[1].last == 90 && p.range[2].last == 65535);
	for (size_t i = 0; i < array_len(macs); i++)
		expect_err(policy_mac(view_str(macs[i]), mac), E_CONFIG);
	expect(policy_mac(VIEW("02:00:5E:10:00:fF"), mac) == OK && mac[2] == 0x5e &&
	       mac[5] == 0xff);
}

int main(void)
{
	by_hand();
	at_random();
	ports_and_macs();
	return tap_done();
}
