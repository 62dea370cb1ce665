/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finds where somebody is named. Each place is a pattern of a line; see
 * draft_people.h for what is left out.
 */
#include "core/cases/draft_people.h"

#include "base/str.h"

#include <string.h>

enum { NAME_WORDS_MAX = 4, NAME_WORD_BYTES_MAX = 30, CLOSING_WORDS_MAX = 12 };

struct finder {
    struct str text;
    struct str product;
    struct draft_people *out;
};

/* --- words --- */

static bool is_letter(char c)
{
    return ascii_is_alpha(c) || (unsigned char) c >= 0x80;
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

/* A word of a name: letters, with "'", "-" and "." inside, "." behind initials. */
static size_t word_len(struct str text, size_t at)
{
    size_t len = 0;

    while (at + len < text.len &&
           (is_letter(text.ptr[at + len]) ||
            (len > 0 &&
             (text.ptr[at + len] == '\'' || text.ptr[at + len] == '-' ||
              text.ptr[at + len] == '.') &&
             at + len + 1 < text.len && is_letter(text.ptr[at + len + 1]))))
        len++;
    if (at + len < text.len &&
        (ascii_is_digit(text.ptr[at + len]) || text.ptr[at + len] == '_' ||
         text.ptr[at + len] == '@'))
        return 0;
    return len <= NAME_WORD_BYTES_MAX ? len : 0;
}

static bool is_among(struct str word, const char *const *list)
{
    for (; *list; list++)
        if (str_equal_nocase(word, str_from(*list)))
            return true;
    return false;
}

/* Words that stand where a name may stand, and are none. */
static const char *const no_names[] = {
    "a",         "after",     "again",      "all",        "also",
    "an",        "and",       "any",        "anybody",    "anyone",
    "anyway",    "are",       "as",         "ask",        "at",
    "be",        "before",    "best",       "but",        "by",
    "can",       "cell",      "cheers",     "community",  "could",
    "dear",      "do",        "does",       "doing",      "each",
    "edit",      "email",     "ever",       "every",      "everybody",
    "everyone",  "expert",    "experts",    "fax",        "fellow",
    "firefox",   "folk",      "folks",      "for",        "forum",
    "friend",    "friends",   "from",       "gang",       "gentlemen",
    "google",    "group",     "guru",       "gurus",      "guys",
    "have",      "hello",     "help",       "helpers",    "here",
    "hey",       "hi",        "how",        "i",          "if",
    "in",        "is",        "it",         "just",       "ladies",
    "linux",     "ma'am",     "mac",        "madam",      "mail",
    "microsoft", "mobile",    "moderator",  "moderators", "mozilla",
    "my",        "no",        "not",        "note",       "now",
    "of",        "on",        "one",        "or",         "our",
    "outlook",   "people",    "phone",      "please",     "ps",
    "question",  "regards",   "see",        "since",      "sincerely",
    "sir",       "sirs",      "so",         "some",       "somebody",
    "someone",   "staff",     "support",    "supporters", "team",
    "tech",      "tel",       "thank",      "thanks",     "that",
    "the",       "then",      "there",      "this",       "thunderbird",
    "time",      "to",        "ubuntu",     "update",     "user",
    "users",     "volunteer", "volunteers", "we",         "what",
    "when",      "who",       "why",        "will",       "windows",
    "with",      "world",     "would",      "yes",        "you",
    "your",      NULL};

static bool is_of_product(struct str word, struct str product)
{
    while (product.len > 0)
        if (str_equal_nocase(str_take_until(&product, ' '), word))
            return true;
    return false;
}

static bool may_be_name(const struct finder *finder, struct str word,
                        bool needs_capital)
{
    if (word.len == 0 || is_among(word, no_names) ||
        is_of_product(word, finder->product))
        return false;
    return !needs_capital || !is_small(word.ptr[0]);
}

static size_t skip(struct str text, size_t at, const char *signs)
{
    while (at < text.len && text.ptr[at] != '\0' && strchr(signs, text.ptr[at]))
        at++;
    return at;
}

/* Words that may be a name, with one space between: their length. */
static size_t name_len(const struct finder *finder, size_t at,
                       bool needs_capital, size_t words_max)
{
    struct str text = finder->text;
    size_t end = at;

    for (size_t count = 0; count < words_max; count++) {
        size_t begin = count == 0 ? at : end + 1;
        size_t len;

        if (count > 0 &&
            (end >= text.len || (text.ptr[end] != ' ' &&
                                 !(text.ptr[end] == '.' && end + 1 < text.len &&
                                   text.ptr[end + 1] == ' '))))
            break;
        if (count > 0 && text.ptr[end] == '.')
            begin++;
        len = word_len(text, begin);
        if (!may_be_name(finder, (struct str){text.ptr + begin, len},
                         needs_capital))
            break;
        /* a stop is part of an initial alone: "J. Doe" */
        if (count > 0 && text.ptr[end] == '.' && begin - end == 2 &&
            end - at > 2)
            break;
        end = begin + len;
    }
    return end - at;
}

/* Does the line, or the sentence, end here? */
static bool ends_line(struct str text, size_t at)
{
    at = skip(text, at, " \t.,!;:)(-\r");
    return at >= text.len || text.ptr[at] == '\n' || text.ptr[at] == '[' ||
           text.ptr[at] == '<';
}

static void add(struct finder *finder, size_t begin, size_t len)
{
    struct draft_people *out = finder->out;

    if (len == 0 || out->count == DRAFT_PEOPLE_MAX ||
        (out->count > 0 &&
         out->spans[out->count - 1].begin + out->spans[out->count - 1].len >
             begin))
        return;
    out->spans[out->count].begin = begin;
    out->spans[out->count++].len = len;
}

static bool begins_with(struct str text, size_t at, const char *words)
{
    struct str wanted = str_from(words);

    return str_equal_nocase(str_first(str_from_offset(text, at), wanted.len),
                            wanted) &&
           !(at + wanted.len < text.len &&
             is_letter(text.ptr[at + wanted.len]));
}

/* --- greetings: "Dear Jane Doe," --- */

static void find_greeting(struct finder *finder, size_t at)
{
    static const char *const greetings[] = {
        "dear",           "hi",           "hello", "hey",   "good morning",
        "good afternoon", "good evening", "hallo", "liebe", "lieber",
        "bonjour",        "hola"};
    struct str text = finder->text;

    for (size_t i = 0; i < sizeof greetings / sizeof greetings[0]; i++) {
        size_t begin;
        size_t len;

        if (!begins_with(text, at, greetings[i]))
            continue;
        begin = skip(text, at + strlen(greetings[i]), " ,");
        len = name_len(finder, begin, true, 3);
        if (begin + len >= text.len ||
            strchr(",!\n\r", text.ptr[begin + len]) || i == 0)
            add(finder, begin, len);
        return;
    }
}

/* --- closing words: "Best regards,\nJane Doe" --- */

/* Behind the words of a closing that begins at `at`; `at` when none does. */
static size_t closing_end(struct str text, size_t at)
{
    static const char *const heads[] = {
        "thanks", "thank",       "thanx",   "thx",       "regards",
        "cheers", "sincerely",   "wishes",  "greetings", "grüße",
        "gruß",   "salutations", "saludos", NULL};
    static const char *const others[] = {
        "a",       "advance",     "advanced",     "again",
        "all",     "and",         "any",          "assistance",
        "best",    "cordial",     "everyone",     "faithfully",
        "for",     "freundliche", "freundlichen", "help",
        "helping", "in",          "kind",         "kindest",
        "looking", "lot",         "many",         "mit",
        "much",    "reading",     "respectfully", "so",
        "support", "the",         "to",           "tons",
        "truly",   "very",        "viele",        "warm",
        "warmest", "with",        "you",          "your",
        "yours",   NULL};
    bool has_head = false;
    size_t end = at;

    if (begins_with(text, at, "best") || begins_with(text, at, "yours"))
        has_head = true;
    for (size_t count = 0; count < CLOSING_WORDS_MAX; count++) {
        size_t begin = skip(text, end, " ,&");
        size_t len = word_len(text, begin);
        struct str word = {text.ptr + begin, len};

        if (len == 0)
            break;
        if (is_among(word, heads))
            has_head = true;
        else if (!is_among(word, others))
            break;
        end = begin + len;
    }
    return has_head ? end : at;
}

static bool has_newline(struct str text, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++)
        if (text.ptr[i] == '\n')
            return true;
    return false;
}

