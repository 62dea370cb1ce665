/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names of customers: read page by page, so that many need little memory, and
 * found word by word. See known_names.h.
 */
#include "core/cases/known_names.h"

#include "base/arena.h"
#include "base/speller.h"
#include "base/str.h"
#include "base/strmap.h"
#include "store/case_store.h"

#include <string.h>

enum { PAGE_ROWS = 1000 };

static bool lower(struct str text, char out[KNOWN_NAME_BYTES_MAX + 1])
{
    if (text.len > KNOWN_NAME_BYTES_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++)
        out[i] = ascii_to_lower(text.ptr[i]);
    out[text.len] = '\0';
    return true;
}

static void add_name(struct strmap *names, struct str name)
{
    char key[KNOWN_NAME_BYTES_MAX + 1];
    size_t words = 1;

    name = str_trim(name);
    for (size_t i = 0; i < name.len; i++)
        words += name.ptr[i] == ' ';
    if (name.len > 0 && words <= KNOWN_NAME_WORDS_MAX &&
        strmap_count(names) < KNOWN_NAMES_MAX && lower(name, key))
        *strmap_slot(names, str_from(key), NULL) = names;
}

static enum slv_status read_customers(struct case_store *store,
                                      struct strmap *names,
                                      struct slv_error *err)
{
    struct arena *page = arena_new();
    struct arena *kept = arena_new();
    struct str after = STR("");
    size_t count = PAGE_ROWS;
    enum slv_status status = SLV_OK;

    while (status == SLV_OK && count == PAGE_ROWS) {
        struct case_customer *rows;

        status = case_store_list_customers(store, after, PAGE_ROWS, page, &rows,
                                           &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++)
            add_name(names, rows[i].name);
        if (status == SLV_OK && count)
            after = arena_str(kept, rows[count - 1].key);
        arena_reset(page);
    }
    arena_free(page);
    arena_free(kept);
    return status;
}

static enum slv_status read_contacts(struct case_store *store,
                                     struct strmap *names,
                                     struct slv_error *err)
{
    struct arena *page = arena_new();
    struct arena *kept = arena_new();
    struct str customer = STR("");
    struct str key = STR("");
    size_t count = PAGE_ROWS;
    enum slv_status status = SLV_OK;

    while (status == SLV_OK && count == PAGE_ROWS) {
        struct case_contact *rows;

        status = case_store_list_contacts(store, customer, key, PAGE_ROWS, page,
                                          &rows, &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++)
            add_name(names, rows[i].name);
        if (status == SLV_OK && count) {
            customer = arena_str(kept, rows[count - 1].customer);
            key = arena_str(kept, rows[count - 1].key);
        }
        arena_reset(page);
    }
    arena_free(page);
    arena_free(kept);
    return status;
}

enum slv_status known_names_read(struct case_store *store, struct strmap *names,
                                 struct slv_error *err)
{
    enum slv_status status = read_customers(store, names, err);

    return status == SLV_OK ? read_contacts(store, names, err) : status;
}

/* --- finding --- */

/* The next word of `text` from *at on; empty at its end. */
static struct str next_word(struct str text, size_t *at)
{
    size_t begin;

    while (*at < text.len && !personal_is_word_byte(text.ptr[*at]))
        ++*at;
    begin = *at;
    while (*at < text.len && personal_is_word_byte(text.ptr[*at]))
        ++*at;
    return str_first(str_from_offset(text, begin), *at - begin);
}

/* Is one word no word of the language, in lower case or as a name? */
static bool is_strange(struct speller *speller, struct str word, char *key)
{
    bool is_known;

    if (!speller || word.len < 3)
        return false;
    is_known = speller_knows(speller, str_from(key));
    if (!is_known && key[0] >= 'a' && key[0] <= 'z') {
        key[0] = (char) (key[0] - 'a' + 'A');
        is_known = speller_knows(speller, str_from(key));
    }
    return !is_known;
}

void known_names_find(const struct strmap *names, struct str text,
                      struct speller *speller, struct personal_names *out)
{
    const char *begins[KNOWN_NAME_WORDS_MAX];
    size_t count = 0;
    size_t at = 0;
    struct str word;

    if (!names || strmap_count(names) == 0)
        return;
    while ((word = next_word(text, &at)).len > 0) {
        if (count == KNOWN_NAME_WORDS_MAX)
            memmove(begins, begins + 1, sizeof begins - sizeof *begins);
        else
            count++;
        begins[count - 1] = word.ptr;
        for (size_t first = 0; first < count; first++) {
            const struct str name = {
                begins[first], (size_t) (word.ptr - begins[first]) + word.len};
            char key[KNOWN_NAME_BYTES_MAX + 1];

            if (lower(name, key) && strmap_get(names, str_from(key)) &&
                (first + 1 < count || is_strange(speller, name, key)))
                personal_add_name(out, name);
        }
    }
}
