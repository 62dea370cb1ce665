/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One pass over the text. A *chunk* is what stands between white space; fields
 * and OR are looked for where one begins, quotes everywhere. What is none of
 * these is gathered into stretches of words, as long as they go, so that names
 * of several words stay together.
 */
#include "core/search/query_lex.h"

#include "base/arena.h"
#include "base/str.h"
#include "text/utf8.h"
#include "text/words.h"

#include <string.h>

enum { FIELD_NAME_MAX = 16 };

struct lexer {
    struct str text;
    size_t at;
    size_t words_begin; /* of the stretch being gathered */
    size_t chunk_begin; /* of its last chunk; text.len: it has none yet */
    bool is_operand;    /* the stretch stands behind OR, so one chunk is all */
    struct query_item *items;
    size_t count;
};

/* Length of the white space at `at`, also the wide kind, 0 when there is none. */
static size_t space_len(struct str text, size_t at)
{
    struct str rest = str_from_offset(text, at);

    if (rest.len > 0 && ascii_is_space(rest.ptr[0]))
        return 1;
    if (str_has_prefix(rest, STR("\xC2\xA0")))
        return 2;
    return str_has_prefix(rest, STR("\xE3\x80\x80")) ? 3 : 0;
}

static size_t chunk_end(struct str text, size_t at)
{
    while (at < text.len && !space_len(text, at))
        at++;
    return at;
}

/* Length of a double quote at `at`, 0 when there is none. */
static size_t quote_len(struct str text, size_t at)
{
    static const struct str quotes[] = {
        {"\"", 1},           {"\xE2\x80\x9C", 3}, {"\xE2\x80\x9D", 3},
        {"\xE2\x80\x9E", 3}, {"\xC2\xAB", 2},     {"\xC2\xBB", 2}};

    if (at >= text.len ||
        (text.ptr[at] != '"' && (unsigned char) text.ptr[at] < 0xC2))
        return 0;
    for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++)
        if (str_has_prefix(str_from_offset(text, at), quotes[i]))
            return quotes[i].len;
    return 0;
}

static size_t find_quote(struct str text, size_t from, size_t *len)
{
    for (size_t at = from; at < text.len; at++) {
        *len = quote_len(text, at);
        if (*len)
            return at;
    }
    *len = 0;
    return text.len;
}

static bool has_word(struct str text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t code;

        at += utf8_decode(text, at, &code);
        if (utf8_is_word(code))
            return true;
    }
    return false;
}

/* Is `text` one word, code or identifier and nothing else? */
static bool is_one_word(struct str text)
{
    struct word_scan scan;
    struct word word;
    size_t wholes = 0;

    word_scan_begin(&scan, text, 0);
    while (wholes < 2 && word_scan_next(&scan, &word))
        wholes += !word.is_part;
    return wholes == 1;
}

static struct str slice(const struct lexer *lexer, size_t begin, size_t end)
{
    return str_first(str_from_offset(lexer->text, begin), end - begin);
}

static struct query_item *add_item(struct lexer *lexer,
                                   enum query_item_kind kind, size_t begin,
                                   size_t end)
{
    struct query_item *item = &lexer->items[lexer->count++];

    *item = (struct query_item){.kind = kind,
                                .typed = slice(lexer, begin, end),
                                .value = slice(lexer, begin, end)};
    return item;
}

static void add_words(struct lexer *lexer, size_t begin, size_t end)
{
    if (begin < end && str_trim(slice(lexer, begin, end)).len > 0)
        add_item(lexer, QUERY_ITEM_WORDS, begin, end);
}

/* End the stretch of words before byte `end` and begin another at `next`. */
static void close_words(struct lexer *lexer, size_t end, size_t next)
{
    add_words(lexer, lexer->words_begin, end);
    lexer->words_begin = next;
    lexer->chunk_begin = lexer->text.len;
    lexer->is_operand = false;
}

/* OR takes the chunk before it for itself. */
static void take_or(struct lexer *lexer)
{
    size_t begin = lexer->at;
    size_t chunk = lexer->chunk_begin;

    if (chunk < begin) {
        add_words(lexer, lexer->words_begin, chunk);
        lexer->words_begin = chunk;
    }
    close_words(lexer, begin, begin + 2);
    add_item(lexer, QUERY_ITEM_OR, begin, begin + 2);
    lexer->at = begin + 2;
    lexer->is_operand = true;
}

