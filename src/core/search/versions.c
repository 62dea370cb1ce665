/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * See versions.h. A text is cut into tokens; from left to right they make
 * ranges: a name, what stands before the version ("before", ">="), the
 * version, what stands behind it ("and later", "- 4.6").
 */
#include "core/search/versions.h"

#include "base/check.h"
#include "base/str.h"

enum { TOKENS_MAX = 64, DIGITS_MAX = 18 };

enum token_kind {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_WORD,
    TOKEN_ANY,   /* the x of "4.x" */
    TOKEN_UNTIL, /* "-" with spaces, a dash, ".." */
    TOKEN_PLUS,
    TOKEN_COMMA,
    TOKEN_ABOVE, /* >= and > */
    TOKEN_BELOW  /* <= and < */
};

struct token {
    enum token_kind kind;
    struct str text;
    uint64_t number;
    bool is_strict; /* > and < */
    bool is_glued;  /* no space before it */
    bool has_dash;  /* a hyphen without spaces before it */
};

struct tokens {
    struct token items[TOKENS_MAX + 1]; /* a TOKEN_END is behind the last */
    size_t count;
    size_t at;
};

/* --- tokens --- */

static bool is_letter(char c)
{
    return ascii_is_alpha(c) || (unsigned char) c >= 0x80;
}

static const struct {
    struct str text;
    enum token_kind kind;
    bool is_strict;
} signs[] = {
    {{">=", 2}, TOKEN_ABOVE, false},
    {{">", 1}, TOKEN_ABOVE, true},
    {{"<=", 2}, TOKEN_BELOW, false},
    {{"<", 1}, TOKEN_BELOW, true},
    {{"\xE2\x89\xA5", 3}, TOKEN_ABOVE, false}, /* at least, as one sign */
    {{"\xE2\x89\xA4", 3}, TOKEN_BELOW, false},
    {{"\xE2\x80\x93", 3}, TOKEN_UNTIL, false}, /* dashes */
    {{"\xE2\x80\x94", 3}, TOKEN_UNTIL, false},
    {{"..", 2}, TOKEN_UNTIL, false},
    {{"+", 1}, TOKEN_PLUS, false},
    {{",", 1}, TOKEN_COMMA, false},
    {{";", 1}, TOKEN_COMMA, false},
    {{"/", 1}, TOKEN_COMMA, false},
    {{"|", 1}, TOKEN_COMMA, false},
    {{"*", 1}, TOKEN_ANY, false},
};

static bool take_sign(struct str rest, struct token *token)
{
    for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
        if (!str_has_prefix(rest, signs[i].text))
            continue;
        token->kind = signs[i].kind;
        token->is_strict = signs[i].is_strict;
        token->text = str_first(rest, signs[i].text.len);
        return true;
    }
    return false;
}

static void take_number(struct str rest, struct token *token)
{
    unsigned long long number = 0;
    size_t len = 0;

    while (len < rest.len && ascii_is_digit(rest.ptr[len]))
        len++;
    token->kind = TOKEN_NUMBER;
    token->text = str_first(rest, len);
    if (!str_to_uint(str_first(rest, len < DIGITS_MAX ? len : DIGITS_MAX),
                     &number))
        number = 0;
    token->number = number;
}

static void take_word(struct str rest, bool is_behind_dot, struct token *token)
{
    struct token sign;
    size_t len = 1;

    while (len < rest.len && is_letter(rest.ptr[len]) &&
           !take_sign(str_from_offset(rest, len), &sign))
        len++;
    token->text = str_first(rest, len);
    token->kind = is_behind_dot && str_equal_nocase(token->text, STR("x"))
                      ? TOKEN_ANY
                      : TOKEN_WORD;
}

