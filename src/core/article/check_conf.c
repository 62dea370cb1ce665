/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading check.conf and check.words line by line. See check_conf.h.
 */
#include "core/article/check_conf.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"

static bool is_separator(char c)
{
    return ascii_is_space(c) || c == ',';
}

static struct str take_name(struct str *rest)
{
    size_t begin = 0;
    size_t end;
    struct str name;

    while (begin < rest->len && is_separator(rest->ptr[begin]))
        begin++;
    end = begin;
    while (end < rest->len && !is_separator(rest->ptr[end]))
        end++;
    name = str_from_range(rest->ptr + begin, rest->ptr + end);
    *rest = str_from_offset(*rest, end);
    return name;
}

struct str check_switch_rules(struct check_settings *settings, struct str names,
                              bool is_on)
{
    while (names.len) {
        struct str name = take_name(&names);

        if (name.len && !check_settings_switch(settings, name, is_on))
            return name;
    }
    return STR("");
}

static struct str lower_in(struct arena *arena, struct str text)
{
    char *lower = arena_alloc(arena, text.len + 1);

    for (size_t i = 0; i < text.len; i++)
        lower[i] = ascii_to_lower(text.ptr[i]);
    lower[text.len] = '\0';
    return (struct str){lower, text.len};
}

/* The value of a name says only that it is there. */
static void add_names(struct strmap *map, struct str names, struct arena *arena)
{
    while (names.len) {
        struct str name = take_name(&names);

        if (name.len)
            *strmap_slot(map, lower_in(arena, name), NULL) = map;
    }
}

/* NULL, or what is wrong with the line. */
static const char *take_setting(struct check_settings *settings,
                                struct strmap *domains, struct str line,
                                struct arena *arena)
{
    struct str value = line;
    struct str key = str_trim(str_take_until(&value, ':'));

    if (str_equal(key, STR("off")) || str_equal(key, STR("on")))
        return check_switch_rules(settings, value, str_equal(key, STR("on")))
                       .len
                   ? "names a rule that is not there"
                   : NULL;
    if (str_equal(key, STR("mail-domains"))) {
        add_names(domains, value, arena);
        return NULL;
    }
    return "has a key that is none of off, on, mail-domains";
}

static bool says_nothing(struct str line)
{
    return line.len == 0 || line.ptr[0] == '#';
}

void check_conf_take(struct str text, struct check_settings *settings,
                     struct strmap *domains, struct arena *arena,
                     struct diagnostics *odd)
{
    for (int number = 1; text.len; number++) {
        struct str line = str_trim(str_take_line(&text));
        const char *wrong = says_nothing(line)
                                ? NULL
                                : take_setting(settings, domains, line, arena);

        if (wrong && odd)
            diagnostics_add(odd, SLV_ERROR, "check-conf", number,
                            "The line %s: '%.*s'.", wrong,
                            STR_ARG(str_first(line, 120)));
    }
}

void check_words_take(struct str text, struct strmap *words,
                      struct arena *arena)
{
    while (text.len) {
        struct str line = str_trim(str_take_line(&text));

        if (!says_nothing(line))
            add_names(words, line, arena);
    }
}
