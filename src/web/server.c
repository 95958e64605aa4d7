/* SPDX-License-Identifier: Apache-2.0
 * server.c: libmicrohttpd inside the role's loop: no thread of its own, its epoll descriptor is
 * watched.
 *
 * After a turn with work left over it is called again at once, but through the loop, so that
 * answers of other processes are heard in between.
 */
#include <sys/eventfd.h>
#include <unistd.h>

#include "web/http.h"

#define CONNECTIONS_MAX 512
#define IDLE_SECONDS 75
#define CONNECTION_MEMORY ((size_t)64 << 10)

const struct server *server;
static struct MHD_Daemon *mhd;
static int again_fd = -1;

const struct handler server_handlers[] = {
    {MSG_DONE, ask_answer},	     {MSG_ITEM_FD, ask_answer},
    {MSG_OWN_ROW, ask_answer},	     {MSG_TICKET, ask_answer},
    {MSG_ROW_ITEM, ask_answer},	     {MSG_ROW_FINDING, ask_answer},
    {MSG_ROW_PERSON, ask_answer},    {MSG_ROW_BALANCE, ask_answer},
    {MSG_ROW_LOG, ask_answer},	     {MSG_PART_ROW, ask_answer},
    {MSG_ROW_TRIAL, ask_answer},     {MSG_ROW_TRIAL_FILE, ask_answer},
    {MSG_ROW_FD, ask_answer},	     {MSG_ROW_STEP, ask_answer},
    {MSG_ROW_AWAY, ask_answer},	     {MSG_ROW_FIND, ask_answer},
    {MSG_ROW_PRESERVED, ask_answer}, {MSG_ROW_ORIGINAL, ask_answer},
    {MSG_ROW_VAULT, ask_answer},     {MSG_WARRANT, ask_answer},
    {MSG_ROW_ZONE, ask_answer},	     {MSG_ROW_ZONE_REPORT, ask_answer},
};
const size_t server_handler_count = array_len(server_handlers);

static void refuse(struct request *r)
{
	enum word what = WORD_bad_request, todo = WORD_bad_request_todo;
	switch (r->refused) {
	case MHD_HTTP_UNAUTHORIZED:
		if (r->script)
			respond_trouble(r, r->refused, WORD_signin_again, WORD_none);
		else
			respond_redirect(r, r->has_cookie ? "/signin?again=1" : "/signin");
		return;
	case MHD_HTTP_FORBIDDEN:
		respond_error(r, E_FORBIDDEN);
		return;
	case MHD_HTTP_NOT_FOUND:
		what = WORD_not_found;
		todo = WORD_not_found_todo;
		break;
	case MHD_HTTP_METHOD_NOT_ALLOWED:
		what = WORD_wrong_method;
		todo = WORD_none;
		break;
	case MHD_HTTP_CONFLICT:
		what = WORD_stale_form;
		todo = WORD_stale_form_todo;
		break;
	case MHD_HTTP_CONTENT_TOO_LARGE:
		what = WORD_too_large;
		todo = WORD_too_large_todo;
		break;
	default:
		break;
	}
	respond_trouble(r, r->refused, what, todo);
}

static enum MHD_Result wait_for_answers(struct request *r)
{
	r->suspended = true;
	MHD_suspend_connection(r->connection);
	return MHD_YES;
}

/* The whole request is here: one step after another until it is answered or has to wait. */
static enum MHD_Result answer(struct request *r)
{
	if (r->bounce && !r->answered) {
		struct page_bounce page = {.path = r->path};
		respond_page(r, MHD_HTTP_OK, bounce, &page);
	} else if (r->refused && !r->answered) {
		refuse(r);
	}
	while (!r->answered) {
		r->route->handle(r);
		r->step++;
		if (!r->answered && r->waiting)
			return wait_for_answers(r);
		assert(r->answered || r->ask_count > 0);
	}
	return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
				  const char *method, const char *version, const char *data,
				  size_t *size, void **context)
{
	(void)cls;
	(void)version;
	struct request *r = *context;
	if (!r) {
		*context = request_new(c, url, method);
		return *context ? MHD_YES : MHD_NO;
	}
	if (*size > 0) {
		if (r->multipart && !r->refused)
			*size -= body_read(r, view_of(data, *size));
		else
			*size = 0;
		return r->waiting ? wait_for_answers(r) : MHD_YES;
	}
	if (r->step == 0)
		body_end(r);
	return answer(r);
}

static void on_end(void *cls, struct MHD_Connection *c, void **context,
		   enum MHD_RequestTerminationCode why)
{
	(void)cls;
	(void)c;
	(void)why;
	if (*context)
		request_free(*context);
	*context = NULL;
}

void server_wake(void)
{
	uint64_t count = 1;
	if (write(again_fd, &count, sizeof(count)) < 0)
		log_warn("eventfd is full"); /* then it is readable anyway */
}

static void run(void)
{
	MHD_UNSIGNED_LONG_LONG left;
	(void)MHD_run(mhd);
	if (MHD_get_timeout(mhd, &left) == MHD_YES && left == 0)
		server_wake();
}

static void run_again(void)
{
	uint64_t count;
	if (read(again_fd, &count, sizeof(count)) > 0)
		run();
}

print_like(2, 0) static void on_log(void *cls, const char *fmt, va_list arguments)
{
	char text[256];
	(void)cls;
	vsnprintf(text, sizeof(text), fmt, arguments);
	log_warn("http: %s", text);
}

enum err server_open(const struct server *s, int listen_fd)
{
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
	server = s;
	again_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	mhd = MHD_start_daemon(
	    flags, 0, NULL, NULL, on_request, NULL, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
	    MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL,
	    MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
	    IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
	if (!mhd || again_fd < 0)
		return E_INTERNAL;
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(mhd, MHD_DAEMON_INFO_EPOLL_FD);
	if (!info)
		return E_INTERNAL;
	role_watch(info->epoll_fd, run);
	role_watch(again_fd, run_again);
	return OK;
}

void server_tick(void)
{
	ask_tick();
	run();
}
