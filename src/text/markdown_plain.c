/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Plain text under construction. White space is ASCII's and the no-break space.
 */
#include "text/markdown_plain.h"

#include "base/str.h"

void plain_init(struct plain *plain, size_t max)
{
    strbuf_init(&plain->text, max);
    plain->begin = 0;
    plain->gap = PLAIN_NONE;
}

void plain_release(struct plain *plain)
{
    strbuf_release(&plain->text);
}

void plain_clear(struct plain *plain)
{
    strbuf_clear(&plain->text);
    plain->begin = 0;
    plain->gap = PLAIN_NONE;
}

void plain_gap(struct plain *plain, enum plain_gap gap)
{
    if (gap > plain->gap)
        plain->gap = gap;
}

static void write_gap(struct plain *plain)
{
    static const char marks[] = {
        [PLAIN_SPACE] = ' ', [PLAIN_TAB] = '\t', [PLAIN_LINE] = '\n'};

    if (plain->gap != PLAIN_NONE && plain->text.len > plain->begin)
        strbuf_add_char(&plain->text, marks[plain->gap]);
    plain->gap = PLAIN_NONE;
}

static void add_run(struct plain *plain, struct str run)
{
    if (run.len == 0)
        return;
    write_gap(plain);
    strbuf_add_str(&plain->text, run);
}

/* Length of the white space at text.ptr[at], 0 when there is none. */
static size_t space_len(struct str text, size_t at)
{
    unsigned char c = (unsigned char) text.ptr[at];

    if (c == 0xC2 && at + 1 < text.len &&
        (unsigned char) text.ptr[at + 1] == 0xA0)
        return 2;
    return c <= ' ' ? 1 : 0;
}

void plain_add(struct plain *plain, struct str text)
{
    size_t run = 0;

    for (size_t i = 0; i < text.len;) {
        unsigned char c = (unsigned char) text.ptr[i];
        size_t len;

        if ((c > ' ' && c != 0xC2) || (len = space_len(text, i)) == 0) {
            i++;
            continue;
        }
        /* the usual single space stays within the run */
        if (c == ' ' && i > run && i + 1 < text.len &&
            space_len(text, i + 1) == 0) {
            i++;
            continue;
        }
        add_run(plain, str_from_range(text.ptr + run, text.ptr + i));
        plain_gap(plain, PLAIN_SPACE);
        i += len;
        run = i;
    }
    add_run(plain, str_from_offset(text, run));
}

void plain_add_lines(struct plain *plain, struct str text)
{
    while (text.len > 0 && text.ptr[text.len - 1] == '\n')
        text.len--;
    while (text.len > 0 && text.ptr[0] == '\n')
        text = str_from_offset(text, 1);
    plain_gap(plain, PLAIN_LINE);
    add_run(plain, text);
    plain_gap(plain, PLAIN_LINE);
}