/* A value ends with its chunk, without the comma that may follow it. */
static struct str plain_value(const struct lexer *lexer, size_t begin)
{
    struct str value = slice(lexer, begin, chunk_end(lexer->text, begin));

    while (value.len > 0 &&
           (value.ptr[value.len - 1] == ',' || value.ptr[value.len - 1] == ';'))
        value.len--;
    return value;
}

static bool is_understood(struct query_item *item)
{
    enum slv_role role;
    size_t quote;

    if (!has_word(item->value) ||
        (!item->is_quoted &&
         find_quote(item->value, 0, &quote) < item->value.len))
        return false;
    if (item->field == QUERY_FIELD_SECTION)
        return slv_role_parse(str_trim(item->value), &role);
    if (item->field == QUERY_FIELD_UPDATED)
        return query_time_parse(item->value, &item->span);
    if (item->field == QUERY_FIELD_ERROR && !item->is_quoted)
        return is_one_word(item->value);
    return true;
}

/* Take a field with its value where a chunk begins; false when there is none. */
static bool take_field(struct lexer *lexer)
{
    struct str text = lexer->text;
    struct query_item item = {.kind = QUERY_ITEM_FIELD};
    size_t begin = lexer->at;
    size_t name = begin + (text.ptr[begin] == '-');
    size_t colon = name;
    size_t open;
    size_t end;

    while (colon < text.len && colon < name + FIELD_NAME_MAX &&
           ascii_is_alpha(text.ptr[colon]))
        colon++;
    if (colon >= text.len || text.ptr[colon] != ':' ||
        !query_field_find(slice(lexer, name, colon), &item.field))
        return false;
    open = quote_len(text, colon + 1);
    if (open > 0) {
        size_t close_len;
        size_t close = find_quote(text, colon + 1 + open, &close_len);

        if (close == text.len)
            return false;
        item.is_quoted = true;
        item.value = slice(lexer, colon + 1 + open, close);
        end = close + close_len;
    } else {
        item.value = plain_value(lexer, colon + 1);
        end = chunk_end(text, colon + 1);
    }
    if (!is_understood(&item))
        return false;
    close_words(lexer, begin, end);
    item.is_excluded = name > begin;
    item.typed = slice(lexer, begin, end);
    lexer->items[lexer->count++] = item;
    lexer->at = end;
    return true;
}

static bool take_phrase(struct lexer *lexer, size_t open_len)
{
    size_t open = lexer->at;
    size_t close_len;
    size_t close = find_quote(lexer->text, open + open_len, &close_len);
    bool is_excluded;
    struct query_item *item;

    if (close == lexer->text.len)
        return false;
    is_excluded = open > 0 && lexer->chunk_begin == open - 1 &&
                  lexer->text.ptr[open - 1] == '-';
    close_words(lexer, open - is_excluded, close + close_len);
    item = add_item(lexer, QUERY_ITEM_PHRASE, open - is_excluded,
                    close + close_len);
    item->value = slice(lexer, open + open_len, close);
    item->is_excluded = is_excluded;
    lexer->at = close + close_len;
    return true;
}

static void begin_chunk(struct lexer *lexer)
{
    if (lexer->is_operand && lexer->chunk_begin < lexer->at)
        close_words(lexer, lexer->at, lexer->at);
    lexer->chunk_begin = lexer->at;
}

/* What stands at lexer->at; `is_begin` says that a chunk begins there. */
static void take_next(struct lexer *lexer, bool is_begin)
{
    struct str text = lexer->text;
    size_t open_len;

    if (is_begin) {
        if (str_has_prefix(str_from_offset(text, lexer->at), STR("OR")) &&
            chunk_end(text, lexer->at) == lexer->at + 2) {
            take_or(lexer);
            return;
        }
        if (take_field(lexer))
            return;
        begin_chunk(lexer);
    }
    open_len = quote_len(text, lexer->at);
    if (open_len > 0 && take_phrase(lexer, open_len))
        return;
    if (lexer->chunk_begin == text.len) /* right behind a phrase */
        lexer->chunk_begin = lexer->at;
    lexer->at++;
}

/* --- what OR may stand between --- */

enum operand { OPERAND_NONE, OPERAND_TEXT, OPERAND_FILTER };

