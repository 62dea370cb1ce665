/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as an amount of money in a currency, a line each ("EUR 1.234,50"):
 * what is understood is within its bounds, written plainly it is understood as
 * the same, and a sign before it turns it around. Rates and days of the same
 * bytes are refused or within theirs.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "core/insight/case_cost.h"
#include "core/insight/rate_words.h"
#include "core/insight/report_days.h"
#include "core/insight/report_write.h"

#include <stdint.h>

/* 9999-12-01, after which no month can be written */
enum { LAST_MONTH_DAY = 2932866 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_amount(struct str text, struct str currency,
                         struct arena *arena)
{
    struct slv_error err;
    int64_t amount;
    int64_t again;

    if (report_money_parse(text, currency, &amount, &err) != SLV_OK)
        return;
    SLV_ASSERT(amount >= -REPORT_AMOUNT_MAX && amount <= REPORT_AMOUNT_MAX);
    SLV_ASSERT(report_money_parse(report_money_plain(amount, currency, arena),
                                  currency, &again, &err) == SLV_OK);
    SLV_ASSERT(again == amount);
    if (amount > 0) {
        const struct str negative =
            arena_format(arena, "-%.*s",
                         STR_ARG(report_money_plain(amount, currency, arena)));

        SLV_ASSERT(report_money_parse(negative, currency, &again, &err) ==
                   SLV_OK);
        SLV_ASSERT(again == -amount);
    }
    (void) report_money_text(amount, currency, arena);
    SLV_ASSERT(cost_round(amount * COST_PARTS) == amount);
}

static void check_rate(struct str line)
{
    struct rate_words words = {.of = str_take_until(&line, ' ')};
    struct report_rate rate;
    struct slv_error err;

    words.key = str_take_until(&line, ' ');
    words.from = str_take_until(&line, ' ');
    if (rate_words_whose(&words, &rate, &err) != SLV_OK) {
        SLV_ASSERT(err.text[0] != '\0');
        return;
    }
    SLV_ASSERT(rate.key.len > 0 && rate.valid_from.len == DAY_TEXT_BYTES - 1);
}

static void check_day(struct str text)
{
    char written[DAY_TEXT_BYTES];
    int64_t day;

    if (!report_day_parse(text, &day))
        return;
    report_day_format(day, written);
    SLV_ASSERT(str_equal(str_from(written), text));
    if (day >= LAST_MONTH_DAY)
        return;
    for (int i = 0; i < PERIOD_COUNT; i++) {
        const enum report_period period = (enum report_period) i;
        const int64_t begin = report_period_begin(period, day);

        SLV_ASSERT(begin <= day && day < report_period_next(period, begin));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *) data, size};
    struct arena *arena = arena_new();

    while (rest.len > 0) {
        struct str line = str_take_until(&rest, '\n');
        const struct str whole = line;
        struct str currency;

        check_rate(line);
        check_day(line);
        currency = str_take_until(&line, ' ');
        check_amount(line, currency, arena);
        check_amount(whole, STR("JPY"), arena);
    }
    arena_free(arena);
    return 0;
}
