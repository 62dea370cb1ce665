/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A plain main for a fuzz target, so that its stored inputs are ordinary tests
 * in every build: each argument is a file or a folder of files, and every file
 * is given to the target once. A folder that is not there holds no inputs. The
 * empty input is always tried. Finding new inputs is libFuzzer's work (preset
 * `fuzz`).
 */
#include <dirent.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned replayed_count;

static void replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat info;
    uint8_t *bytes;
    size_t size;

    if (!file || fstat(fileno(file), &info) != 0) {
        fprintf(stderr, "cannot read %s: %s\n", path, strerror(errno));
        exit(1);
    }
    size = (size_t) info.st_size;
    /* exactly as large as the input, so that ASan sees one byte beyond it */
    bytes = malloc(size ? size : 1);
    if (!bytes || fread(bytes, 1, size, file) != size) {
        fprintf(stderr, "cannot read all of %s\n", path);
        exit(1);
    }
    fclose(file);
    fprintf(stderr, "replaying %s\n", path);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    replayed_count++;
}

static void replay(const char *path)
{
    struct stat info;
    struct dirent **entries;
    int count;

    if (stat(path, &info) != 0) {
        if (errno == ENOENT)
            return;
        fprintf(stderr, "cannot look at %s: %s\n", path, strerror(errno));
        exit(1);
    }
    if (!S_ISDIR(info.st_mode)) {
        replay_file(path);
        return;
    }
    count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char inner[4096];

        snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            replay(inner);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

int main(int argc, char **argv)
{
    const uint8_t nothing = 0;

    LLVMFuzzerTestOneInput(&nothing, 0);
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    printf("%u inputs replayed\n", replayed_count);
    return 0;
}
