/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The names of customers for whoever writes: kept in memory, and read again when
 * somebody asks and they are older than CUSTOMER_NAMES_RENEW_S.
 *
 * Threads. Any may hold them, several at once; new and free belong to one.
 */
#ifndef SERVER_CUSTOMER_NAMES_H
#define SERVER_CUSTOMER_NAMES_H

struct case_store;
struct customer_names;
struct strmap;

enum { CUSTOMER_NAMES_RENEW_S = 60 };

/* Nothing is read yet. `cases` outlives it; NULL: there are no names. */
struct customer_names *customer_names_new(struct case_store *cases);
void customer_names_free(struct customer_names *names); /* NULL is allowed */

/* As core/cases/known_names.h fills them, until customer_names_release(), which
 * must follow. When the store cannot be read, those of the last time. */
const struct strmap *customer_names_hold(struct customer_names *names);
void customer_names_release(struct customer_names *names);

#endif
