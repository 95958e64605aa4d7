/* SPDX-License-Identifier: Apache-2.0
 * lab.c: namespaces, TAP devices, addresses, routes; rules through libnftables.
 */
#include "zone/lab/lab.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libnetfilter_log/libnetfilter_log.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_tun.h>
#include <linux/ipv6.h>
#include <linux/ipv6_route.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netlink.h>
#include <linux/route.h>
#include <linux/sockios.h>
#include <nftables/libnftables.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

struct zone_lab {
	const struct zone_allowed *allowed;
	struct zone_lab_end ends[ZONE_INTERFACES_MAX];
	uint8_t macs[ZONE_INTERFACES_MAX][6];
	int taps[ZONE_INTERFACES_MAX];
	int four, six; /* datagram sockets, for ioctls */
	int raw[2];    /* what the boundary itself sends */
	int conntrack; /* netlink */
	struct nflog_handle *ear;
	struct nft_ctx *nft;
	struct zone_lab_trouble *trouble;
	zone_lab_came *came; /* while the ear is being emptied */
	void *who;
};

static enum err failed(struct zone_lab *lab, const char *what)
{
	(void)snprintf(lab->trouble->what, sizeof lab->trouble->what, "%s: %s", what,
		       strerror(errno));
	return E_IO;
}

/* --- the namespace --- */

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	if (fd >= 0)
		close(fd);
	return done;
}

/* An ordinary user becomes root of what is in it, where the kernel lets them. */
static enum err enter(struct zone_lab *lab)
{
	char map[64];
	uid_t uid = geteuid();
	gid_t gid = getegid();
	if (unshare(uid == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET) != 0)
		return failed(lab, "unshare");
	if (uid == 0)
		return OK;
	(void)snprintf(map, sizeof map, "0 %u 1", uid);
	if (!write_file("/proc/self/setgroups", "deny") || !write_file("/proc/self/uid_map", map))
		return failed(lab, "uid_map");
	(void)snprintf(map, sizeof map, "0 %u 1", gid);
	return write_file("/proc/self/gid_map", map) ? OK : failed(lab, "gid_map");
}

/* accept_dad: an address counts at once, else IPv6's first probes are lost and look stopped. */
static enum err set_kernel(struct zone_lab *lab)
{
	static const char *const settings[][2] = {
	    {"ipv4/ip_forward", "1"},
	    {"ipv4/conf/all/rp_filter", "0"},
	    {"ipv4/conf/default/rp_filter", "0"},
	    {"ipv4/conf/all/send_redirects", "0"},
	    {"ipv4/conf/default/send_redirects", "0"},
	    {"ipv6/conf/all/forwarding", "1"},
	    {"ipv6/conf/default/forwarding", "1"},
	    {"ipv6/conf/all/accept_dad", "0"},
	    {"ipv6/conf/default/accept_dad", "0"},
	};
	char path[128];
	for (size_t i = 0; i < array_len(settings); i++) {
		(void)snprintf(path, sizeof path, "/proc/sys/net/%s", settings[i][0]);
		if (!write_file(path, settings[i][1]))
			return failed(lab, path);
	}
	return OK;
}

/* --- interfaces --- */

static enum err add_tap(struct zone_lab *lab, uint32_t i)
{
	struct ifreq r = {0};
	const uint8_t mac[6] = {2, 0, 0x5e, 0xff, 0, (uint8_t)i};
	(void)snprintf(r.ifr_name, sizeof r.ifr_name, "%s", lab->allowed->interfaces[i].name);
	r.ifr_flags = IFF_TAP | IFF_NO_PI;
	lab->taps[i] = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (lab->taps[i] < 0)
		return failed(lab, "/dev/net/tun");
	if (ioctl(lab->taps[i], TUNSETIFF, &r) != 0)
		return failed(lab, "TUNSETIFF");
	memcpy(lab->macs[i], mac, sizeof mac);
	r.ifr_hwaddr.sa_family = ARPHRD_ETHER;
	memcpy(r.ifr_hwaddr.sa_data, mac, sizeof mac);
	if (ioctl(lab->four, SIOCSIFHWADDR, &r) != 0)
		return failed(lab, "SIOCSIFHWADDR");
	/* Nobody answers who has an address: every one is there. */
	r.ifr_flags = IFF_UP | IFF_RUNNING | IFF_NOARP;
	return ioctl(lab->four, SIOCSIFFLAGS, &r) == 0 ? OK : failed(lab, "SIOCSIFFLAGS");
}

