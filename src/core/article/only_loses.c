/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Comparing two texts of an article word by word. See only_loses.h.
 */
#include "core/article/only_loses.h"

#include "base/check.h"
#include "base/str.h"

static struct str take_word(struct str *text)
{
    size_t from = 0;
    size_t until;
    struct str word;

    while (from < text->len && ascii_is_space(text->ptr[from]))
        from++;
    until = from;
    while (until < text->len && !ascii_is_space(text->ptr[until]))
        until++;
    word = (struct str){text->ptr + from, until - from};
    *text = str_from_offset(*text, until);
    return word;
}

/* The words of `is`, in order, among those of `was`: the first place that fits is
 * as good as any later one. */
static bool text_only_loses(struct str was, struct str is)
{
    for (;;) {
        struct str wanted = take_word(&is);
        struct str word;

        if (wanted.len == 0)
            return true;
        do {
            word = take_word(&was);
            if (word.len == 0)
                return false;
        } while (!str_equal(word, wanted));
    }
}

static bool list_only_loses(const struct str_list *was,
                            const struct str_list *is)
{
    size_t at = 0;

    for (size_t i = 0; i < is->count; i++, at++) {
        while (at < was->count && !str_equal(was->items[at], is->items[i]))
            at++;
        if (at == was->count)
            return false;
    }
    return true;
}

bool article_only_loses(const struct slv_article *was,
                        const struct slv_article *is)
{
    const struct str_list *const lists[][2] = {
        {&was->products, &is->products},   {&was->versions, &is->versions},
        {&was->platforms, &is->platforms}, {&was->tags, &is->tags},
        {&was->keywords, &is->keywords},   {&was->errors, &is->errors},
    };

    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        if (!list_only_loses(lists[i][0], lists[i][1]))
            return false;
    return text_only_loses(was->title, is->title) &&
           text_only_loses(was->description, is->description) &&
           text_only_loses(was->markdown, is->markdown);
}
