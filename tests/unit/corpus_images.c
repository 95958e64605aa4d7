/* SPDX-License-Identifier: Apache-2.0
 * corpus_images.c: corpus_images FOLDER: the sample set's pictures through both locks; skips where
 * it is absent.
 *
 * What passes decodes to the same pixels as the original (turned upright where EXIF says so) and is
 * stable; what is malformed may be refused, and must not crash.
 */
#include "pictures.h"

#include <dirent.h>

#include "locks.h"
#include "tap.h"
#include "whole.h"

static struct buf load(const char *path)
{
	struct buf b = buf_new((size_t)64 << 20);
	(void)whole_read(path, &b);
	return b;
}

struct tally {
	unsigned files, passed, refused, same, stable, turned;
};

static void passage(const char *path, const char *ext, struct tally *t)
{
	struct buf in = load(path);
	struct locks *l = locks_run(buf_view(&in), ext, NULL);
	bool png = strcmp(ext, "png") == 0;
	t->files++;
	if (l->disarmed != OK) {
		t->refused++;
		printf("# refused %s: %s\n", err_text(l->disarmed)->name, path);
	} else {
		struct pixels a =
		    png ? pictures_png_decode(buf_view(&in)) : pictures_jpeg_decode(buf_view(&in));
		struct pixels b = png ? pictures_png_decode(buf_view(&l->out))
				      : pictures_jpeg_decode(buf_view(&l->out));
		bool turned = strstr(path, "orientation") != NULL;
		bool same = pixels_apart(&a, &b) == 0;
		t->passed += l->rebuilt == OK;
		t->turned += turned;
		t->same += same || turned;
		t->stable += locks_stable(l);
		if (!same || l->rebuilt != OK || !locks_stable(l))
			printf("# %s: rebuild %s, apart %u, stable %d, faults %u\n", path,
			       err_text(l->rebuilt)->name, pixels_apart(&a, &b), locks_stable(l),
			       locks_found(l, FINDING_BAD_VALUE));
		pixels_free(&a);
		pixels_free(&b);
	}
	locks_free(l);
	buf_free(&in);
}

static bool folder(const char *root, const char *name, struct tally *t)
{
	char path[1024];
	(void)snprintf(path, sizeof path, "%s/%s", root, name);
	DIR *dir = opendir(path);
	if (!dir)
		return false;
	for (struct dirent *e; (e = readdir(dir));) {
		const char *dot = strrchr(e->d_name, '.');
		if (e->d_name[0] == '.' || !dot ||
		    (strcmp(dot, ".png") != 0 && strcmp(dot, ".jpg") != 0))
			continue;
		(void)snprintf(path, sizeof path, "%s/%s/%s", root, name, e->d_name);
		passage(path, dot + 1, t);
	}
	(void)closedir(dir);
	return true;
}

int main(int argc, char **argv)
{
	static const char *const good[] = {"image/png", "image/jpg"};
	const char *root = getenv("SEKISHO_CORPUS");
	if (!root || !*root)
		root = argc > 1 ? argv[1] : "";
	for (size_t i = 0; i < array_len(good); i++) {
		struct tally t = {0};
		if (!folder(root, good[i], &t)) {
			tap_skip(good[i], "no sample files here");
			continue;
		}
		printf("# %s: %u files, %u passed, %u refused, %u same, %u turned\n", good[i],
		       t.files, t.passed, t.refused, t.same, t.turned);
		expect(t.files > 0 && t.passed + t.refused == t.files);
		expect(t.refused * 10 <= t.files);
		expect(t.same == t.passed);
		expect(t.stable == t.passed);
	}
	struct tally t = {0};
	if (folder(root, "image-malformed", &t)) {
		printf("# malformed: %u files, %u passed, %u refused, %u same, %u stable\n",
		       t.files, t.passed, t.refused, t.same, t.stable);
		expect(t.files > 0 && t.passed + t.refused == t.files);
	} else {
		tap_skip("image-malformed", "no sample files here");
	}
	return tap_done();
}
