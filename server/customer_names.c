/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names of customers in memory. See customer_names.h. Whoever finds them old
 * reads them, beside those who still hold the former ones, and exchanges the
 * two when nobody does.
 */
#include "server/customer_names.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/strmap.h"
#include "core/cases/known_names.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

enum { US_PER_S = 1000 * 1000 };

struct customer_names {
    struct case_store *cases;
    pthread_rwlock_t lock;   /* of `known` */
    pthread_mutex_t renewal; /* of `read_us`; one reads at a time */
    struct strmap *known;
    int64_t read_us; /* 0: never */
};

struct customer_names *customer_names_new(struct case_store *cases)
{
    struct customer_names *names = alloc_zeroed(1, sizeof *names);

    names->cases = cases;
    names->known = strmap_new();
    pthread_rwlock_init(&names->lock, NULL);
    pthread_mutex_init(&names->renewal, NULL);
    return names;
}

void customer_names_free(struct customer_names *names)
{
    if (!names)
        return;
    pthread_rwlock_destroy(&names->lock);
    pthread_mutex_destroy(&names->renewal);
    strmap_free(names->known);
    free(names);
}

static void renew(struct customer_names *names)
{
    struct slv_error err;
    struct strmap *fresh = strmap_new();

    if (known_names_read(names->cases, fresh, &err) == SLV_OK) {
        struct strmap *former;

        pthread_rwlock_wrlock(&names->lock);
        former = names->known;
        names->known = fresh;
        pthread_rwlock_unlock(&names->lock);
        fresh = former;
    } else {
        log_event(LOG_WARNING, log_name("names_not_read"),
                  log_cstr("error", err.text));
    }
    strmap_free(fresh);
}

const struct strmap *customer_names_hold(struct customer_names *names)
{
    pthread_mutex_lock(&names->renewal);
    if (names->cases &&
        (names->read_us == 0 || clock_mono_us() - names->read_us >
                                    CUSTOMER_NAMES_RENEW_S * US_PER_S)) {
        renew(names);
        names->read_us = clock_mono_us();
    }
    pthread_mutex_unlock(&names->renewal);
    pthread_rwlock_rdlock(&names->lock);
    return names->known;
}

void customer_names_release(struct customer_names *names)
{
    pthread_rwlock_unlock(&names->lock);
}