static void find_closing(struct finder *finder, size_t at)
{
    struct str text = finder->text;
    size_t end = closing_end(text, at);
    size_t begin;
    size_t len;

    if (end == at)
        return;
    begin = skip(text, end, " \t\r\n,.!:;-~");
    /* in a line of its own a name may be written small */
    len =
        name_len(finder, begin, !has_newline(text, end, begin), NAME_WORDS_MAX);
    if (len > 0 && ends_line(text, begin + len))
        add(finder, begin, len);
    /* so may one at the very end, behind a sign: "Thanks. jt" */
    len = begin > end && skip(text, end, " \t") < begin
              ? name_len(finder, begin, false, 1)
              : 0;
    if (len > 0 && skip(text, begin + len, " \t\r\n.") >= text.len)
        add(finder, begin, len);
}

/* --- nothing but a name at the very end: "It fails.\nJane Doe" --- */

static void find_last(struct finder *finder, size_t at)
{
    struct str text = finder->text;
    size_t len = name_len(finder, at, true, 3);
    bool has_small = len <= 2;

    for (size_t i = at; i < at + len; i++)
        has_small = has_small || is_small(text.ptr[i]);
    if (len > 0 && has_small && skip(text, at + len, " \t\r\n.") >= text.len)
        add(finder, at, len);
}

