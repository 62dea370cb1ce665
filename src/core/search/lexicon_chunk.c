/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lexicon chunks to bytes and back. See lexicon_chunk.h.
 *
 * A chunk is the number of its items, the length of all forms together, the
 * length of what follows unpacked, and deflated: for each item how many bytes
 * its form shares with that before, the rest of the form, and its count.
 */
#include "core/search/lexicon_chunk.h"

#include "base/arena.h"
#include "base/pack.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/gzip.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHUNK_BYTES_MAX = 64 * 1024 * 1024,
    DEFLATE_FACTOR_MAX = 1040, /* more than deflate ever saves */
    FOLDED_BYTES_MAX = 4096,
    FIRST_PRINTABLE = 0x20
};

/* --- keys --- */

/* All ASCII, and none of it to be folded. */
static bool is_plain(struct str form)
{
    unsigned char bad = 0;

    for (size_t i = 0; i < form.len; i++)
        bad |= form.ptr[i] < 'a' || form.ptr[i] > 'z';
    return !bad;
}

static size_t fold_all(struct str form, char out[LEXICON_KEY_MAX])
{
    struct strbuf folded;
    struct str kept;

    strbuf_init(&folded, FOLDED_BYTES_MAX);
    for (size_t at = 0; at < form.len && folded.len <= LEXICON_KEY_MAX;) {
        uint32_t code;

        at += utf8_decode(form, at, &code);
        utf8_fold(code, &folded);
    }
    kept = utf8_prefix(strbuf_str(&folded), LEXICON_KEY_MAX);
    memcpy(out, kept.ptr, kept.len);
    strbuf_release(&folded);
    return kept.len;
}

/* Squeeze a folded identifier in place. */
static size_t squeeze(char *bytes, size_t len)
{
    size_t kept = 0;
    bool was_between = false;

    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];

        if ((unsigned char) c < 0x80 && !ascii_is_alnum(c)) {
            was_between = true;
            continue;
        }
        /* what is between was one byte at least, so there is room */
        if (was_between && kept > 0 && ascii_is_digit(c) &&
            ascii_is_digit(bytes[kept - 1]))
            bytes[kept++] = '-';
        bytes[kept++] = c;
        was_between = false;
    }
    return kept;
}

static size_t lower_ascii(struct str form, char out[LEXICON_KEY_MAX])
{
    size_t len = form.len < LEXICON_KEY_MAX ? form.len : LEXICON_KEY_MAX;

    for (size_t i = 0; i < len; i++) {
        if ((unsigned char) form.ptr[i] >= 0x80)
            return fold_all(form, out);
        out[i] = ascii_to_lower(form.ptr[i]);
    }
    return len;
}

size_t lexicon_key(enum lexicon_kind kind, struct str form,
                   char out[LEXICON_KEY_MAX])
{
    size_t len = lower_ascii(form, out);

    return kind == LEXICON_CODES ? squeeze(out, len) : len;
}

size_t lexicon_letters(struct str key)
{
    size_t count = 0;

    for (size_t i = 0; i < key.len; i++)
        count += ((unsigned char) key.ptr[i] & 0xC0) != 0x80;
    return count;
}

bool lexicon_takes_word(struct str folded)
{
    size_t letters = lexicon_letters(folded);

    return letters >= LEXICON_LETTERS_MIN && letters <= LEXICON_LETTERS_MAX;
}

/* --- order --- */

int lexicon_compare(const struct lexicon_item *a, const struct lexicon_item *b)
{
    int order = (int) a->kind - (int) b->kind;

    if (order == 0)
        order = str_compare(a->key, b->key);
    return order ? order : str_compare(a->form, b->form);
}

static int compare_items(const void *a, const void *b)
{
    return lexicon_compare(a, b);
}

size_t lexicon_settle(struct lexicon_item *items, size_t count)
{
    size_t kept = 0;

    if (count > 0)
        qsort(items, count, sizeof *items, compare_items);
    for (size_t i = 0; i < count;) {
        struct lexicon_item sum = items[i++];

        while (i < count && lexicon_compare(&sum, &items[i]) == 0)
            sum.count += items[i++].count;
        if (sum.count != 0)
            items[kept++] = sum;
    }
    return kept;
}

/* --- bytes --- */

static size_t shared_len(struct str a, struct str b)
{
    size_t max = a.len < b.len ? a.len : b.len;
    size_t len = 0;

    while (len < max && a.ptr[len] == b.ptr[len])
        len++;
    return len;
}

void lexicon_chunk_write(const struct lexicon_item *items, size_t count,
                         struct gzip_coder *coder, struct strbuf *out)
{
    struct strbuf plain;
    struct str before = STR("");
    size_t form_bytes = 0;

