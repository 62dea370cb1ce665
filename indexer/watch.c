/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * inotify on every folder. What changed does not matter here, only that
 * something did: the run that follows looks at everything anyway, and opens a
 * new watch first, so that nothing falls between.
 */
#include "indexer/watch.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    QUIET_MS = 200,     /* without a change, before a run */
    RESTLESS_MS = 2000, /* a run comes after this, however much goes on */
    DEPTH_MAX = 64
};

struct watch {
    int descriptor; /* negative: the system gives none */
    bool is_complete;
    struct stat data; /* all zero when it is not there */
};

static bool is_data(const struct watch *watch, const struct stat *status)
{
    return status->st_ino == watch->data.st_ino &&
           status->st_dev == watch->data.st_dev;
}

static void add_folder(struct watch *watch, struct strbuf *path, int depth)
{
    const uint32_t changes = IN_CREATE | IN_DELETE | IN_CLOSE_WRITE |
                             IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB |
                             IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR |
                             IN_DONT_FOLLOW | IN_EXCL_UNLINK;
    size_t len = path->len;
    const struct dirent *entry;
    DIR *folder;

    if (inotify_add_watch(watch->descriptor, path->ptr, changes) < 0) {
        if (errno == ENOSPC)
            watch->is_complete = false;
        return;
    }
    folder = depth < DEPTH_MAX ? opendir(path->ptr) : NULL;
    while (folder && (entry = readdir(folder)) != NULL) {
        struct stat status;

        if (entry->d_name[0] == '.')
            continue;
        strbuf_add_char(path, '/');
        strbuf_add_cstr(path, entry->d_name);
        if (lstat(path->ptr, &status) == 0 && S_ISDIR(status.st_mode) &&
            !is_data(watch, &status))
            add_folder(watch, path, depth + 1);
        strbuf_truncate(path, len);
    }
    if (folder)
        closedir(folder);
}

/* That a link now leads elsewhere is no change in what it led to. */
static void add_top(struct watch *watch, const char *folder,
                    struct strbuf *path)
{
    char real[PATH_MAX];
    struct stat status;

    if (lstat(folder, &status) != 0 || S_ISLNK(status.st_mode))
        watch->is_complete = false;
    if (!realpath(folder, real))
        return;
    strbuf_clear(path);
    strbuf_add_cstr(path, real);
    add_folder(watch, path, 0);
}

struct watch *watch_open(const char *const *folders, size_t count,
                         const char *data)
{
    struct watch *watch = alloc_zeroed(1, sizeof *watch);
    struct strbuf path;

    if (stat(data, &watch->data) != 0)
        watch->data = (struct stat){0};
    watch->descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    watch->is_complete = watch->descriptor >= 0;
    if (watch->descriptor < 0)
        return watch;
    strbuf_init(&path, (size_t) DEPTH_MAX * PATH_MAX);
    for (size_t i = 0; i < count; i++)
        add_top(watch, folders[i], &path);
    strbuf_release(&path);
    return watch;
}

void watch_close(struct watch *watch)
{
    if (!watch)
        return;
    if (watch->descriptor >= 0)
        close(watch->descriptor);
    free(watch);
}

bool watch_is_complete(const struct watch *watch)
{
    return watch->is_complete;
}

static void drain(const struct watch *watch)
{
    char events[16 * 1024];

    while (read(watch->descriptor, events, sizeof events) > 0)
        continue;
}

static enum watch_event wait_once(const struct watch *watch, int timeout_ms)
{
    /* poll() passes a negative descriptor over */
    struct pollfd wanted = {.fd = watch->descriptor, .events = POLLIN};
    int ready = poll(&wanted, 1, timeout_ms);

    if (ready < 0)
        return errno == EINTR ? WATCH_TIMED_OUT : WATCH_FAILED;
    if (ready == 0)
        return WATCH_TIMED_OUT;
    drain(watch);
    return WATCH_CHANGED;
}

enum watch_event watch_wait(struct watch *watch, int timeout_ms)
{
    enum watch_event event = wait_once(watch, timeout_ms);
    enum watch_event next = event;
    int64_t began_us = clock_mono_us();

    while (next == WATCH_CHANGED &&
           clock_mono_us() - began_us < RESTLESS_MS * 1000)
        next = wait_once(watch, QUIET_MS);
    return next == WATCH_FAILED ? WATCH_FAILED : event;
}
