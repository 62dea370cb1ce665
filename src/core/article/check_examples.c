/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Is an address of a line somebody's, or an example? It goes by what stands
 * around it: "for example", a version, a range, the name of a message, numbers
 * that everybody takes.
 */
#include "core/article/check_parts.h"

#include "base/check.h"
#include "base/str.h"

#include <string.h>

enum { BEFORE_BYTES = 160, WORD_BEFORE_BYTES = 24 };

static bool has_nocase(struct str text, const char *words)
{
    struct str wanted = str_from(words);

    for (size_t i = 0; i + wanted.len <= text.len; i++)
        if (str_equal_nocase((struct str){text.ptr + i, wanted.len}, wanted))
            return true;
    return false;
}

bool check_is_called_example(struct str line, size_t begin)
{
    static const char *const words[] = {
        "for example", "for instance", "e.g.",           "such as",
        "e.g:",        "eg.",          "something like", "similar to",
        "example ",    "sample ",      "our example",    "this example"};
    size_t from = begin > BEFORE_BYTES ? begin - BEFORE_BYTES : 0;
    struct str before = str_from_range(line.ptr + from, line.ptr + begin);

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (has_nocase(before, words[i]))
            return true;
    /* "jo@mail.com, for example", "(jo@mail.com for this example)" */
    return has_nocase(str_first(str_from_offset(line, begin), BEFORE_BYTES),
                      ", for example") ||
           has_nocase(str_first(str_from_offset(line, begin), BEFORE_BYTES),
                      "for this example");
}

bool check_is_message_id(struct str line, size_t begin)
{
    return has_nocase(str_first(line, begin), "message-id") ||
           has_nocase(str_first(line, begin), "message id") ||
           has_nocase(str_first(line, begin), "references:");
}

/* Many digits are made by a machine. */
bool check_is_machine_name(struct str local)
{
    static const char *const offices[] = {
        "billing", "delist",  "hello",     "help",     "helpdesk",
        "jobs",    "legal",   "marketing", "office",   "orders",
        "press",   "privacy", "sales",     "security",
    };
    size_t digits = 0;

    for (size_t i = 0; i < local.len; i++)
        digits += ascii_is_digit(local.ptr[i]);
    for (size_t i = 0; i < ARRAY_LEN(offices); i++)
        if (str_equal_nocase(local, str_from(offices[i])))
            return true;
    return digits >= 6 || has_nocase(local, "service") ||
           has_nocase(local, "team") || has_nocase(local, "support") ||
           has_nocase(local, "attendant") || has_nocase(local, "noreply") ||
           has_nocase(local, "open") || has_nocase(local, "feedback") ||
           has_nocase(local, "contoso") || has_nocase(local, "example") ||
           has_nocase(local, "admin") || has_nocase(local, "your");
}

bool check_is_version(struct str line, size_t begin)
{
    size_t from = begin > WORD_BEFORE_BYTES ? begin - WORD_BEFORE_BYTES : 0;
    struct str before = str_from_range(line.ptr + from, line.ptr + begin);

    return has_nocase(before, "version") || has_nocase(before, "build") ||
           has_nocase(before, "release");
}

bool check_is_in_list(struct str line, size_t begin, size_t end)
{
    bool is_after = begin > 1 && strchr("-,", line.ptr[begin - 1]) &&
                    ascii_is_digit(line.ptr[begin - 2]);
    bool is_before = end + 1 < line.len && strchr("-,", line.ptr[end]) &&
                     ascii_is_digit(line.ptr[end + 1]);

    return is_after || is_before;
}

bool check_is_textbook(const unsigned octets[4])
{
    return (octets[0] == octets[1] && octets[1] == octets[2]) ||
           (octets[0] == 10 && octets[1] == 0 && octets[2] == 0) ||
           (octets[0] == 192 && octets[2] <= 1 && octets[3] <= 10);
}