static struct sockaddr in4(const uint8_t address[4])
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	struct sockaddr ret;
	memcpy(&a.sin_addr, address, 4);
	memcpy(&ret, &a, sizeof ret);
	return ret;
}

static enum err add_own(struct zone_lab *lab, uint32_t i, bool v6)
{
	static const uint8_t whole[4] = {255, 255, 255, 255};
	struct ifreq r = {0};
	(void)snprintf(r.ifr_name, sizeof r.ifr_name, "%s", lab->allowed->interfaces[i].name);
	if (v6) {
		struct in6_ifreq six = {.ifr6_prefixlen = 128};
		if (ioctl(lab->four, SIOCGIFINDEX, &r) != 0)
			return failed(lab, "SIOCGIFINDEX");
		six.ifr6_ifindex = r.ifr_ifindex;
		memcpy(&six.ifr6_addr, lab->ends[i].own[1], 16);
		return ioctl(lab->six, SIOCSIFADDR, &six) == 0 ? OK : failed(lab, "IPv6 address");
	}
	r.ifr_addr = in4(lab->ends[i].own[0]);
	if (ioctl(lab->four, SIOCSIFADDR, &r) != 0)
		return failed(lab, "IPv4 address");
	r.ifr_netmask = in4(whole);
	return ioctl(lab->four, SIOCSIFNETMASK, &r) == 0 ? OK : failed(lab, "IPv4 netmask");
}

static enum err add_route(struct zone_lab *lab, uint32_t i, const struct policy_prefix *p)
{
	struct ifreq r = {0};
	uint8_t mask[4] = {0};
	(void)snprintf(r.ifr_name, sizeof r.ifr_name, "%s", lab->allowed->interfaces[i].name);
	if (p->v6) {
		if (ioctl(lab->four, SIOCGIFINDEX, &r) != 0)
			return failed(lab, "SIOCGIFINDEX");
		struct in6_rtmsg m = {.rtmsg_dst_len = (uint16_t)p->bits,
				      .rtmsg_metric = 1,
				      .rtmsg_flags = RTF_UP,
				      .rtmsg_ifindex = r.ifr_ifindex};
		memcpy(&m.rtmsg_dst, p->address, 16);
		if (ioctl(lab->six, SIOCADDRT, &m) != 0 && errno != EEXIST)
			return failed(lab, "IPv6 route");
		return OK;
	}
	for (unsigned b = 0; b < p->bits; b++)
		mask[b / 8] |= (uint8_t)(0x80u >> b % 8);
	struct rtentry m = {.rt_dst = in4(p->address),
			    .rt_genmask = in4(mask),
			    .rt_flags = RTF_UP | (p->bits == 32 ? RTF_HOST : 0),
			    .rt_dev = r.ifr_name};
	if (ioctl(lab->four, SIOCADDRT, &m) != 0 && errno != EEXIST)
		return failed(lab, "IPv4 route");
	return OK;
}

static enum err add_segment(struct zone_lab *lab, const struct policy_network *n, bool v6)
{
	struct policy_prefix prefix;
	if (!zone_prefix(n, v6, &prefix))
		return OK;
	for (uint32_t i = 0; i < lab->allowed->interfaces_count; i++) {
		struct zone_lab_end *end = &lab->ends[i];
		if (strcmp(lab->allowed->interfaces[i].name, n->interface) != 0)
			continue;
		/* Its own address: far from those that probes take first. */
		if (!end->has[v6] &&
		    zone_lab_address(lab->allowed, &prefix, i, 100, end->own[v6])) {
			end->has[v6] = true;
			try(add_own(lab, i, v6));
		}
		try(add_route(lab, i, &prefix));
	}
	return OK;
}