    strbuf_init(&plain, CHUNK_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        size_t shared = shared_len(before, items[i].form);

        pack_uint(&plain, shared);
        pack_str(&plain, str_from_offset(items[i].form, shared));
        pack_uint(&plain, (uint64_t) items[i].count);
        before = items[i].form;
        form_bytes += before.len;
    }
    pack_uint(out, count);
    pack_uint(out, form_bytes);
    pack_uint(out, plain.len);
    gzip_pack(coder, strbuf_str(&plain), STR(""), out);
    strbuf_release(&plain);
}

struct reading {
    struct unpack in;
    enum lexicon_kind kind;
    unsigned char first;
    char *text; /* where the next form goes */
    size_t room;
    struct arena *arena; /* for keys that are not the form itself */
};

static bool is_printable(struct str form)
{
    for (size_t i = 0; i < form.len; i++)
        if ((unsigned char) form.ptr[i] < FIRST_PRINTABLE)
            return false;
    return utf8_is_valid(form);
}

static struct str key_of(struct reading *reading, struct str form)
{
    char key[LEXICON_KEY_MAX];
    size_t len;

    if (reading->kind == LEXICON_WORDS && is_plain(form))
        return form;
    len = lexicon_key(reading->kind, form, key);
    return arena_str(reading->arena, (struct str){key, len});
}

/* The next item; false when the chunk is damaged. */
static bool read_item(struct reading *reading,
                      const struct lexicon_item *before,
                      struct lexicon_item *out)
{
    uint64_t shared = unpack_uint(&reading->in);
    struct str rest = unpack_str(&reading->in);
    uint64_t count = unpack_uint(&reading->in);
    struct str former = before ? before->form : STR("");
    size_t len;

    if (reading->in.is_damaged || shared > former.len ||
        rest.len > LEXICON_FORM_MAX)
        return false;
    len = (size_t) shared + rest.len;
    if (len == 0 || len > LEXICON_FORM_MAX || len > reading->room ||
        count == 0 || count > UINT32_MAX)
        return false;
    if (shared)
        memcpy(reading->text, former.ptr, (size_t) shared);
    if (rest.len)
        memcpy(reading->text + shared, rest.ptr, rest.len);
    *out = (struct lexicon_item){
        .kind = reading->kind,
        .form = {reading->text, len},
        .count = (int64_t) count,
    };
    reading->text += len;
    reading->room -= len;
    out->key = key_of(reading, out->form);
    /* the key of plain letters is the form, so it needs no further look */
    return out->key.len > 0 &&
           (unsigned char) out->key.ptr[0] == reading->first &&
           (out->key.ptr == out->form.ptr || is_printable(out->form)) &&
           (!before || lexicon_compare(before, out) < 0);
}

static enum slv_status damaged(struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_CORRUPT, "a stored list of words is damaged");
}

static bool read_items(struct reading *reading, struct lexicon_item *items,
                       size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!read_item(reading, i ? &items[i - 1] : NULL, &items[i]))
            return false;
    return reading->in.rest.len == 0 && reading->room == 0;
}

enum slv_status lexicon_chunk_read(struct str chunk, enum lexicon_kind kind,
                                   unsigned char first,
                                   struct gzip_coder *coder,
                                   struct arena *texts, struct arena *lists,
                                   struct lexicon_item **out, size_t *count,
                                   struct slv_error *err)
{
    struct unpack in = {chunk, false};
    uint64_t item_count = unpack_uint(&in);
    uint64_t form_bytes = unpack_uint(&in);
    uint64_t plain_len = unpack_uint(&in);
    struct reading reading = {.kind = kind, .first = first, .arena = texts};
    struct strbuf plain;
    enum slv_status status;

    *count = 0;
    /* an item takes three bytes at least */
    if (in.is_damaged || plain_len > CHUNK_BYTES_MAX ||
        plain_len > in.rest.len * DEFLATE_FACTOR_MAX ||
        item_count > plain_len / 3 ||
        form_bytes > item_count * LEXICON_FORM_MAX)
        return damaged(err);
    strbuf_init(&plain, (size_t) plain_len + 1);
    status = gzip_unpack(coder, in.rest, STR(""), (size_t) plain_len + 1,
                         &plain, err);
    if (status == SLV_OK && plain.len == plain_len) {
        reading.in.rest = strbuf_str(&plain);
        reading.text = arena_alloc(texts, (size_t) form_bytes);
        reading.room = (size_t) form_bytes;
        *out = arena_calloc(lists, (size_t) item_count, sizeof **out);
        if (read_items(&reading, *out, (size_t) item_count))
            *count = (size_t) item_count;
        else
            status = damaged(err);
    } else {
        status = damaged(err);
    }
    strbuf_release(&plain);
    return status;
}
