/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rates as they are typed. See rate_words.h. Bounds and events are the store's.
 */
#include "core/insight/rate_words.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/insight/report_days.h"
#include "core/insight/report_write.h"
#include "store/people_store.h"

enum { SHOWN = 40 };

enum slv_status rate_words_whose(const struct rate_words *words,
                                 struct report_rate *out, struct slv_error *err)
{
    enum user_role role;
    int64_t day;

    *out = (struct report_rate){
        .is_of_role = str_equal(words->of, STR("role")),
        .key = words->key,
        .valid_from = words->from,
    };
    if (!out->is_of_role && !str_equal(words->of, STR("agent")))
        return slv_fail(err, SLV_ERR_INPUT,
                        "A rate is of a role or of an agent, not of \"%.*s\"",
                        STR_ARG(str_first(words->of, SHOWN)));
    if (words->key.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "Say whose rate it is");
    if (out->is_of_role &&
        (!user_role_parse(words->key, &role) || role == ROLE_CUSTOMER))
        return slv_fail(err, SLV_ERR_INPUT,
                        "There is no role \"%.*s\" that could cost anything",
                        STR_ARG(str_first(words->key, SHOWN)));
    if (!report_day_parse(words->from, &day)) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "The day \"%.*s\" is not in the calendar",
                        STR_ARG(str_first(words->from, SHOWN)));
        slv_hint(err, "Write a day as 2026-02-28.");
        return SLV_ERR_INPUT;
    }
    return SLV_OK;
}

static struct str capitals(struct str text, struct arena *arena)
{
    char *letters = arena_cstr(arena, text);

    for (size_t i = 0; i < text.len; i++) {
        if (letters[i] >= 'a' && letters[i] <= 'z')
            letters[i] = (char) (letters[i] - 'a' + 'A');
    }
    return (struct str){letters, text.len};
}

enum slv_status rate_words_read(const struct rate_words *words,
                                struct case_store *store, struct arena *arena,
                                struct report_rate *out, struct slv_error *err)
{
    struct case_agent agent;
    enum slv_status status = rate_words_whose(words, out, err);

    if (status == SLV_OK && !out->is_of_role)
        status = case_store_find_agent(store, out->key, arena, &agent, err);
    if (status != SLV_OK)
        return status;
    out->currency = capitals(words->currency, arena);
    return report_money_parse(words->per_hour, out->currency, &out->per_hour,
                              err);
}