static enum err add_all(struct zone_lab *lab)
{
	const struct policy *p = lab->allowed->policy;
	for (uint32_t i = 0; i < lab->allowed->interfaces_count; i++)
		try(add_tap(lab, i));
	for (uint32_t i = 0; i < p->networks_count; i++)
		for (int v6 = 0; v6 < 2 && p->networks[i].interface[0]; v6++)
			try(add_segment(lab, &p->networks[i], v6));
	return OK;
}

/* --- what the boundary takes in --- */

static int hear(struct nflog_g_handle *group unused_arg, struct nfgenmsg *m unused_arg,
		struct nflog_data *data, void *lab_)
{
	struct zone_lab *lab = lab_;
	char *payload;
	int n = nflog_get_payload(data, &payload);
	if (n > 0 && lab->came)
		lab->came(lab->who, ZONE_LAB_OWN, (const uint8_t *)payload, (size_t)n);
	return 0;
}

static enum err open_ear(struct zone_lab *lab)
{
	const int room = 8 << 20;
	lab->ear = nflog_open();
	struct nflog_g_handle *group = lab->ear ? nflog_bind_group(lab->ear, ZONE_LAB_EAR) : NULL;
	if (!group || nflog_set_mode(group, NFULNL_COPY_PACKET, 256) != 0)
		return failed(lab, "NFLOG");
	nflog_callback_register(group, hear, lab);
	(void)setsockopt(nflog_fd(lab->ear), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
	return OK;
}

static enum err open_sockets(struct zone_lab *lab)
{
	const int yes = 1;
	lab->four = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	lab->six = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	lab->raw[0] = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_RAW);
	lab->raw[1] = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_RAW);
	lab->conntrack = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (lab->four < 0 || lab->six < 0 || lab->raw[0] < 0 || lab->raw[1] < 0 ||
	    lab->conntrack < 0 ||
	    setsockopt(lab->raw[1], IPPROTO_IPV6, IPV6_HDRINCL, &yes, sizeof yes) != 0)
		return failed(lab, "socket");
	return OK;
}

enum err zone_lab_open(const struct zone_allowed *allowed, struct zone_lab **ret,
		       struct zone_lab_trouble *trouble)
{
	struct zone_lab *lab = calloc(1, sizeof *lab);
	if (!lab)
		return E_NO_MEMORY;
	lab->allowed = allowed;
	lab->trouble = trouble;
	enum err e = enter(lab);
	e = e != OK ? e : set_kernel(lab);
	e = e != OK ? e : open_sockets(lab);
	e = e != OK ? e : add_all(lab);
	e = e != OK ? e : open_ear(lab);
	if (e == OK) {
		lab->nft = nft_ctx_new(NFT_CTX_DEFAULT);
		if (!lab->nft || nft_ctx_buffer_output(lab->nft) != 0 ||
		    nft_ctx_buffer_error(lab->nft) != 0)
			e = failed(lab, "libnftables");
	}
	if (e == OK)
		*ret = lab;
	else
		free(lab); /* the process ends with its descriptors */
	return e;
}

const struct zone_lab_end *zone_lab_end(const struct zone_lab *lab, uint32_t interface)
{
	return &lab->ends[interface];
}

const uint8_t *zone_lab_mac(const struct zone_lab *lab, uint32_t interface)
{
	return lab->macs[interface];
}

/* --- rules --- */

