/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of rights.def read in its three directions: rights of a role, words
 * to rights, rights to words.
 */
#include "server/rights.h"

#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"

static const struct {
    const char *word;
    const char *help;
    bool roles[ROLE_COUNT];
} table[RIGHT_COUNT] = {
    [RIGHT_EVERYBODY] = {"",
                         "Read what is public",
                         {1, 1, 1, 1, 1, 1, 1, 1, 1}},
#define RIGHT(name, word, customer, agent, writer, manager, admin, sales, \
              marketing, accounting, developer, help)                     \
    [RIGHT_##name] = {word,                                               \
                      help,                                               \
                      {[ROLE_CUSTOMER] = (customer),                      \
                       [ROLE_AGENT] = (agent),                            \
                       [ROLE_WRITER] = (writer),                          \
                       [ROLE_MANAGER] = (manager),                        \
                       [ROLE_ADMIN] = (admin),                            \
                       [ROLE_SALES] = (sales),                            \
                       [ROLE_MARKETING] = (marketing),                    \
                       [ROLE_ACCOUNTING] = (accounting),                  \
                       [ROLE_DEVELOPER] = (developer)}},
#include "server/rights.def"
#undef RIGHT
};

uint64_t rights_of_role(enum user_role role)
{
    uint64_t rights = 0;

    SLV_ASSERT(role < ROLE_COUNT);
    for (int right = 0; right < RIGHT_COUNT; right++)
        if (table[right].roles[role])
            rights |= UINT64_C(1) << right;
    return rights;
}

const char *right_word(enum right right)
{
    return table[right].word;
}

const char *right_help(enum right right)
{
    return table[right].help;
}

bool rights_exceed(uint64_t wanted, uint64_t have, enum right *extra)
{
    const uint64_t own = UINT64_C(1) << RIGHT_ACCOUNT | UINT64_C(1)
                                                            << RIGHT_CASES_OWN;
    const uint64_t beyond = wanted & ~have & ~own;

    for (int right = 0; right < RIGHT_COUNT; right++) {
        if (!rights_have(beyond, (enum right) right))
            continue;
        *extra = (enum right) right;
        return true;
    }
    return false;
}

enum slv_status rights_check_role(uint64_t have, enum user_role role,
                                  struct slv_error *err)
{
    enum right extra;

    if (!rights_exceed(rights_of_role(role), have, &extra))
        return SLV_OK;
    return slv_fail(err, SLV_ERR_PERMISSION,
                    "A user with the role %s may do more than you here: the "
                    "right \"%s\" is missing",
                    user_role_word(role), right_word(extra));
}

/* Cut the next word off *rest; empty at the end. */
static struct str take_word(struct str *rest)
{
    size_t begin = 0;
    size_t end;
    struct str word;

    while (begin < rest->len &&
           (rest->ptr[begin] == ',' || ascii_is_space(rest->ptr[begin])))
        begin++;
    end = begin;
    while (end < rest->len && rest->ptr[end] != ',' &&
           !ascii_is_space(rest->ptr[end]))
        end++;
    word = (struct str){rest->ptr + begin, end - begin};
    *rest = str_from_offset(*rest, end);
    return word;
}

enum slv_status rights_parse(struct str words, uint64_t *out,
                             struct slv_error *err)
{
    struct str word;

    *out = RIGHTS_NOBODY;
    while ((word = take_word(&words)).len > 0) {
        int right = RIGHT_EVERYBODY + 1;

        while (right < RIGHT_COUNT &&
               !str_equal(word, str_from(table[right].word)))
            right++;
        if (right == RIGHT_COUNT)
            return slv_fail(err, SLV_ERR_INPUT, "There is no right \"%.*s\"",
                            STR_ARG(str_first(word, 40)));
        *out |= UINT64_C(1) << right;
    }
    if (*out == RIGHTS_NOBODY)
        return slv_fail(err, SLV_ERR_INPUT, "No right is named");
    return SLV_OK;
}

void rights_write(struct strbuf *out, uint64_t rights)
{
    bool is_first = true;

    for (int right = RIGHT_EVERYBODY + 1; right < RIGHT_COUNT; right++) {
        if (!rights_have(rights, (enum right) right))
            continue;
        if (!is_first)
            strbuf_add_char(out, ' ');
        is_first = false;
        strbuf_add_cstr(out, table[right].word);
    }
}
