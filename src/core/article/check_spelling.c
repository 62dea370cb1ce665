/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which words of an article are spelled, and which of them nobody knows. Names
 * (written large), codes, identifiers, placeholders and what stands among the
 * words of the product are not; so a wrong name is not found.
 */
#include "core/article/check_parts.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/speller.h"
#include "base/str.h"
#include "base/strmap.h"

#include <string.h>

/* Short words are near to many. */
enum { WORDS_PER_ARTICLE_MAX = 50, NEAR_LETTERS_MIN = 5 };

/* Words of computing that no general dictionary has; sorted. */
static const char *const computing[] = {
#include "core/article/check_words.def"
};

struct spelling {
    struct checking *checking;
    struct strmap *own;  /* words of the article's own front matter */
    struct strmap *said; /* reported once */
};

/* Is the word a piece of something that is not prose: a path, an address, an
 * option, a placeholder, a file's ending? */
static bool is_piece(struct str text, struct check_span word)
{
    char before = word.begin ? text.ptr[word.begin - 1] : ' ';
    char after = word.end < text.len ? text.ptr[word.end] : ' ';
    char next = word.end + 1 < text.len ? text.ptr[word.end + 1] : ' ';

    /* "**A**ccess" */
    if (before == PROSE_EDGE && word.begin >= 2 &&
        ascii_is_alnum(text.ptr[word.begin - 2]))
        return true;
    if (strchr("./\\_@$%<#=&-~{[|:+^", before) && before != ' ')
        return before != '[' && before != '|' && before != '-' ? true
               : before == '-'
                   ? word.begin < 2 || !ascii_is_space(text.ptr[word.begin - 2])
                   : false;
    if (after && strchr("_/\\@=(>{%~^+*", after))
        return true;
    return (after == '.' || after == ':' || after == '-') &&
           (ascii_is_alnum(next) || next == '\\' || next == '/');
}

/* Only letters and apostrophes, and no capital but none at all. */
static bool is_plain(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (ascii_is_digit(word.ptr[i]) || ascii_is_upper(word.ptr[i]) ||
            (unsigned char) word.ptr[i] >= 0x80 ||
            (i >= 2 && word.ptr[i] == word.ptr[i - 1] &&
             word.ptr[i] == word.ptr[i - 2]))
            return false;
    return word.len > 2;
}

static bool is_right(struct spelling *spelling, struct str word)
{
    const struct check_settings *settings = spelling->checking->settings;
    char text[SPELLER_WORD_BYTES_MAX + 1];

    if (!is_plain(word) || word.len > SPELLER_WORD_BYTES_MAX)
        return true;
    memcpy(text, word.ptr, word.len);
    text[word.len] = '\0';
    if (check_is_among(text, computing, ARRAY_LEN(computing)) ||
        strmap_get(spelling->own, word) ||
        (settings->words && strmap_get(settings->words, word)))
        return true;
    return speller_knows(settings->speller, word);
}

/* Without an ending or beginning that makes a word of a word. */
static bool is_right_form(struct spelling *spelling, struct str word)
{
    static const struct str endings[] = {{"'s", 2},  {"s", 1},   {"es", 2},
                                         {"'re", 3}, {"'ve", 3}, {"'ll", 3},
                                         {"'d", 2}};
    static const struct str beginnings[] = {
        {"anti", 4},  {"auto", 4},  {"back", 4},  {"de", 2},    {"dis", 3},
        {"down", 4},  {"hyper", 5}, {"inter", 5}, {"intra", 5}, {"mis", 3},
        {"multi", 5}, {"non", 3},   {"off", 3},   {"on", 2},    {"out", 3},
        {"over", 4},  {"post", 4},  {"pre", 3},   {"re", 2},    {"sub", 3},
        {"super", 5}, {"un", 2},    {"under", 5}, {"up", 2}};

    if (is_right(spelling, word))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (str_has_suffix(word, endings[i]) && word.len > endings[i].len + 2 &&
            is_right(spelling, str_first(word, word.len - endings[i].len)))
            return true;
    for (size_t i = 0; i < ARRAY_LEN(beginnings); i++)
        if (str_has_prefix(word, beginnings[i]) &&
            word.len > beginnings[i].len + 4 &&
            is_right(spelling, str_from_offset(word, beginnings[i].len)))
            return true;
    return false;
}

