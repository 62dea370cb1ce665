/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is made in the data folder for a question and removed after it: the copy
 * of the index that the guard asks ("trial.XXXXXX", a folder) and the draft that
 * is asked about ("draft.XXXXXX", a file). Each is locked as long as whoever made
 * it lives, so that what a killed run left behind is known by its free lock.
 */
#ifndef INDEXER_LEFTOVERS_H
#define INDEXER_LEFTOVERS_H

#include "solvent/status.h"

struct arena;

/* Make the folder D/trial.XXXXXX or the file D/draft.XXXXXX, with its path in
 * `arena`. *held is a descriptor, of the file open for writing: closing it says
 * that nobody needs it any more. ERR_IO and others. */
SLV_MUST_CHECK enum slv_status leftover_make_folder(const char *data,
                                                    struct arena *arena,
                                                    char **path, int *held,
                                                    struct slv_error *err);
SLV_MUST_CHECK enum slv_status leftover_make_file(const char *data,
                                                  struct arena *arena,
                                                  char **path, int *held,
                                                  struct slv_error *err);
/* Remove what others left in `data`: of these two kinds and names, of this user,
 * with a free lock. Links are neither followed nor removed. What cannot be
 * removed stays for the next time. For whoever holds the lock of `data`. */
void leftovers_sweep(const char *data);

#endif