static enum err run_nft(struct zone_lab *lab, const char *commands,
			struct zone_lab_trouble *trouble)
{
	nft_ctx_output_set_flags(lab->nft, 0);
	if (nft_run_cmd_from_buffer(lab->nft, commands) == 0)
		return OK;
	const char *said = nft_ctx_get_error_buffer(lab->nft);
	size_t n = view_find(view_str(said ? said : ""), 0, '\n');
	(void)snprintf(trouble->what, sizeof trouble->what, "nft: %.*s",
		       (int)min_of(n, (size_t)140), said ? said : "");
	return E_CONFIG;
}

/* Behind all other rules: what comes as far as this was let in. */
#define EAR                                                                                  \
	"table inet probe_ear {\n\tchain ear {\n\t\ttype filter hook input priority 2000;\n" \
	"\t\tlog group 7 snaplen 256 queue-threshold 1\n\t}\n}\n"

enum err zone_lab_load(struct zone_lab *lab, const char *rules, struct zone_lab_trouble *trouble)
{
	static_assert(ZONE_LAB_EAR == 7, "the ear's rule names it");
	try(run_nft(lab, "flush ruleset\n", trouble));
	try(run_nft(lab, rules, trouble));
	return run_nft(lab, EAR, trouble);
}

enum err zone_lab_list(struct zone_lab *lab, struct view *ret)
{
	nft_ctx_output_set_flags(lab->nft, NFT_CTX_OUTPUT_JSON);
	if (nft_run_cmd_from_buffer(lab->nft, "list ruleset") != 0)
		return E_IO;
	const char *out = nft_ctx_get_output_buffer(lab->nft);
	*ret = view_str(out ? out : "");
	return OK;
}

enum err zone_lab_forget(struct zone_lab *lab)
{
	struct {
		struct nlmsghdr h;
		struct nfgenmsg g;
	} m = {.h = {.nlmsg_len = sizeof m,
		     .nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE,
		     .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK}};
	union {
		uint8_t bytes[512];
		struct {
			struct nlmsghdr h;
			struct nlmsgerr e;
		} m;
	} answer;
	if (send(lab->conntrack, &m, sizeof m, 0) != sizeof m ||
	    recv(lab->conntrack, &answer, sizeof answer, 0) < (ssize_t)sizeof answer.m ||
	    answer.m.h.nlmsg_type != NLMSG_ERROR)
		return failed(lab, "conntrack");
	errno = -answer.m.e.error;
	return errno == 0 ? OK : failed(lab, "conntrack");
}

/* --- packets --- */

bool zone_lab_send(struct zone_lab *lab, uint32_t from, const struct zone_frame *frame)
{
	if (from != ZONE_LAB_OWN)
		return write(lab->taps[from], frame->bytes, frame->n) == (ssize_t)frame->n;
	const uint8_t *ip = frame->bytes + ZONE_FRAME_IP;
	size_t n = frame->n - ZONE_FRAME_IP;
	bool v6 = ip[0] >> 4 == 6;
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	struct sockaddr four = in4(ip + 16);
	memcpy(&six.sin6_addr, ip + 24, 16);
	const struct sockaddr *to = v6 ? (const struct sockaddr *)&six : &four;
	ssize_t sent = sendto(lab->raw[v6], ip, n, 0, to, v6 ? sizeof six : sizeof four);
	return sent == (ssize_t)n || errno == EPERM;
}

void zone_lab_take(struct zone_lab *lab, zone_lab_came *came, void *who)
{
	static uint8_t in[65536];
	for (uint32_t i = 0; i < lab->allowed->interfaces_count; i++)
		for (;;) {
			ssize_t n = read(lab->taps[i], in, sizeof in);
			if (n <= 0)
				break;
			if (n > ZONE_FRAME_IP)
				came(who, i, in + ZONE_FRAME_IP, (size_t)n - ZONE_FRAME_IP);
		}
	lab->came = came;
	lab->who = who;
	for (;;) {
		ssize_t n = recv(nflog_fd(lab->ear), in, sizeof in, MSG_DONTWAIT);
		if (n <= 0)
			break;
		(void)nflog_handle_packet(lab->ear, (char *)in, (int)n);
	}
	lab->came = NULL;
}