static void cut(struct str text, struct tokens *out)
{
    bool is_glued = false;
    bool has_dash = false;

    out->count = 0;
    out->at = 0;
    for (size_t at = 0; at < text.len && out->count < TOKENS_MAX;) {
        struct str rest = str_from_offset(text, at);
        struct token *token = &out->items[out->count];

        *token = (struct token){.is_glued = is_glued, .has_dash = has_dash};
        is_glued = true;
        has_dash = false;
        if (take_sign(rest, token)) {
            out->count++;
            at += token->text.len;
        } else if (ascii_is_digit(rest.ptr[0])) {
            take_number(rest, token);
            out->count++;
            at += token->text.len;
        } else if (is_letter(rest.ptr[0])) {
            take_word(rest, at > 0 && text.ptr[at - 1] == '.', token);
            out->count++;
            at += token->text.len;
        } else if (rest.ptr[0] == '-' && !token->is_glued &&
                   (rest.len == 1 || ascii_is_space(rest.ptr[1]))) {
            token->kind = TOKEN_UNTIL;
            out->count++;
            at++;
        } else {
            has_dash = rest.ptr[0] == '-';
            is_glued = has_dash || rest.ptr[0] == '.' || rest.ptr[0] == '_';
            at++;
        }
    }
    out->items[out->count] = (struct token){.kind = TOKEN_END};
}

static const struct token *ahead(const struct tokens *tokens, size_t by)
{
    size_t at = tokens->at + by;

    return &tokens->items[at < tokens->count ? at : tokens->count];
}

static bool is_word(const struct token *token, const char *const *words,
                    size_t count)
{
    if (token->kind != TOKEN_WORD)
        return false;
    for (size_t i = 0; i < count; i++)
        if (str_equal_nocase(token->text, str_from(words[i])))
            return true;
    return false;
}

#define IS_ONE_OF(token, words) is_word(token, words, ARRAY_LEN(words))

/* --- what words mean --- */

static const char *const later_words[] = {
    "later",  "newer",   "above",   "higher", "up",    "upward",   "upwards",
    "onward", "onwards", "greater", "more",   "after", "following"};
static const char *const earlier_words[] = {
    "earlier", "older", "below", "lower", "less", "before", "previous"};
static const char *const joining_words[] = {"and", "or"};
static const char *const until_words[] = {"to", "through", "thru", "until",
                                          "till"};
static const char *const from_words[] = {"from", "since", "starting",
                                         "between"};
static const char *const after_words[] = {"after"};
static const char *const before_words[] = {"before", "prior"};
static const char *const comparing_words[] = {"newer", "later", "greater",
                                              "higher", "above"};
static const char *const less_words[] = {"older", "earlier", "less", "lower",
                                         "below"};
static const char *const than_words[] = {"than", "to", "with", "from"};
static const char *const all_words[] = {"all", "any", "every"};
/* They stand within versions and say nothing. */
static const char *const empty_words[] = {
    "version",  "versions", "ver",     "v",   "release",
    "releases", "build",    "edition", "bit", "the"};

static bool is_relation(const struct token *token)
{
    return IS_ONE_OF(token, later_words) || IS_ONE_OF(token, earlier_words) ||
           IS_ONE_OF(token, joining_words) || IS_ONE_OF(token, until_words) ||
           IS_ONE_OF(token, from_words) || IS_ONE_OF(token, before_words);
}

/* Letters behind a number: what they stand for, and the rank of those that
 * come before a release. */
static const struct {
    const char *word;
    const char *means;
    int rank;
} letter_ranks[] = {
    {"dev", "", -5},    {"snapshot", "", -5},  {"nightly", "", -5},
    {"alpha", "", -4},  {"beta", "", -3},      {"preview", "", -2},
    {"pre", "", -2},    {"milestone", "", -2}, {"rc", "", -1},
    {"cr", "", -1},     {"sp", "sp", 1},       {"service", "sp", 1},
    {"update", "u", 1}, {"u", "u", 1},         {"r", "r", 1},
    {"patch", "p", 1},  {"hotfix", "hf", 1},   {"cu", "cu", 1},
    {"p", "p", 1},      {"h", "h", 1},
};

/* The part that a word is, or false when it is an addition in plain words. */
static bool part_of_word(const struct token *token, bool has_number_behind,
                         struct version_part *out)
{
    struct str text = token->text;

