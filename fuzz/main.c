/* SPDX-License-Identifier: Apache-2.0
 * main.c: runs a fuzz target on the files and folders named, once each: for builds without
 * libFuzzer.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_MAX_BYTES ((size_t)64 << 20)
#define DEPTH_MAX 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

static unsigned long ran, unreadable;

static void run_file(const char *path, size_t size)
{
	FILE *f = fopen(path, "rb");
	/* Exactly as large as the file, so that a sanitizer sees one byte too far. */
	uint8_t *data = size <= FILE_MAX_BYTES ? malloc(size ? size : 1) : NULL;
	if (f && data && fread(data, 1, size, f) == size) {
		(void)LLVMFuzzerTestOneInput(data, size);
		ran++;
	} else {
		unreadable++;
	}
	free(data);
	if (f)
		(void)fclose(f);
}

static void run_path(const char *path, unsigned depth)
{
	struct stat st;
	if (stat(path, &st) != 0) {
		fprintf(stderr, "%s: not there\n", path);
		unreadable++;
		return;
	}
	if (!S_ISDIR(st.st_mode)) {
		run_file(path, (size_t)st.st_size);
		return;
	}
	DIR *dir = depth < DEPTH_MAX ? opendir(path) : NULL;
	struct dirent *entry;
	while (dir && (entry = readdir(dir)) != NULL) {
		char below[4096];
		if (entry->d_name[0] == '.')
			continue;
		int n = snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
		if (n > 0 && (size_t)n < sizeof below)
			run_path(below, depth + 1);
	}
	if (dir)
		(void)closedir(dir);
}

int main(int argc, char **argv)
{
	if (LLVMFuzzerInitialize)
		(void)LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++)
		run_path(argv[i], 0);
	printf("%lu files run, %lu unreadable\n", ran, unreadable);
	return ran > 0 && unreadable == 0 ? 0 : 1;
}
