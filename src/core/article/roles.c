/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The built-in table of headings and roles.
 */
#include "core/article/roles.h"

#include "base/check.h"
#include "base/str.h"

static const struct {
    const char *heading;
    enum slv_role role;
} built_in[] = {
#define HEADING(heading, role) {heading, SLV_ROLE_##role},
#include "core/article/role_headings.def"
#undef HEADING
};

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