    *out = (struct version_part){.rank = 1, .letters = text};
    for (size_t i = 0; i < ARRAY_LEN(letter_ranks); i++)
        if (str_equal_nocase(text, str_from(letter_ranks[i].word))) {
            out->rank = letter_ranks[i].rank;
            out->letters = str_from(letter_ranks[i].means);
            return true;
        }
    /* 3.12b1 comes before 3.12, but 1.1.1b after 1.1.1 */
    if (has_number_behind && token->is_glued && text.len == 1) {
        if (ascii_to_lower(text.ptr[0]) == 'a')
            out->rank = -4;
        if (ascii_to_lower(text.ptr[0]) == 'b')
            out->rank = -3;
    }
    return token->is_glued && !token->has_dash && text.len <= 2;
}

/* --- versions --- */

static void add_part(struct version *version, struct version_part part)
{
    if (version->count < VERSION_PARTS_MAX)
        version->parts[version->count++] = part;
}

/* "4.0-4.6" is two versions, "2024-01" is one. */
static bool begins_second(const struct tokens *tokens,
                          const struct version *version)
{
    const struct token *next = ahead(tokens, 1);

    return ahead(tokens, 0)->has_dash && version->count > 1 &&
           next->kind == TOKEN_NUMBER && next->is_glued && !next->has_dash;
}

/* The number of "64-bit" and "x64". */
static bool is_bits(const struct tokens *tokens)
{
    const struct token *next = ahead(tokens, 1);
    const struct token *before =
        tokens->at > 0 ? &tokens->items[tokens->at - 1] : next;

    return (next->kind == TOKEN_WORD && next->is_glued &&
            str_equal_nocase(next->text, STR("bit"))) ||
           (before->kind == TOKEN_WORD && ahead(tokens, 0)->is_glued &&
            !before->is_glued && str_equal_nocase(before->text, STR("x")));
}

/* Take numbers and letters; false when there is no number at the front. */
static bool take_version(struct tokens *tokens, struct version *out)
{
    out->count = 0;
    while (IS_ONE_OF(ahead(tokens, 0), empty_words))
        tokens->at++;
    if (ahead(tokens, 0)->kind != TOKEN_NUMBER)
        return false;
    for (;; tokens->at++) {
        const struct token *token = ahead(tokens, 0);
        struct version_part part;

        if (token->kind == TOKEN_NUMBER) {
            if (begins_second(tokens, out))
                return true;
            if (!is_bits(tokens))
                add_part(out, (struct version_part){.number = token->number});
        } else if (token->kind == TOKEN_WORD) {
            if (is_relation(token))
                return true;
            if (!IS_ONE_OF(token, empty_words) &&
                part_of_word(token,
                             ahead(tokens, 1)->kind == TOKEN_NUMBER &&
                                 ahead(tokens, 1)->is_glued,
                             &part))
                add_part(out, part);
        } else if (token->kind != TOKEN_ANY) {
            return true;
        }
    }
}

/* The words before the first number, relations apart. */
static struct str take_name(struct tokens *tokens)
{
    struct str name = STR("");

    while (ahead(tokens, 0)->kind == TOKEN_WORD &&
           !is_relation(ahead(tokens, 0)) &&
           !IS_ONE_OF(ahead(tokens, 0), empty_words) &&
           !IS_ONE_OF(ahead(tokens, 0), all_words)) {
        struct str word = ahead(tokens, 0)->text;

        name = name.len == 0 ? word
                             : str_from_range(name.ptr, word.ptr + word.len);
        tokens->at++;
    }
    return name;
}

/* --- ranges --- */

enum relation { RELATION_NONE, RELATION_ABOVE, RELATION_BELOW };

static enum relation take_before_version(struct tokens *tokens, bool *is_strict)
{
    const struct token *token = ahead(tokens, 0);
    bool is_than = IS_ONE_OF(ahead(tokens, 1), than_words);
    enum relation relation = RELATION_NONE;