/* --- "my name is Jane Doe" --- */

static void find_saying(struct finder *finder, size_t at)
{
    static const char *const sayings[] = {
        "my name is", "my name's", "mein name ist", "ich bin", "je m'appelle"};

    for (size_t i = 0; i < sizeof sayings / sizeof sayings[0]; i++) {
        size_t begin;

        if (!begins_with(finder->text, at, sayings[i]))
            continue;
        begin = skip(finder->text, at + strlen(sayings[i]), " ");
        add(finder, begin, name_len(finder, begin, true, 3));
    }
}

/* --- heads of quoted mail --- */

static void find_head(struct finder *finder, size_t at)
{
    static const char *const heads[] = {
        "from:", "to:", "cc:", "sender:", "von:", "an:", "de:"};
    struct str text = finder->text;

    at = skip(text, at, "> \t*|");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        struct str head = str_from(heads[i]);
        size_t begin;
        size_t len;

        if (!str_equal_nocase(str_first(str_from_offset(text, at), head.len),
                              head))
            continue;
        begin = skip(text, at + head.len, " \t\"'*");
        len = name_len(finder, begin, true, NAME_WORDS_MAX);
        if (len > 0 && ends_line(text, skip(text, begin + len, "\"'* ")))
            add(finder, begin, len);
        return;
    }
}

/* "On Monday, Jane Doe <jane@...> wrote:": what stands before the address. */
static void find_wrote(struct finder *finder, size_t at)
{
    struct str text = finder->text;
    struct str line = str_from_offset(text, at);
    size_t end = str_find_char(line, '\n');
    size_t begin = at;
    bool has_wrote = false;

    line = str_first(line, end);
    for (size_t i = 0; i + 6 <= line.len; i++)
        has_wrote = has_wrote || begins_with(line, i, "wrote:");
    if (!has_wrote || !begins_with(text, at, "on"))
        return;
    /* the name is the last of what commas part, or stands behind the time */
    for (size_t i = 0; i < line.len && line.ptr[i] != '<'; i++) {
        size_t len;

        if (i > 0 && is_letter(line.ptr[i - 1]))
            continue;
        len = name_len(finder, at + i, true, NAME_WORDS_MAX);
        if (len == 0)
            continue;
        begin = at + i;
        if (begins_with(text, skip(text, begin + len, " "), "wrote:") ||
            (begin + len + 1 < text.len && text.ptr[begin + len] == ' ' &&
             text.ptr[begin + len + 1] == '<')) {
            add(finder, begin, len);
            return;
        }
        i += len - 1;
    }
}

/* "-- \nJane Doe", and "--jane" or "/Jane" as the last line. */
static void find_signature(struct finder *finder, size_t at)
{
    struct str text = finder->text;
    size_t begin;
    size_t len;

    if (!str_has_prefix(str_from_offset(text, at), STR("--")) &&
        text.ptr[at] != '/')
        return;
    begin = skip(text, at, "-/ \t\r");
    if (begin < text.len && text.ptr[begin] == '\n')
        begin = skip(text, begin, " \t\r\n");
    len = name_len(finder, begin, true, NAME_WORDS_MAX);
    if (len > 0 && has_newline(text, at, begin) && ends_line(text, begin + len))
        add(finder, begin, len);
    /* one word at the very end may be written small */
    len = name_len(finder, begin, false, len > 0 ? NAME_WORDS_MAX : 1);
    if (len > 0 && skip(text, begin + len, " \t\r\n.") >= text.len)
        add(finder, begin, len);
}

void draft_people_find(struct str text, struct str product,
                       struct draft_people *out)
{
    struct finder finder = {.text = text, .product = product, .out = out};
    bool begins_line = true;
    bool begins_sentence = true;

    out->count = 0;
    for (size_t at = 0; at < text.len && out->count < DRAFT_PEOPLE_MAX; at++) {
        char c = text.ptr[at];

        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            begins_line = begins_line || c == '\n';
            begins_sentence = begins_sentence || c == '\n';
            continue;
        }
        if (begins_line) {
            find_greeting(&finder, at);
            find_head(&finder, at);
            find_wrote(&finder, at);
            find_signature(&finder, at);
        }
        if (begins_sentence)
            find_closing(&finder, at);
        if (begins_sentence && at > 0 && ascii_is_space(text.ptr[at - 1]))
            find_last(&finder, at);
        if (at == 0 || !is_letter(text.ptr[at - 1]))
            find_saying(&finder, at);
        begins_line = false;
        begins_sentence = c == '.' || c == '!' || c == '?' || c == ',' ||
                          (begins_sentence && !is_letter(c));
    }
}

size_t draft_people_at(const struct draft_people *people, size_t at)
{
    for (size_t i = 0; i < people->count; i++)
        if (people->spans[i].begin == at)
            return people->spans[i].len;
    return 0;
}