/* "brian" is a name that is not written large, and no slip for "brain". */
static bool is_name(const struct checking *checking, struct str word)
{
    char large[SPELLER_WORD_BYTES_MAX];

    if (word.len >= sizeof large || word.ptr[0] < 'a' || word.ptr[0] > 'z')
        return false;
    memcpy(large, word.ptr, word.len);
    large[0] = (char) (large[0] - 'a' + 'A');
    return speller_knows(checking->settings->speller,
                         (struct str){large, word.len});
}

static void say_unknown(struct spelling *spelling, struct str word, int line)
{
    struct checking *checking = spelling->checking;
    struct str meant = STR("");

    if (strmap_get(spelling->said, word) ||
        strmap_count(spelling->said) >= WORDS_PER_ARTICLE_MAX)
        return;
    *strmap_slot(spelling->said, word, NULL) = spelling;
    if (word.len >= NEAR_LETTERS_MIN && !is_name(checking, word))
        meant =
            speller_near(checking->settings->speller, word, checking->arena);
    if (meant.len)
        check_say(checking, CHECK_SPELLING, line,
                  "\"%.*s\" is not in the dictionary; is \"%.*s\" meant?",
                  STR_ARG(word), STR_ARG(meant));
    else
        check_say(checking, CHECK_WORD_UNKNOWN, line,
                  "\"%.*s\" is not in the dictionary.", STR_ARG(word));
}

/* A hyphen joins words that are spelled one by one. */
static void check_word(struct spelling *spelling,
                       const struct prose_block *block, struct check_span span)
{
    struct str rest = str_from_range(block->text.ptr + span.begin,
                                     block->text.ptr + span.end);
    char lower[SPELLER_WORD_BYTES_MAX + 1];

    /* the curly apostrophe becomes a straight one; capitals stay visible */
    if (!is_plain(rest) && str_find(rest, STR("\xE2\x80\x99"), 0) < rest.len &&
        !ascii_is_upper(rest.ptr[0]) &&
        check_lower(block->text, span, lower, sizeof lower))
        rest = arena_str(spelling->checking->arena, str_from(lower));
    while (rest.len) {
        struct str part = str_take_until(&rest, '-');

        if (!is_right_form(spelling, part))
            say_unknown(spelling, part,
                        check_line(spelling->checking, block, span.begin));
    }
}

static void add_words(struct strmap *map, struct str text)
{
    struct check_span word;
    size_t at = 0;
    bool is_gap;

    while (check_next_word(text, text.len, &at, &word, &is_gap)) {
        char lower[SPELLER_WORD_BYTES_MAX];

        if (!is_gap && check_lower(text, word, lower, sizeof lower))
            *strmap_slot(map, str_from(lower), NULL) = map;
    }
}

static void add_list(struct strmap *map, const struct str_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        add_words(map, list->items[i]);
}

void check_spelling(struct checking *checking)
{
    struct spelling spelling = {.checking = checking};

    if ((!checking->holds[CHECK_SPELLING] &&
         !checking->holds[CHECK_WORD_UNKNOWN]) ||
        !checking->settings->speller)
        return;
    spelling.own = strmap_new();
    spelling.said = strmap_new();
    add_list(spelling.own, &checking->article->products);
    add_list(spelling.own, &checking->article->tags);
    add_list(spelling.own, &checking->article->errors);
    add_list(spelling.own, &checking->article->keywords);
    for (size_t i = 0; i < checking->prose.count; i++) {
        const struct prose_block *block = &checking->prose.blocks[i];
        struct check_span word;
        size_t at = 0;
        bool is_gap;

        /* one article of nothing but unknown words must end soon, too */
        while (
            strmap_count(spelling.said) < WORDS_PER_ARTICLE_MAX &&
            check_next_word(block->text, block->text.len, &at, &word, &is_gap))
            if (!is_gap && !is_piece(block->text, word))
                check_word(&spelling, block, word);
    }
    strmap_free(spelling.own);
    strmap_free(spelling.said);
}