    *is_strict = token->is_strict;
    if (token->kind == TOKEN_ABOVE || IS_ONE_OF(token, from_words)) {
        relation = RELATION_ABOVE;
    } else if (token->kind == TOKEN_BELOW || IS_ONE_OF(token, until_words)) {
        relation = RELATION_BELOW;
    } else if (str_equal_nocase(token->text, STR("up")) && is_than) {
        relation = RELATION_BELOW;
    } else if (IS_ONE_OF(token, after_words) ||
               (is_than && IS_ONE_OF(token, comparing_words))) {
        relation = RELATION_ABOVE;
        *is_strict = true;
    } else if (IS_ONE_OF(token, before_words) ||
               (is_than && IS_ONE_OF(token, less_words))) {
        relation = RELATION_BELOW;
        *is_strict = true;
    }
    if (relation == RELATION_NONE)
        return relation;
    tokens->at++;
    if (token->kind == TOKEN_WORD && is_than)
        tokens->at++;
    return relation;
}

/* "+", "and later", "or older", "onwards". */
static enum relation take_behind_version(struct tokens *tokens)
{
    size_t by = IS_ONE_OF(ahead(tokens, 0), joining_words);
    enum relation relation = RELATION_NONE;

    if (ahead(tokens, 0)->kind == TOKEN_PLUS) {
        tokens->at++;
        if (!ahead(tokens, 0)->is_glued)
            return RELATION_ABOVE;
        /* "4.2+build7" says of what it was made */
        while (ahead(tokens, 0)->is_glued)
            tokens->at++;
        return RELATION_NONE;
    }
    while (by > 0 && IS_ONE_OF(ahead(tokens, by), empty_words))
        by++;
    if (IS_ONE_OF(ahead(tokens, by), later_words))
        relation = RELATION_ABOVE;
    else if (IS_ONE_OF(ahead(tokens, by), earlier_words))
        relation = RELATION_BELOW;
    /* "4.2, before 5": that belongs to what follows */
    if (relation == RELATION_NONE ||
        ahead(tokens, by + 1)->kind == TOKEN_NUMBER)
        return RELATION_NONE;
    tokens->at += by + 1;
    return relation;
}

/* "- 4.6", "to Windows 11"; "and" only behind "between". */
static bool take_end(struct tokens *tokens, bool is_between,
                     struct version *out)
{
    struct tokens trial = *tokens;
    const struct token *token = ahead(&trial, 0);

    if (token->kind == TOKEN_UNTIL || IS_ONE_OF(token, until_words) ||
        (is_between && IS_ONE_OF(token, joining_words)))
        trial.at++;
    else if (token->kind != TOKEN_NUMBER || !token->has_dash)
        return false;
    (void) take_name(&trial);
    if (!take_version(&trial, out))
        return false;
    *tokens = trial;
    return true;
}

/* One range; `name` is that of the range before and becomes its own. */
static bool take_range(struct tokens *tokens, struct str *name,
                       struct version_range *out, bool *is_plain)
{
    struct str own = take_name(tokens);
    bool is_between = str_equal_nocase(ahead(tokens, 0)->text, STR("between"));
    bool is_strict;
    enum relation relation = take_before_version(tokens, &is_strict);
    struct version version;
    struct version end;

    *out = (struct version_range){.low.name = STR("")};
    if (own.len == 0)
        own = take_name(tokens);
    if (own.len > 0)
        *name = own;
    *is_plain = false;
    out->low.name = *name;
    if (IS_ONE_OF(ahead(tokens, 0), all_words)) {
        tokens->at = tokens->count;
        return true;
    }
    if (!take_version(tokens, &version))
        return false;
    if (relation != RELATION_BELOW && take_end(tokens, is_between, &end)) {
        end.name = *name;
        out->high = end;
        out->is_low_excluded = is_strict;
        relation = RELATION_ABOVE;
    } else if (relation == RELATION_NONE) {
        relation = take_behind_version(tokens);
        is_strict = false;
    }
    *is_plain = relation == RELATION_NONE;
    version.name = *name;
    if (relation != RELATION_BELOW)
        out->low = version;
    if (relation != RELATION_ABOVE)
        out->high = version;
    out->is_low_excluded = is_strict && relation == RELATION_ABOVE;
    out->is_high_excluded = is_strict && relation == RELATION_BELOW;
    return true;
}

