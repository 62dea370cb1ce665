/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files and folders at the edges: whole reads with a maximum, replacements that
 * a crash cannot tear, locks that say who holds them. Knows nothing of what is
 * in the files.
 *
 * Threads: every function may be called from any thread; a struct file_lock
 * belongs to one thread at a time. Interrupted system calls are resumed.
 * Statuses not named at a function are those of slv_fail_errno().
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;
struct file_lock;

/* --- reading --- */

/* Read all of a regular file into `arena`; a NUL byte that is not counted
 * follows. Links are followed. ERR_TOO_BIG when it holds more than `max_bytes`
 * (nothing that large is allocated); ERR_INPUT when it is a folder, a device, a
 * pipe or a socket, which are not read from. A file that grows while it is read
 * is read to its new end, within the maximum. */
SLV_MUST_CHECK enum slv_status file_read(const char *path, size_t max_bytes,
                                         struct arena *arena, struct str *out,
                                         struct slv_error *err);
/* The same into memory of its own, which the caller frees with free(). */
SLV_MUST_CHECK enum slv_status file_read_alloc(const char *path,
                                               size_t max_bytes, char **out,
                                               size_t *len,
                                               struct slv_error *err);

/* --- noticing --- */

/* Which file stood at a path, to notice cheaply that it was replaced or written
 * to since. One that changed within the second before is not told from one that
 * follows it at once, so its stamp never holds. */
struct file_stamp {
    uint64_t device;
    uint64_t inode;
    int64_t size_bytes;
    int64_t changed_ns;
    bool is_sure; /* else it never holds */
};

/* To be taken before the file is read. Not sure when it is not there. */
void file_stamp_take(const char *path, struct file_stamp *out);
/* Is the file at `path` as it was when `stamp` was taken? */
bool file_stamp_holds(const struct file_stamp *stamp, const char *path);

/* --- writing --- */

/* Write all of `content` to an open descriptor. `path` is for the message. */
SLV_MUST_CHECK enum slv_status file_write_all(int descriptor,
                                              struct str content,
                                              const char *path,
                                              struct slv_error *err);
/* Replace `path` by a file with `content` and `mode`, so that at any instant,
 * across crashes and loss of power too, the old file or the whole new one is
 * there: a temporary file beside it, fsync, rename, fsync of the folder. On
 * failure the old file stands and no temporary file is left. */
SLV_MUST_CHECK enum slv_status file_replace(const char *path,
                                            struct str content, mode_t mode,
                                            struct slv_error *err);

/* --- folders --- */

/* Make `path` and the folders above it that are missing. Done when it exists;
 * ERR_CANNOT_CREATE when something that is no folder stands in the way. */
SLV_MUST_CHECK enum slv_status file_make_folders(const char *path, mode_t mode,
                                                 struct slv_error *err);
/* Make the names in a folder durable. */
SLV_MUST_CHECK enum slv_status file_sync_folder(const char *path,
                                                struct slv_error *err);
/* Remove a folder with all that is in it, or a single file. Links are removed,
 * never followed, also when something is exchanged for a link meanwhile;
 * another file system mounted inside is not entered (ERR_IO). Done when it is
 * not there. */
SLV_MUST_CHECK enum slv_status file_remove_tree(const char *path,
                                                struct slv_error *err);
/* Bytes that a folder takes on disk, itself included: allocated blocks, each
 * file once however many names it has, links not followed. Files that vanish
 * meanwhile are left out. */
SLV_MUST_CHECK enum slv_status file_disk_bytes(const char *path, uint64_t *out,
                                               struct slv_error *err);

/* --- locks --- */

/* Take the lock file `path`, made when it is not there, and write this
 * process's id, the time and `command` into it. When another holds it, try
 * until `timeout_ms` has passed (0: once), then ERR_LOCKED with the text
 * "another <who> holds the lock (pid 4711, since 12:03)" and a hint that names
 * its command. Times are UTC; a lock older than a day shows its date.
 * The lock goes with the process, however it ends; a fork() keeps it alive, an
 * exec() does not. A second lock on one path in one process is refused too. */
SLV_MUST_CHECK enum slv_status file_lock_open(const char *path, const char *who,
                                              const char *command,
                                              unsigned timeout_ms,
                                              struct file_lock **out,
                                              struct slv_error *err);
/* Give the lock back; its file stays. NULL is allowed. */
void file_lock_close(struct file_lock *lock);

#ifdef __cplusplus
}
#endif
#endif
