/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of the query language. See query_fields.h; what the fields do is
 * left to query.c and verify.c.
 */
#include "core/search/query_fields.h"

#include "base/check.h"
#include "base/str.h"

static const struct query_help help_lines[] = {
#define QUERY_OPERATOR(form, meaning, example) {form, meaning, example},
#define QUERY_FIELD(NAME, name, alias, facet, form, meaning, example) \
    {form, meaning, example},
#include "core/search/query_fields.def"
#undef QUERY_FIELD
#undef QUERY_OPERATOR
};

static const struct {
    const char *name;
    const char *alias;
    enum slv_facet facet;
} fields[QUERY_FIELD_COUNT] = {
#define QUERY_OPERATOR(form, meaning, example)
#define QUERY_FIELD(NAME, name, alias, facet, form, meaning, example) \
    {name, alias, facet},
#include "core/search/query_fields.def"
#undef QUERY_FIELD
#undef QUERY_OPERATOR
};

const struct query_help *query_help_lines(size_t *count)
{
    *count = ARRAY_LEN(help_lines);
    return help_lines;
}

bool query_field_find(struct str name, enum query_field *out)
{
    for (unsigned i = 0; i < QUERY_FIELD_COUNT && name.len > 0; i++) {
        bool is_named = str_equal_nocase(name, str_from(fields[i].name)) ||
                        str_equal_nocase(name, str_from(fields[i].alias));

        if (!is_named)
            continue;
        *out = (enum query_field) i;
        return i != QUERY_FIELD_ERROR || !ascii_is_upper(name.ptr[0]);
    }
    return false;
}

enum slv_facet query_field_facet(enum query_field field)
{
    return fields[field].facet;
}