/* ">= 4.2, < 5" is one range in two pieces. */
static bool is_continued(const struct version_range *first,
                         const struct version_range *second)
{
    return first->low.count > 0 && first->high.count == 0 &&
           second->low.count == 0 && second->high.count > 0;
}

bool version_set_parse(struct str text, struct version_set *out)
{
    struct tokens tokens;
    struct str name = STR("");
    bool is_plain = false;

    out->count = 0;
    out->is_plain = false;
    if (text.len > VERSION_BYTES_MAX)
        return false;
    cut(text, &tokens);
    while (tokens.at < tokens.count && out->count < VERSION_RANGES_MAX) {
        struct version_range *range = &out->ranges[out->count];
        size_t begin = tokens.at;

        if (!take_range(&tokens, &name, range, &is_plain)) {
            tokens.at = begin + 1;
        } else if (out->count > 0 && is_continued(&range[-1], range)) {
            range[-1].high = range->high;
            range[-1].is_high_excluded = range->is_high_excluded;
        } else {
            out->count++;
        }
    }
    out->is_plain = out->count == 1 && is_plain;
    return out->count > 0;
}

/* --- comparing --- */

static int compare_number(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_letters(struct str a, struct str b)
{
    size_t len = a.len < b.len ? a.len : b.len;

    for (size_t i = 0; i < len; i++) {
        int order = (unsigned char) ascii_to_lower(a.ptr[i]) -
                    (unsigned char) ascii_to_lower(b.ptr[i]);

        if (order)
            return order;
    }
    return compare_number(a.len, b.len);
}

static int compare_part(const struct version_part *a,
                        const struct version_part *b)
{
    /* letters stand between nothing and the first number: 1.0, 1.0a, 1.0.1 */
    if (a->rank == 1 && b->rank == 0 && b->number > 0)
        return -1;
    if (b->rank == 1 && a->rank == 0 && a->number > 0)
        return 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    /* of those before a release the rank says all */
    if (a->rank < 0)
        return 0;
    return a->rank == 0 ? compare_number(a->number, b->number)
                        : compare_letters(a->letters, b->letters);
}

int version_compare(const struct version *a, const struct version *b)
{
    static const struct version_part nothing = {.rank = 0};

    for (size_t i = 0; i < a->count || i < b->count; i++) {
        int order = compare_part(i < a->count ? &a->parts[i] : &nothing,
                                 i < b->count ? &b->parts[i] : &nothing);

        if (order)
            return order;
    }
    return 0;
}

/* 4.2.1 is a 4.2. */
static bool is_of(const struct version *value, const struct version *line)
{
    if (value->count < line->count)
        return version_compare(value, line) == 0;
    for (size_t i = 0; i < line->count; i++)
        if (compare_part(&value->parts[i], &line->parts[i]) != 0)
            return false;
    return true;
}

static struct str name_of(const struct version_range *range)
{
    return range->low.name.len > 0 ? range->low.name : range->high.name;
}

static bool includes(const struct version_range *range,
                     const struct version *value)
{
    struct str name = name_of(range);
    int order;

    if (name.len > 0 && value->name.len > 0 &&
        !str_equal_nocase(name, value->name))
        return false;
    if (range->low.count > 0) {
        order = version_compare(value, &range->low);
        if (range->is_low_excluded ? order <= 0
                                   : order < 0 && !is_of(value, &range->low))
            return false;
    }
    if (range->high.count == 0)
        return true;
    order = version_compare(value, &range->high);
    return range->is_high_excluded ? order < 0
                                   : order <= 0 || is_of(value, &range->high);
}

bool version_set_includes(const struct version_set *set,
                          const struct version_set *value)
{
    if (!value->is_plain)
        return false;
    for (size_t i = 0; i < set->count; i++)
        if (includes(&set->ranges[i], &value->ranges[0].low))
            return true;
    return false;
}
