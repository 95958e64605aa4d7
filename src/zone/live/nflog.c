/* SPDX-License-Identifier: Apache-2.0
 * nflog.c: takes what is logged from the kernel, some of it each second.
 */
#include "zone/live/nflog.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libnetfilter_log/libnetfilter_log.h>
#include <linux/if.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/log.h"
#include "zone/rules/compile.h"

#define AT_ONCE 256 /* messages of one step */

struct zone_nflog {
	struct nflog_handle *handle;
	int ask; /* for the names of interfaces */
	uint64_t second, more;
	unsigned told;
	zone_nflog_came *came;
	void *who;
};

static void name_of(const struct zone_nflog *n, uint32_t index, char ret[ZONE_INTERFACE_MAX])
{
	struct ifreq r = {.ifr_ifindex = (int)index};
	if (index != 0 && ioctl(n->ask, SIOCGIFNAME, &r) == 0)
		(void)snprintf(ret, ZONE_INTERFACE_MAX, "%.15s", r.ifr_name);
}

/* What is too much for this second is counted, and told in the next. */
static bool may_tell(struct zone_nflog *n)
{
	uint64_t second = clock_us() / 1000000;
	if (second != n->second) {
		n->second = second;
		n->told = 0;
		if (n->more > 0)
			n->came(n->who, NULL, n->more);
		n->more = 0;
	}
	if (n->told < ZONE_NFLOG_A_SECOND) {
		n->told++;
		return true;
	}
	n->more++;
	return false;
}

static int one(struct nflog_g_handle *group unused_arg, struct nfgenmsg *m unused_arg,
	       struct nflog_data *data, void *n_)
{
	struct zone_nflog *n = n_;
	struct zone_denial d = {0};
	char *payload = NULL;
	int length = nflog_get_payload(data, &payload);
	const char *prefix = nflog_get_prefix(data);
	const struct nfulnl_msg_packet_hw *hw = nflog_get_packet_hw(data);
	if (!may_tell(n))
		return 0;
	name_of(n, nflog_get_indev(data), d.from);
	name_of(n, nflog_get_outdev(data), d.to);
	size_t hw_n = hw ? min_of((size_t)ntohs(hw->hw_addrlen), sizeof hw->hw_addr) : 0;
	zone_denial_read(view_str(prefix ? prefix : ""),
			 view_of(payload, length > 0 ? (size_t)length : 0),
			 view_of(hw ? hw->hw_addr : NULL, hw_n), &d);
	n->came(n->who, &d, 0);
	return 0;
}

enum err zone_nflog_open(struct zone_nflog **ret)
{
	struct zone_nflog *n = calloc(1, sizeof *n);
	const int room = 4 << 20;
	if (!n)
		return E_NO_MEMORY;
	n->ask = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	n->handle = nflog_open();
	struct nflog_g_handle *group =
	    n->handle ? nflog_bind_group(n->handle, ZONE_LOG_GROUP) : NULL;
	if (!group || nflog_set_mode(group, NFULNL_COPY_PACKET, 128) != 0) {
		int why = errno;
		zone_nflog_close(n);
		errno = why;
		return E_IO;
	}
	nflog_callback_register(group, one, n);
	(void)setsockopt(nflog_fd(n->handle), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
	*ret = n;
	return OK;
}

void zone_nflog_close(struct zone_nflog *n)
{
	if (!n)
		return;
	if (n->handle)
		nflog_close(n->handle);
	if (n->ask >= 0)
		close(n->ask);
	free(n);
}

int zone_nflog_fd(const struct zone_nflog *n)
{
	return nflog_fd(n->handle);
}

void zone_nflog_step(struct zone_nflog *n, zone_nflog_came *came, void *who)
{
	static char in[65536];
	n->came = came;
	n->who = who;
	for (int i = 0; i < AT_ONCE; i++) {
		ssize_t got = recv(nflog_fd(n->handle), in, sizeof in, MSG_DONTWAIT);
		if (got < 0 && errno == ENOBUFS)
			n->more++; /* at least one was lost */
		else if (got <= 0)
			break;
		else
			(void)nflog_handle_packet(n->handle, in, (int)got);
	}
	/* Also what was too much, once its second is over. */
	if (n->more > 0 && clock_us() / 1000000 != n->second) {
		came(who, NULL, n->more);
		n->more = 0;
	}
}
