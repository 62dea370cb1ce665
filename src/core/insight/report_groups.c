/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the rows of a report are: which group a case, a customer or a day is in,
 * and what it is called. See report_tally.h.
 */
#include "core/insight/report_tally.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"

static void group_periods(const struct report_ask *ask, struct arena *arena,
                          struct tally_groups *out)
{
    const size_t days = (size_t) (ask->to_day - ask->from_day + 1);
    uint32_t *of = arena_calloc(arena, days, sizeof *of);
    struct str *names = arena_calloc(arena, days, sizeof *names);
    int64_t begin = report_period_begin(ask->by, ask->from_day);
    int64_t next = report_period_next(ask->by, begin);
    size_t count = 0;

    for (size_t i = 0; i < days; i++) {
        const int64_t day = ask->from_day + (int64_t) i;

        if (day >= next) {
            begin = next;
            next = report_period_next(ask->by, begin);
        }
        if (i == 0 || day == begin) {
            char text[DAY_TEXT_BYTES];

            report_day_format(begin, text);
            names[count++] =
                arena_str(arena, str_first(str_from(text),
                                           ask->by == PERIOD_MONTH ? 7 : 10));
        }
        of[i] = (uint32_t) (count - 1);
    }
    out->by = TALLY_BY_PERIOD;
    out->of = of;
    out->id_count = days;
    out->count = count;
    out->names = names;
    out->keys = names;
}

/* What an id is called: a group of its own, or one with all of that name. */
struct naming {
    size_t count; /* of ids */
    struct str (*name)(const struct report_facts *facts, size_t id);
    struct str (*key)(const struct report_facts *facts, size_t id);
    const char *without; /* of the group that has no name */
    bool is_shared;      /* ids of one name are one group */
};

static void group_ids(const struct report_facts *facts,
                      const struct naming *naming, struct arena *arena,
                      struct tally_groups *out)
{
    const size_t count = naming->count > 0 ? naming->count : 1;
    uint32_t *of = arena_calloc(arena, count, sizeof *of);
    struct str *names = arena_calloc(arena, count + 1, sizeof *names);
    struct str *keys = arena_calloc(arena, count + 1, sizeof *keys);
    struct strmap *map = naming->is_shared ? strmap_new() : NULL;
    size_t used = 1;

    names[0] = str_from(naming->without);
    for (size_t id = 1; id < naming->count; id++) {
        const struct str name = naming->name(facts, id);
        void **slot;

        if (name.len == 0)
            continue;
        slot = map ? strmap_slot(map, name, NULL) : NULL;
        if (slot && *slot) {
            of[id] = (uint32_t) ((struct str *) *slot - names);
            continue;
        }
        names[used] = name;
        keys[used] = naming->key ? naming->key(facts, id) : name;
        if (slot)
            *slot = &names[used];
        of[id] = (uint32_t) used++;
    }
    strmap_free(map);
    out->of = of;
    out->id_count = count;
    out->count = used;
    out->names = names;
    out->keys = keys;
}

static struct str severity_name(const struct report_facts *facts, size_t id)
{
    return id <= facts->severity_count ? facts->severities[id - 1].name
                                       : STR("");
}

static struct str severity_key(const struct report_facts *facts, size_t id)
{
    static const char digits[] = "123456789";

    (void) facts;
    return id < sizeof digits ? (struct str){&digits[id - 1], 1} : STR("");
}

static struct str product_name(const struct report_facts *facts, size_t id)
{
    return facts->names.products[id].name;
}

static struct str line_name(const struct report_facts *facts, size_t id)
{
    return facts->names.products[id].line;
}

static struct str customer_name(const struct report_facts *facts, size_t id)
{
    return facts->names.customers[id].name;
}

static struct str customer_key(const struct report_facts *facts, size_t id)
{
    return facts->names.customers[id].key;
}

static struct str market(const struct report_facts *facts, size_t id)
{
    return facts->names.customers[id].market;
}

static struct str size(const struct report_facts *facts, size_t id)
{
    return facts->names.customers[id].size;
}

static struct str industry(const struct report_facts *facts, size_t id)
{
    return facts->names.customers[id].industry;
}

static struct str salesperson(const struct report_facts *facts, size_t id)
{
    return facts->names.customers[id].salesperson;
}

static struct str title(const struct report_facts *facts, size_t id)
{
    return facts->names.titles[id];
}

static struct str fix_name(const struct report_facts *facts, size_t id)
{
    return facts->fixes[id];
}

static struct str agent_name(const struct report_facts *facts, size_t id)
{
    return facts->names.agents[id].name;
}

static struct str agent_key(const struct report_facts *facts, size_t id)
{
    return facts->names.agents[id].key;
}

void tally_groups_make(const struct report_ask *ask,
                       const struct report_facts *facts, enum report_rows rows,
                       struct arena *arena, struct tally_groups *out)
{
    const struct report_names *names = &facts->names;
    const struct naming customers = {names->customer_count, customer_name,
                                     customer_key, "No customer", false};
    struct naming naming = customers;

    out->by = TALLY_BY_CUSTOMER;
    naming.key = NULL;
    naming.is_shared = true;
    naming.without = "Not said";
    switch (rows) {
    case ROWS_PERIODS:
        group_periods(ask, arena, out);
        return;
    case ROWS_SEVERITIES:
        out->by = TALLY_BY_SEVERITY;
        naming = (struct naming){facts->severity_count + 1, severity_name,
                                 severity_key, "No severity", false};
        break;
    case ROWS_PRODUCTS:
        out->by = TALLY_BY_PRODUCT;
        naming = (struct naming){names->product_count, product_name,
                                 product_name, "No product", false};
        break;
    case ROWS_LINES:
        out->by = TALLY_BY_PRODUCT;
        naming = (struct naming){names->product_count, line_name, NULL,
                                 "No product line", true};
        break;
    case ROWS_TITLES:
        out->by = TALLY_BY_CONTACT;
        naming = (struct naming){names->title_count, title, NULL,
                                 "No title known", true};
        break;
    case ROWS_AGENTS:
        out->by = TALLY_BY_AGENT;
        naming = (struct naming){names->agent_count, agent_name, agent_key,
                                 "Nobody", false};
        break;
    case ROWS_MARKETS:
        naming.name = market;
        break;
    case ROWS_SIZES:
        naming.name = size;
        break;
    case ROWS_INDUSTRIES:
        naming.name = industry;
        break;
    case ROWS_SALESPEOPLE:
        naming.name = salesperson;
        break;
    case ROWS_FIXES:
        out->by = TALLY_BY_FIX;
        naming = (struct naming){facts->fix_count, fix_name, fix_name,
                                 "No permanent fix", false};
        break;
    case ROWS_ARTICLES:
        *out = (struct tally_groups){.by = TALLY_BY_ARTICLE,
                                     .count = facts->article_count,
                                     .names = facts->articles,
                                     .keys = facts->articles};
        return;
    case ROWS_CUSTOMERS:
    case ROWS_AUTHORS:
    case ROWS_GAPS:
    case ROWS_CASES:
        naming = customers;
        break;
    }
    group_ids(facts, &naming, arena, out);
}
