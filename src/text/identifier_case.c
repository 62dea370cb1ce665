/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cutting by case. See identifier_case.h.
 */
#include "text/identifier_case.h"

#include "base/check.h"
#include "base/str.h"

/* Capitals in a row are one word; the last of them belongs to the next word
 * when that goes on in lower case: "HTTPServer" is HTTP and Server. */
size_t case_word_end(struct str name, size_t at)
{
    size_t end = at + 1;

    if (ascii_is_upper(name.ptr[at])) {
        while (end < name.len && ascii_is_upper(name.ptr[end]))
            end++;
        if (end > at + 1) {
            if (end < name.len && !ascii_is_digit(name.ptr[end]) &&
                end - 1 > at)
                return end - 1;
            while (end < name.len && ascii_is_digit(name.ptr[end]))
                end++;
            return end;
        }
    }
    while (end < name.len && !ascii_is_upper(name.ptr[end]))
        end++;
    return end;
}

/* Two characters or more, one of them in lower case. */
static bool is_full_word(struct str name, size_t begin, size_t end)
{
    if (end - begin < 2)
        return false;
    for (size_t i = begin; i < end; i++)
        if (ascii_is_alpha(name.ptr[i]) && !ascii_is_upper(name.ptr[i]))
            return true;
    return false;
}

bool case_is_mixed(struct str name)
{
    size_t words = 0;
    bool is_first_low = false;

    for (size_t at = 0; at < name.len;) {
        size_t end = case_word_end(name, at);

        if (is_full_word(name, at, end)) {
            words++;
            is_first_low |= at == 0 && !ascii_is_upper(name.ptr[0]);
        }
        at = end;
    }
    return words >= 3 || (words == 2 && is_first_low);
}

bool case_names_error(struct str name)
{
    static const struct str endings[] = {
        {"Exception", 9}, {"Error", 5}, {"Fault", 5}, {"Failure", 7}};

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (name.len > endings[i].len && str_has_suffix(name, endings[i]))
            return true;
    return false;
}
