/* SPDX-License-Identifier: Apache-2.0
 * twin_lines.h: the lines that the twin of a door (twin.c) speaks with its test.
 */
#ifndef TESTS_FLOW_TWIN_LINES_H
#define TESTS_FLOW_TWIN_LINES_H

#include "base/view.h"

#define WORDS_MAX 16
#define LINE_MAX_ 4096

struct client {
	int fd;
	char line[LINE_MAX_];
	char *word[WORDS_MAX];
	size_t words;
};

void say(struct client *c, const char *fmt, ...) print_like(2, 3);
void say_err(struct client *c, enum err e);
/* The next line cut into words. False: the test is gone, or the line is empty. */
bool read_line(struct client *c);

uint64_t number(const char *s); /* 0 for what is none */
/* `size` bytes from hex; missing ones are zero, "-" is none at all. */
void bytes_of(const char *hex, void *ret, size_t size);

#endif
