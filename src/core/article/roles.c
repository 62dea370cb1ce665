/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The built-in table of headings and roles.
 */
#include "core/article/roles.h"

#include "base/check.h"
#include "base/str.h"

/* clang-format off */
static const struct {
    const char *heading;
    enum slv_role role;
} built_in[] = {
    {"symptoms", SLV_ROLE_PROBLEM},
    {"symptom", SLV_ROLE_PROBLEM},
    {"problem", SLV_ROLE_PROBLEM},
    {"problems", SLV_ROLE_PROBLEM},
    {"problem description", SLV_ROLE_PROBLEM},
    {"issue", SLV_ROLE_PROBLEM},
    {"issues", SLV_ROLE_PROBLEM},
    {"applies to", SLV_ROLE_ENVIRONMENT},
    {"environment", SLV_ROLE_ENVIRONMENT},
    {"cause", SLV_ROLE_CAUSE},
    {"causes", SLV_ROLE_CAUSE},
    {"resolution", SLV_ROLE_RESOLUTION},
    {"resolutions", SLV_ROLE_RESOLUTION},
    {"solution", SLV_ROLE_RESOLUTION},
    {"solutions", SLV_ROLE_RESOLUTION},
    {"fix", SLV_ROLE_RESOLUTION},
    {"method", SLV_ROLE_RESOLUTION},
    {"workaround", SLV_ROLE_WORKAROUND},
    {"workarounds", SLV_ROLE_WORKAROUND},
    {"reply", SLV_ROLE_REPLY},
};
/* clang-format on */

/* Is `rest`, what follows the known words of a heading, only a number or an
 * explanation after a colon or dash? */
static bool is_continuation(struct str rest)
{
    struct str trimmed = str_trim(rest);

    if (trimmed.len == 0 || rest.ptr[0] == ':')
        return true;
    if (!ascii_is_space(rest.ptr[0]))
        return false;
    return ascii_is_digit(trimmed.ptr[0]) || trimmed.ptr[0] == '-' ||
           trimmed.ptr[0] == ':' ||
           str_has_prefix(trimmed, STR("\xE2\x80\x93"));
}

static bool heading_says(struct str heading, struct str known)
{
    return heading.len >= known.len &&
           str_equal_nocase(str_first(heading, known.len), known) &&
           is_continuation(str_from_offset(heading, known.len));
}

enum slv_role role_of_heading(struct str heading,
                              const struct slv_role_heading *extra,
                              size_t extra_count)
{
    heading = str_trim(heading);
    for (size_t i = 0; i < extra_count; i++)
        if (heading_says(heading, extra[i].heading))
            return extra[i].role;
    for (size_t i = 0; i < ARRAY_LEN(built_in); i++)
        if (heading_says(heading, str_from(built_in[i].heading)))
            return built_in[i].role;
    return SLV_ROLE_NONE;
}
