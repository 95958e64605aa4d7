/* SPDX-License-Identifier: Apache-2.0
 * bundle.c: archives through both walks, the workers played here: good ones by the locks' own code,
 * captured ones by hand.
 */
#include <dirent.h>
#include <unistd.h>

#include "disarm/disarm.h"
#include "disarm/zip.h"
#include "flow/bundle.h"
#include "form/name.h"
#include "rebuild/package.h"
#include "rebuild/rebuild.h"
#include "sys/file.h"
#include "sys/zygote.h"
#include "tap.h"

#define MEMBER_FILE FORM_CONTAINER_MEMBER_KIND_FILE
#define MISSING FORM_CONTAINER_MEMBER_KIND_MISSING

static struct report seen;
static struct limits limits;

static size_t open_descriptors(void)
{
	size_t n = 0;
	DIR *d = opendir("/proc/self/fd");
	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

static int memory(struct view v)
{
	int fd = memfd_new("test");
	expect_err(file_write(fd, v), OK);
	expect_err(memfd_seal(fd), OK);
	return fd;
}

/* --- workers --- */

static struct body_work_done disarm_worker(const struct errand *e)
{
	struct body_work_done done = {.cpu_us = 1000, .format = FORMAT_ID_COUNT};
	struct arena mem = arena_new((size_t)64 << 20);
	struct buf in = buf_new(16 << 20), out = buf_new(16 << 20), extra = buf_new(1 << 20);
	const struct format *format = NULL;
	static struct report report;
	report = (struct report){0};
	expect_err(file_read(e->fds[0], in.cap, &in), OK);
	struct disarm d = {.in = buf_view(&in),
			   .ext = view_str(e->work.ext),
			   .limits = &e->work.limits,
			   .mem = &mem,
			   .password = view_str(e->work.password),
			   .out = &out,
			   .report = &report};
	done.err = (uint32_t)disarm_run(&d, &format);
	for (uint32_t i = 0; format && i < FORMAT_ID_COUNT; i++)
		if (disarm_formats[i] == format)
			done.format = i;
	done.next = done.err == OK && d.members ? WORK_MEMBERS : WORK_OVER;
	report_write(&report, &extra);
	if (done.err == OK)
		expect_err(file_write(e->fds[1], buf_view(&out)), OK);
	expect_err(file_write(e->fds[2], buf_view(&extra)), OK);
	buf_free(&in);
	buf_free(&out);
	buf_free(&extra);
	arena_free(&mem);
	return done;
}

static struct body_work_done rebuild_worker(const struct errand *e)
{
	struct body_work_done done = {.cpu_us = 1000};
	struct arena mem = arena_new((size_t)64 << 20);
	struct buf in = buf_new(16 << 20), out = buf_new(16 << 20), preview = buf_new(1 << 14);
	expect_err(file_read(e->fds[0], in.cap, &in), OK);
	struct rebuild r = {
	    .limits = &e->work.limits, .mem = &mem, .out = &out, .preview = &preview};
	done.err = (uint32_t)rebuild_run(buf_view(&in), &r);
	done.output = out.n;
	memcpy(done.ext, r.ext, sizeof r.ext);
	if (done.err == OK)
		expect_err(file_write(e->fds[1], buf_view(&out)), OK);
	expect_err(file_write(e->fds[2], buf_view(&preview)), OK);
	buf_free(&in);
	buf_free(&out);
	buf_free(&preview);
	arena_free(&mem);
	return done;
}

/* --- archives --- */

struct member {
	const char *name;
	struct view content;
};

static struct buf zip_of(const struct member *members, size_t n)
{
	struct package p;
	struct buf out = buf_new(4 << 20);
	package_begin(&p, &out);
	for (size_t i = 0; i < n; i++)
		package_put(&p, &(struct package_member){.name = view_str(members[i].name),
							 .content = members[i].content,
							 .compress = true});
	expect_err(package_end(&p), OK);
	return out;
}

static const char *const formats[] = {
#define FORMAT(name, extensions, ja, en) #name,
#include "tbl/formats.h"
#undef FORMAT
};

static const bool *all_but(const char *format)
{
	static bool allowed[array_len(formats)];
	for (size_t i = 0; i < array_len(formats); i++)
		allowed[i] = strcmp(formats[i], format) != 0;
	return allowed;
}

/* Through lock 1; what came of it in *u. Returns the number of errands. */
static unsigned run(struct unpack *u, struct view original, const char *ext, const char *password,
		    const bool *allowed)
{
	struct body_work work = {.limits = limits};
	unsigned errands = 0;
	memcpy(work.ext, ext, strlen(ext));
	memcpy(work.password, password, strlen(password));
	scope_end(close_fd) int input = memory(original);
	enum err e = unpack_begin(u, &work, input, allowed);
	expect_err(e, OK);
	struct body_work_done done;
	do {
		expect(u->next.to == ROLE_disarm && memfd_is_sealed(u->next.fds[0]));
		done = disarm_worker(&u->next);
		errands++;
	} while (unpack_take(u, &done));
	seen.n = 0;
	struct buf b scope_end(buf_free) = buf_new(ZYGOTE_EXTRA_MAX);
	if (u->report_fd >= 0)
		expect(file_read(u->report_fd, b.cap, &b) == OK &&
		       report_read(buf_view(&b), &seen) == OK);
	return errands;
}

static bool says(enum finding_code code, const char *part)
{
	for (uint32_t i = 0; i < seen.n; i++)
		if (seen.rows[i].code == code &&
		    view_has(view_of(seen.rows[i].text, seen.rows[i].text_len), view_str(part)))
			return true;
	return false;
}

/* Through lock 2; the names in the zip that came out, each followed by "|". */
static unsigned finish(struct unpack *u, enum err want, struct buf *names)
{
	struct repack r = repack_none();
	unsigned errands = 0;
	enum err e = repack_begin(&r, &limits, u->form);
	if (e == OK) {
		struct body_work_done done;
		do {
			expect(r.next.to == ROLE_rebuild && memfd_is_sealed(r.next.fds[0]));
			done = rebuild_worker(&r.next);
			errands++;
		} while (repack_take(&r, &done));
		e = r.err;
	}
	expect_err(e, want);
	if (e == OK && !strcmp(r.done.ext, "zip")) {
		struct arena mem scope_end(arena_free) = arena_new((size_t)16 << 20);
		struct buf b scope_end(buf_free) = buf_new(16 << 20);
		struct zip z = {0};
		expect(memfd_is_sealed(r.out) && memfd_is_sealed(r.preview));
		expect(file_read(r.out, b.cap, &b) == OK &&
		       zip_open(buf_view(&b), &limits, &mem, &z) == OK);
		for (uint32_t i = 0; i < z.n; i++) {
			buf_put(names, z.members[i].name);
			buf_u8(names, '|');
		}
	}
	repack_close(&r);
	return errands;
}

static void expect_names(struct unpack *u, const char *want, unsigned errands)
{
	struct buf names scope_end(buf_free) = buf_new(4096);
	unsigned ran = finish(u, OK, &names);
	expect(view_eq(buf_view(&names), view_str(want)));
	expect(ran == errands);
}

static struct buf two_files(void)
{
	return zip_of((struct member[]){{"a.txt", VIEW("1\n")}, {"b.csv", VIEW("x,y\n")}}, 2);
}

/* With a file that nothing can be made of. */
static struct buf one_in_another(const struct buf *inner)
{
	struct member members[] = {
	    {"c.txt", VIEW("2\n")}, {"中.zip", buf_view(inner)}, {"d.exe", VIEW("MZ")}};
	return zip_of(members, 3);
}

static void good_archives(void)
{
	struct unpack u = unpack_none();
	struct buf inner = two_files(), outer = one_in_another(&inner);
	expect(run(&u, VIEW("hello\n"), "txt", "", NULL) == 1 && u.err == OK);
	expect(!container_is(VIEW("hello")) && memfd_is_sealed(u.form));
	unpack_close(&u);
	expect(run(&u, buf_view(&inner), "zip", "", NULL) == 3 && u.err == OK);
	expect(u.done.cpu_us == 3000 && formats[u.done.format][0] == 'z');
	expect_names(&u, "a.txt|b.csv|", 3);
	unpack_close(&u);
	expect(run(&u, buf_view(&outer), "zip", "", NULL) == 6 && u.err == OK);
	expect(says(FINDING_LEFT_OUT, "d.exe："));
	expect_names(&u, "c.txt|中.zip|取込不可一覧.txt|", 5);
	unpack_close(&u);

	limits.options |= LIMITS_WHOLE_ARCHIVE;
	(void)run(&u, buf_view(&outer), "zip", "", NULL);
	expect_err(u.err, E_TYPE_UNKNOWN);
	expect(u.form < 0 && says(FINDING_LEFT_OUT, "d.exe："));
	unpack_close(&u);
	limits.options &= ~LIMITS_WHOLE_ARCHIVE;
	limits.options |= LIMITS_OUTBOUND;
	(void)run(&u, buf_view(&outer), "zip", "", NULL);
	expect_names(&u, "c.txt|中.zip|送付できなかったファイル.txt|", 5);
	unpack_close(&u);
	limits.options &= ~LIMITS_OUTBOUND;

	buf_free(&inner);
	buf_free(&outer);
}

/* A captured lock 1 says that the policy allows what it sends: lock 2 asks the policy. */
static void policies_of_archives(void)
{
	struct unpack u = unpack_none();
	struct buf inner = two_files(), outer = one_in_another(&inner);
	struct buf none scope_end(buf_free) = buf_new(64);
	(void)run(&u, buf_view(&inner), "zip", "", NULL);
	limits.refused = 1u << FORM_TABLE;
	(void)finish(&u, E_FORM, &none);
	limits.refused = 1u << FORM_CONTAINER;
	(void)finish(&u, E_FORM, &none);
	limits.refused = 0;
	expect_names(&u, "a.txt|b.csv|", 3);
	unpack_close(&u);
	(void)run(&u, buf_view(&inner), "zip", "", all_but("csv"));
	expect(u.err == OK && says(FINDING_LEFT_OUT, "b.csv："));
	unpack_close(&u);
	limits.archive_depth = 1;
	(void)run(&u, buf_view(&outer), "zip", "", NULL);
	expect_err(u.err, E_LIMIT_DEPTH);
	unpack_close(&u);
	limits.archive_depth = 2;
	limits.archive_members = 4;
	(void)run(&u, buf_view(&outer), "zip", "", NULL);
	expect_err(u.err, E_LIMIT_COUNT);
	unpack_close(&u);
	limits = limits_default;
	limits.archive = 300;
	(void)run(&u, buf_view(&outer), "zip", "", NULL);
	expect_err(u.err, E_LIMIT_SIZE);
	unpack_close(&u);
	limits = limits_default;
	buf_free(&inner);
	buf_free(&outer);
}

/* --- captured workers --- */

static int raw_container(enum form_container_stage stage, const struct form_container_member *m,
			 uint32_t n)
{
	struct bundle b;
	expect_err(bundle_begin(&b, stage, n), OK);
	for (uint32_t i = 0; i < n; i++)
		expect_err(bundle_add(&b, &m[i]), OK);
	expect_err(bundle_end(&b), OK);
	return b.fd;
}

/* One answer to the original, of a worker that says `next` and writes what `content` holds. */
static enum err lie(int content, struct body_work_done done)
{
	struct unpack u;
	struct body_work work = {.limits = limits};
	scope_end(close_fd) int input = memory(VIEW("PK")), from = content;
	struct buf b scope_end(buf_free) = buf_new(1 << 20);
	enum err e = unpack_begin(&u, &work, input, NULL);
	expect_err(e, OK);
	expect_err(file_read(from, b.cap, &b), OK);
	expect_err(file_write(u.next.fds[1], buf_view(&b)), OK);
	bool more = unpack_take(&u, &done);
	e = more ? OK : u.err;
	expect(more || e != OK || u.form >= 0);
	unpack_close(&u);
	return e;
}

static void captured_disarm(void)
{
	struct body_work_done members = {.next = WORK_MEMBERS};
	struct form_container_member good = {
	    .kind = MEMBER_FILE, .path = VIEW("a.txt"), .content = VIEW("x")};
	struct form_container_member climbing = good, odd = good, fault = good, ok = good;
	climbing.path = VIEW("../a.txt");
	odd.ext = VIEW("txt");
	fault =
	    (struct form_container_member){.kind = MISSING, .reason = E_IO, .path = VIEW("a.txt")};
	ok = (struct form_container_member){.kind = MISSING, .path = VIEW("a.txt")};
	enum form_container_stage stage = FORM_CONTAINER_STAGE_MEMBERS;
	expect_err(lie(raw_container(stage, &good, 1), members), OK);
	expect_err(lie(raw_container(stage, &climbing, 1), members), E_FORM);
	expect_err(lie(raw_container(stage, &odd, 1), members), E_FORM);
	expect_err(lie(raw_container(stage, &fault, 1), members), E_FORM); /* blames us for ever */
	expect_err(lie(raw_container(stage, &ok, 1), members), E_FORM);
	expect_err(lie(raw_container(FORM_CONTAINER_STAGE_FORMS, &good, 1), members), E_FORM);
	expect_err(lie(memory(VIEW("SKF1 and then nothing")), members), E_FORM);
	expect_err(lie(memory(VIEW("")), members), E_FORM);
	expect_err(lie(memory(VIEW("")), (struct body_work_done){.err = 60000}), E_PROTOCOL);
	expect_err(lie(memory(VIEW("")), (struct body_work_done){.err = E_NO_MEMORY}), E_NO_MEMORY);
	struct form_container_member many[3] = {good, good, good};
	limits.archive_members = 2;
	expect_err(lie(raw_container(stage, many, 3), members), E_LIMIT_COUNT);
	limits = limits_default;
}

/* What a captured lock 1 could send across: lock 2's walk takes none of it for good. */
static enum err rebuilt(int form, struct body_work_done done, struct view output)
{
	struct repack r = repack_none();
	scope_end(close_fd) int from = form;
	enum err e = repack_begin(&r, &limits, from);
	bool more = e == OK;
	for (unsigned i = 0; more && i < 100; i++) {
		expect_err(file_write(r.next.fds[1], output), OK);
		more = repack_take(&r, &done);
	}
	if (e == OK)
		e = r.err;
	repack_close(&r);
	return e;
}

static void captured_belt(void)
{
	struct body_work_done done = {.ext = "txt", .output = 1};
	enum form_container_stage stage = FORM_CONTAINER_STAGE_FORMS;
	struct form_container_member good = {
	    .kind = MEMBER_FILE, .path = VIEW("a.txt"), .content = VIEW("SKF1")};
	struct form_container_member empty = good, climbing = good;
	empty.content = VIEW("");
	climbing.path = VIEW("a/../../b.txt");
	expect_err(rebuilt(raw_container(stage, &good, 1), done, VIEW("x")), OK);
	expect_err(rebuilt(raw_container(stage, &empty, 1), done, VIEW("x")), E_FORM);
	expect_err(rebuilt(raw_container(stage, &climbing, 1), done, VIEW("x")), E_FORM);
	expect_err(rebuilt(raw_container(FORM_CONTAINER_STAGE_FILES, &good, 1), done, VIEW("x")),
		   E_FORM);
	expect_err(rebuilt(memory(VIEW("")), done, VIEW("x")), E_FORM);
	expect_err(rebuilt(raw_container(stage, &good, 1), done, VIEW("")), E_FORM);
	expect_err(rebuilt(raw_container(stage, &good, 1),
			   (struct body_work_done){.ext = "t/../x", .output = 1}, VIEW("x")),
		   E_FORM);
	expect_err(rebuilt(raw_container(stage, &good, 1), (struct body_work_done){.err = E_FORM},
			   VIEW("")),
		   E_FORM);
	/* A container in a container in a container... */
	int fd = raw_container(stage, &good, 1);
	for (unsigned i = 0; i < 12; i++) {
		struct view v = {NULL, 0};
		struct form_container_member m = good;
		expect_err(memfd_map(fd, &v), OK);
		m.content = v;
		int next = raw_container(stage, &m, 1);
		memfd_unmap(&v);
		close_fd(&fd);
		fd = next;
	}
	expect_err(rebuilt(fd, done, VIEW("x")), E_LIMIT_DEPTH);
	struct form_container_member many[3] = {good, good, good};
	limits.archive_members = 2;
	expect_err(rebuilt(raw_container(stage, many, 3), done, VIEW("x")), E_LIMIT_COUNT);
	limits = limits_default;
	limits.output = 200;
	struct form_container_member two[2] = {good, good};
	uint8_t large[150] = {'x'};
	expect_err(rebuilt(raw_container(stage, two, 2), done, view_of(large, sizeof large)),
		   E_LIMIT_SIZE);
	limits = limits_default;
}

static void passwords_are_wiped(void)
{
	struct unpack u;
	struct body_work work = {.limits = limits, .password = "kanri-2026"};
	scope_end(close_fd) int input = memory(VIEW("hello\n"));
	expect_err(unpack_begin(&u, &work, input, NULL), OK);
	struct body_work_done done = disarm_worker(&u.next);
	expect(!strcmp(u.next.work.password, "kanri-2026"));
	expect(!unpack_take(&u, &done) && u.next.work.password[0] == '\0');
	unpack_close(&u);
	expect(u.password[0] == '\0');
}

static void paths(void)
{
	static const char *const good[] = {"a", "a.txt", "課/表.csv",
					   "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p"};
	static const char *const bad[] = {
	    "",	  "/a",	  "a/",	  "a//b", "a/../b",   "..",
	    ".",  "a\\b", "a:b",  "con",  "a/NUL",    "a ",
	    " a", "a.",	  "a\nb", "a*b",  "lpt1.txt", "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q"};
	for (size_t i = 0; i < array_len(good); i++)
		expect_err(name_check_path(view_str(good[i])), OK);
	for (size_t i = 0; i < array_len(bad); i++)
		expect_err(name_check_path(view_str(bad[i])), E_NAME);
	static const char *const steps[] = {"..",   "con.txt", "a?b",		" x ",
					    "\xff", "...",     "か\xe3\x82\x99"};
	for (size_t i = 0; i < array_len(steps); i++) {
		struct buf b scope_end(buf_free) = buf_new(1024);
		bool changed;
		name_clean_step(view_str(steps[i]), &b, &changed);
		expect(changed && name_check_step(buf_view(&b)) == OK);
	}
}

int main(void)
{
	limits = limits_default;
	disarm_warm();
	size_t before = open_descriptors();
	good_archives();
	policies_of_archives();
	captured_disarm();
	captured_belt();
	passwords_are_wiped();
	paths();
	expect(open_descriptors() == before);
	return tap_done();
}