static enum operand operand_of(const struct query_item *item)
{
    if (item->is_excluded || !has_word(item->value))
        return OPERAND_NONE;
    if (item->kind == QUERY_ITEM_WORDS)
        return str_trim(item->value).ptr[0] == '-' ? OPERAND_NONE
                                                   : OPERAND_TEXT;
    if (item->kind == QUERY_ITEM_PHRASE)
        return OPERAND_TEXT;
    if (item->kind == QUERY_ITEM_OR || item->field == QUERY_FIELD_UPDATED)
        return OPERAND_NONE;
    return query_field_facet(item->field) < SLV_FACET_COUNT ? OPERAND_FILTER
                                                            : OPERAND_TEXT;
}

static bool is_or_understood(const struct query_item *items, size_t count,
                             size_t at)
{
    enum operand left;

    if (at == 0 || at + 1 == count)
        return false;
    left = operand_of(&items[at - 1]);
    return left != OPERAND_NONE && left == operand_of(&items[at + 1]);
}

static bool is_or(const struct query_item *items, size_t count, size_t at)
{
    return at < count && items[at].kind == QUERY_ITEM_OR;
}

size_t query_items_join(struct query_item *items, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        struct query_item *last = kept ? &items[kept - 1] : NULL;

        if (last && last->kind == QUERY_ITEM_WORDS &&
            items[i].kind == QUERY_ITEM_WORDS && !is_or(items, count, i + 1) &&
            !(kept > 1 && is_or(items, kept, kept - 2))) {
            last->typed = str_from_range(
                last->typed.ptr, items[i].typed.ptr + items[i].typed.len);
            last->value = last->typed;
        } else {
            items[kept++] = items[i];
        }
    }
    return kept;
}

void query_item_release(struct query_item *item)
{
    *item = (struct query_item){
        .kind = QUERY_ITEM_WORDS, .typed = item->typed, .value = item->typed};
}

size_t query_lex(struct str text, struct query_item out[QUERY_ITEMS_MAX])
{
    enum { ITEMS_AT_ONCE = 3 };
    struct lexer lexer = {.text = text, .chunk_begin = text.len, .items = out};
    bool is_begin = true;

    /* one place is left for what follows the last item */
    while (lexer.at < text.len &&
           lexer.count + ITEMS_AT_ONCE < QUERY_ITEMS_MAX) {
        size_t space = space_len(text, lexer.at);

        if (space > 0)
            lexer.at += space;
        else
            take_next(&lexer, is_begin);
        is_begin = space > 0;
    }
    close_words(&lexer, text.len, text.len);
    for (size_t i = 0; i < lexer.count; i++)
        if (out[i].kind == QUERY_ITEM_OR &&
            !is_or_understood(out, lexer.count, i))
            query_item_release(&out[i]);
    return query_items_join(out, lexer.count);
}

/* --- words alone --- */

struct plain {
    char *bytes;
    size_t len;
};

static void add_plain(struct plain *plain, struct str text)
{
    if (text.len == 0)
        return;
    if (plain->len > 0)
        plain->bytes[plain->len++] = ' ';
    memcpy(plain->bytes + plain->len, text.ptr, text.len);
    plain->len += text.len;
}

/* The chunks of a stretch that are not excluded. */
static void add_plain_chunks(struct plain *plain, struct str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t space = space_len(text, at);
        size_t end = space ? at + space : chunk_end(text, at);

        if (!space && text.ptr[at] != '-')
            add_plain(plain, str_first(str_from_offset(text, at), end - at));
        at = end;
    }
}

struct str query_plain_words(struct str text, struct arena *arena)
{
    struct query_item items[QUERY_ITEMS_MAX];
    struct str valid = utf8_repair(text, arena, NULL);
    size_t count = query_lex(valid, items);
    struct plain plain = {arena_alloc(arena, 2 * valid.len + 1), 0};

    for (size_t i = 0; i < count; i++) {
        const struct query_item *item = &items[i];

        if (item->kind == QUERY_ITEM_WORDS)
            add_plain_chunks(&plain, item->value);
        else if (!item->is_excluded && operand_of(item) == OPERAND_TEXT)
            add_plain(&plain, str_trim(item->value));
    }
    return (struct str){plain.bytes, plain.len};
}
