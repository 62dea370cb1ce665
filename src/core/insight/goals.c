/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Figures and their goals. See goals.h.
 */
#include "core/insight/goals.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"

enum { GOAL_MAX = 100 * 1000 * 1000 };

#define GOAL(ID, name, title, unit, report, column) \
    {name, title, UNIT_##unit, REPORT_##report, column},
static const struct goal_figure figures[] = {
#include "core/insight/goals.def"
};
#undef GOAL

const struct goal_figure *goal_figure_at(size_t index)
{
    return index < ARRAY_LEN(figures) ? &figures[index] : NULL;
}

const struct goal_figure *goal_figure_find(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
        if (str_equal(name, str_from(figures[i].name)))
            return &figures[i];
    }
    return NULL;
}

const char *goal_term_word(size_t term)
{
    static const char *const words[GOAL_TERMS] = {"now", "short_term",
                                                  "medium_term", "long_term"};

    SLV_ASSERT(term < GOAL_TERMS);
    return words[term];
}

const char *goal_term_title(size_t term)
{
    static const char *const titles[GOAL_TERMS] = {
        "Where we stand", "Short term", "Medium term", "Long term"};

    SLV_ASSERT(term < GOAL_TERMS);
    return titles[term];
}

const char *goal_term_name(size_t term)
{
    static const char *const names[GOAL_TERMS] = {"now", "short term",
                                                  "medium term", "long term"};

    SLV_ASSERT(term < GOAL_TERMS);
    return names[term];
}

const char *goal_unit(const struct goal_figure *figure)
{
    if (figure->unit == UNIT_SHARE)
        return "%";
    return figure->unit == UNIT_MINUTES ? "min" : "";
}

const struct report_goal *goal_newest(const struct report_facts *facts,
                                      const struct goal_figure *figure)
{
    const struct report_goal *newest = NULL;

    for (size_t i = 0; i < facts->goal_count; i++) {
        if (str_equal(facts->goals[i].figure, str_from(figure->name)))
            newest = &facts->goals[i];
    }
    return newest;
}

enum slv_status goal_read(const struct goal_figure *figure, struct str text,
                          bool *has, int64_t *out, struct slv_error *err)
{
    struct str whole = str_trim(text);
    struct str rest;
    unsigned long long number = 0;
    unsigned long long parts = 0;

    *has = whole.len > 0;
    *out = 0;
    if (!*has)
        return SLV_OK;
    rest = whole;
    whole = str_take_until(&rest, '.');
    if (!str_to_uint(whole, &number) || number > GOAL_MAX || rest.len > 2 ||
        (rest.len > 0 && !str_to_uint(rest, &parts)))
        return slv_fail(err, SLV_ERR_INPUT,
                        "\"%.*s\" is no number from 0 with at most two "
                        "decimals",
                        STR_ARG(str_first(text, 40)));
    if (rest.len == 1)
        parts *= 10;
    *out = (int64_t) (number * GOAL_PARTS + parts);
    if (figure->unit == UNIT_SHARE && *out > 100 * (int64_t) GOAL_PARTS)
        return slv_fail(err, SLV_ERR_INPUT, "%.*s is more than 100 percent",
                        STR_ARG(str_trim(text)));
    return SLV_OK;
}

struct str goal_write(int64_t value, struct arena *arena)
{
    const long long whole = value / GOAL_PARTS;
    const long long parts = value % GOAL_PARTS;

    if (parts == 0)
        return arena_format(arena, "%lld", whole);
    if (parts % 10 == 0)
        return arena_format(arena, "%lld.%lld", whole, parts / 10);
    return arena_format(arena, "%lld.%02lld", whole, parts);
}

bool goal_measure(const struct goal_figure *figure,
                  const struct report_table *table, int64_t *out)
{
    size_t count;
    const struct report_column *columns = report_columns(table->report, &count);

    if (table->total_count == 0)
        return false;
    for (size_t c = 0; c < count; c++) {
        const struct report_cell *cell = &table->totals[0].cells[c];

        if (!str_equal(str_from(columns[c].key), str_from(figure->column)) ||
            !cell->has)
            continue;
        *out = figure->unit == UNIT_SHARE
                   ? cell->value * 100 * GOAL_PARTS / cell->of
                   : cell->value * GOAL_PARTS;
        return true;
    }
    return false;
}
