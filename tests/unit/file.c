/* SPDX-License-Identifier: Apache-2.0
 * file.c: durable files, sealed memory, hashes and clocks.
 */
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/log.h"
#include "sys/wire.h"
#include "tap.h"

static int scratch(char *path)
{
	if (!mkdtemp(path))
		return -1;
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void replaced_whole(int dir)
{
	expect_err(file_replace(dir, "a", VIEW("first")), OK);
	expect_err(file_replace(dir, "a", VIEW("second, longer")), OK);
	scope_end(close_fd) int fd = openat(dir, "a", O_RDONLY | O_CLOEXEC);
	scope_end(buf_free) struct buf b = buf_new(64);
	expect_err(file_read(fd, 64, &b), OK);
	expect(view_eq(buf_view(&b), VIEW("second, longer")));
	expect_err(file_read(fd, 3, &b), E_LIMIT_SIZE);
	expect(faccessat(dir, ".new.a", F_OK, 0) != 0);
	expect(unlinkat(dir, "a", 0) == 0);
}

static void appended_or_untouched(int dir)
{
	scope_end(close_fd) int fd = openat(dir, "log", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	expect_err(file_append(fd, VIEW("one\n")), OK);
	struct rlimit old, small = {10, 10};
	(void)getrlimit(RLIMIT_FSIZE, &old);
	small.rlim_max = old.rlim_max;
	(void)signal(SIGXFSZ, SIG_IGN);
	expect(setrlimit(RLIMIT_FSIZE, &small) == 0);
	expect_err(file_append(fd, VIEW("a record that does not fit\n")), E_NO_SPACE);
	expect(setrlimit(RLIMIT_FSIZE, &old) == 0);
	scope_end(buf_free) struct buf b = buf_new(64);
	expect_err(file_read(fd, 64, &b), OK);
	expect(view_eq(buf_view(&b), VIEW("one\n")));
	expect(unlinkat(dir, "log", 0) == 0);
}

static void sealed(int dir)
{
	scope_end(close_fd) int fd = memfd_new("t");
	uint64_t size = 0;
	uint8_t hash[32], same[32];
	expect_err(file_write(fd, VIEW("abc")), OK);
	expect(!memfd_is_sealed(fd));
	expect_err(memfd_seal(fd), OK);
	expect(memfd_is_sealed(fd));
	expect(write(fd, "x", 1) < 0);
	expect(ftruncate(fd, 0) < 0);
	expect_err(file_hash(fd, hash, &size), OK);
	hash_bytes(VIEW("abc"), same);
	expect(size == 3 && memcmp(hash, same, 32) == 0);
	expect(hash[0] == 0xba && hash[1] == 0x78 && hash[31] == 0xad); /* FIPS 180-4, "abc" */
	scope_end(close_fd) int copy = openat(dir, "copy", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	expect(!memfd_is_sealed(copy));
	expect_err(file_copy(fd, copy, &size), OK);
	expect_err(file_hash(copy, same, &size), OK);
	expect(size == 3 && memcmp(hash, same, 32) == 0);
	expect(unlinkat(dir, "copy", 0) == 0);
}

/* In a directory that somebody else may write to: what lies under the temporary name is neither
 * waited for nor written into. */
static void planted(int dir)
{
	struct stat st;
	expect(mkfifoat(dir, ".new.planted", 0600) == 0);
	expect_err(file_replace(dir, "planted", VIEW("ours")), OK);
	expect(fstatat(dir, "planted", &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode));
	scope_end(close_fd) int other =
	    openat(dir, ".new.planted", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	expect_err(file_replace(dir, "planted", VIEW("ours again")), OK);
	expect(fstat(other, &st) == 0 && st.st_size == 0 && st.st_nlink == 0);
	expect(unlinkat(dir, "planted", 0) == 0);
}

static void clocks(void)
{
	expect(view_eq(view_str(clock_iso(0).s), VIEW("1970-01-01 09:00")));
	expect(view_eq(view_str(clock_iso(951782400).s), VIEW("2000-02-29 09:00")));
	expect(view_eq(view_str(clock_ja(1795237500).s), VIEW("令和8年11月21日 14:05")));
	expect(view_eq(view_str(clock_ja(1556636399).s), VIEW("2019年4月30日 23:59")));
	expect(view_eq(view_str(clock_ja(1556636400).s), VIEW("令和元年5月1日 00:00")));
}

int main(void)
{
	char path[] = "/tmp/sekisho-file-XXXXXX";
	scope_end(close_fd) int dir = scratch(path);
	if (!expect(dir >= 0))
		return tap_done();
	replaced_whole(dir);
	appended_or_untouched(dir);
	sealed(dir);
	planted(dir);
	clocks();
	expect(rmdir(path) == 0);
	return tap_done();
}
