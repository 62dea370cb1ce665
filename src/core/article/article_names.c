/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The words for roles, states and access, both ways.
 */
#include "solvent/article.h"

#include "base/check.h"
#include "base/str.h"

static const char *const role_names[SLV_ROLE_COUNT] = {
    [SLV_ROLE_NONE] = "",
    [SLV_ROLE_PROBLEM] = "problem",
    [SLV_ROLE_ENVIRONMENT] = "environment",
    [SLV_ROLE_CAUSE] = "cause",
    [SLV_ROLE_RESOLUTION] = "resolution",
    [SLV_ROLE_WORKAROUND] = "workaround",
    [SLV_ROLE_REPLY] = "reply",
};

static const char *const state_names[SLV_STATE_COUNT] = {
    [SLV_STATE_DRAFT] = "draft",
    [SLV_STATE_REVIEWED] = "reviewed",
    [SLV_STATE_PUBLISHED] = "published",
    [SLV_STATE_ARCHIVED] = "archived",
};

static const char *const access_names[SLV_ACCESS_COUNT] = {
    [SLV_ACCESS_PUBLIC] = "public",
    [SLV_ACCESS_RESTRICTED] = "restricted",
    [SLV_ACCESS_INTERNAL] = "internal",
};

const char *slv_role_name(enum slv_role role)
{
    return role_names[role];
}

const char *slv_state_name(enum slv_state state)
{
    return state_names[state];
}

const char *slv_access_name(enum slv_access access)
{
    return access_names[access];
}

static bool find_name(const char *const *names, size_t count, struct str name,
                      size_t *out)
{
    for (size_t i = 0; i < count; i++) {
        if (name.len > 0 && str_equal_nocase(name, str_from(names[i]))) {
            *out = i;
            return true;
        }
    }
    return false;
}

bool slv_role_parse(struct str name, enum slv_role *out)
{
    size_t index;

    if (!find_name(role_names, ARRAY_LEN(role_names), name, &index))
        return false;
    *out = (enum slv_role) index;
    return true;
}

bool slv_state_parse(struct str name, enum slv_state *out)
{
    size_t index;

    if (!find_name(state_names, ARRAY_LEN(state_names), name, &index))
        return false;
    *out = (enum slv_state) index;
    return true;
}

bool slv_access_parse(struct str name, enum slv_access *out)
{
    size_t index;

    if (!find_name(access_names, ARRAY_LEN(access_names), name, &index))
        return false;
    *out = (enum slv_access) index;
    return true;
}
