/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Identifiers among near misses. A hundred values of each kind are made from a
 * pattern and a seed and planted, one of each kind in an article. Other articles
 * hold what is nearly the same: a digit changed, digits swapped, one more or
 * less, another label, another part. Each value is asked for in all the ways
 * that people write it, and the article that holds it must come first. Values
 * that were planted nowhere, but all of whose near misses were, must find
 * nothing at all.
 *
 * What is the same thing is told here by letters and digits alone, without the
 * recogniser. In the patterns A is a letter, 9 a digit, 1 a digit but 0, H a hex
 * digit, W a word in capitals, w one in lower case, C a capitalised one; what
 * stands behind a "'" is itself, and so is everything else.
 */
#include "indexer/commands.h"
#include "tests/unit/search_fixture.h"

#include "base/check.h"
#include "base/strmap.h"

#include <stdlib.h>

enum {
    VALUES = 100,
    NEAR_KINDS = 6,
    VALUE_MAX = 160,
    WAYS_MAX = 16,
    SEED = 20240301
};

/* How a value may be written beside its own way. */
enum {
    CASE = 1 << 0,   /* in the other case */
    JOIN = 1 << 1,   /* without what is not a letter or digit */
    SPLIT = 1 << 2,  /* with spaces for that */
    SIGNS = 1 << 3,  /* with each of - _ . / for that */
    STATUS = 1 << 4, /* in decimal, with a sign and without; without 0x */
    ZEROS = 1 << 5,  /* without the zeros behind 0x */
    TAIL = 1 << 6,   /* is found as a part of a longer one */
    /* words of it that are typed apart are searched for as such, and letters in
     * one word may be corrected */
    WORDS = 1 << 7,
    NAMED = 1 << 8, /* the first of that */
    LOOSE = 1 << 9  /* in the other case it is no name but words */
};

static const struct kind {
    const char *name;
    const char *pattern; /* behind a label: of the value alone */
    unsigned ways;
    /* formats with one %s; the first is planted */
    const char *labels[8];
    const char *other_label; /* the same number, something else */
} kinds[] = {
    {"HRESULT", "0x8007HHHH", CASE | STATUS, {NULL}, NULL},
    {"NTSTATUS", "0x'C0H9HHHH", CASE | STATUS, {NULL}, NULL},
    {"decimal status", "-2'147409999", STATUS | TAIL, {NULL}, NULL},
    {"bug check", "0x00001HHH", CASE | ZEROS, {NULL}, NULL},
    {"hex number", "0x1HHHH", CASE, {NULL}, NULL},
    {"Oracle", "OR'A-99999", CASE | JOIN | SPLIT | SIGNS, {NULL}, "TNS-%s"},
    {"SQLSTATE",
     "499A9",
     CASE,
     {"SQLSTATE %s", "SQLSTATE[%s]", "sqlstate: %s", "SQL state %s",
      "sqlstate%s", "SQLSTATE=%s", "sql-state %s"},
     "part %s-X"},
    {"SQLCODE",
     "29999",
     CASE,
     {"SQLCODE -%s", "sqlcode: -%s", "SQLCODE=-%s", "sqlcode%s"},
     "port %s"},
    {"message",
     "189999",
     CASE,
     {"Msg %s", "msg %s", "MSG: %s", "msg%s"},
     "build %s"},
    {"error number",
     "39999",
     CASE,
     {"error code: %s", "error %s", "Error Code %s", "error-code %s", "err %s",
      "errorcode%s", "code %s", "ERROR_%s"},
     "port %s"},
    {"exit code",
     "79999",
     CASE,
     {"exit code %s", "Exit code: %s", "exit status %s", "return code %s",
      "exitcode%s", "exit-code=%s"},
     "event ID %s"},
    {"HTTP",
     "409.99",
     0,
     {"HTTP %s", "HTTP error %s", "http status code %s", "HTTP/1.1 %s"},
     NULL},
    {"SMTP",
     "550 5.1.99",
     SPLIT | NAMED,
     {"%s", "SMTP %s", "smtp error: %s"},
     NULL},
    {"event",
     "69999",
     CASE,
     {"event ID %s", "Event ID: %s", "eventid %s", "EventID%s", "event %s",
      "event-id=%s", "Event ID #%s"},
     "port %s"},
    {"port",
     "59999",
     CASE,
     {"port %s", "TCP port %s", "port: %s", "tcp/%s", "udp %s", "port%s"},
     "error code: %s"},
    {"KB",
     "5099999",
     CASE,
     {"KB%s", "KB %s", "kb-%s", "KB_%s", "KB#%s", "kb: %s"},
     "case %s"},
    {"CVE", "2023-19999", CASE, {"CVE-%s", "CVE %s", "cve:%s", "CVE_%s"}, NULL},
    {"RFC", "19999", CASE, {"RFC %s", "RFC%s", "rfc-%s", "RFC_%s"}, "port %s"},
    {"AADSTS",
     "809999",
     CASE,
     {"AADSTS%s", "AADSTS %s", "aadsts-%s"},
     "DCOM %s"},
    {"ticket", "QZX-89999", CASE | JOIN | SPLIT | SIGNS, {NULL}, "QZY-%s"},
    {"ticket number",
     "499999",
     CASE,
     {"ticket #%s", "ticket %s", "Ticket: %s", "TICKET-%s"},
     "build %s"},
    {"build",
     "2999999",
     CASE,
     {"build %s", "Build: %s", "build number %s", "build%s"},
     "msg %s"},
    {"error name",
     "ERR_W_W_W",
     CASE | JOIN | SPLIT | SIGNS | TAIL | WORDS,
     {NULL},
     NULL},
    {"name",
     "pg_w_w",
     CASE | JOIN | SPLIT | SIGNS | TAIL | WORDS,
     {NULL},
     NULL},
    {"numbered name",
     "my_w_w99",
     CASE | JOIN | SPLIT | SIGNS | TAIL | WORDS,
     {NULL},
     NULL},
    {"qualified", "std::w_w", CASE | JOIN | SPLIT | TAIL | WORDS, {NULL}, NULL},
    {"Java class",
     "com.w.CCError",
     CASE | JOIN | SIGNS | TAIL | WORDS | LOOSE,
     {NULL},
     NULL},
    {"exception", "CCException", CASE | WORDS, {NULL}, NULL},
    {"mixed case", "getCC", CASE | WORDS, {NULL}, NULL},
    {"function",
     "fn_w_w'(')",
     CASE | JOIN | SPLIT | SIGNS | TAIL | WORDS,
     {NULL},
     NULL},
    {"variable", "%WDIRW%", CASE | JOIN | TAIL | WORDS, {NULL}, NULL},
    {"option", "--no-w-w", CASE | JOIN | SPLIT | WORDS, {NULL}, NULL},
    {"GUID",
     "1HHHHHHH-HHHH-4HHH-HHHH-HHHHHHHHHHHH",
     CASE | JOIN | SPLIT | TAIL,
     {"%s", "{%s}"},
     NULL},
    {"MAC", "HH:HH:HH:HH:HH:HH", CASE | JOIN | SPLIT | SIGNS, {NULL}, NULL},
    {"digest", "HHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHH", CASE, {NULL}, NULL},
    {"IPv4", "'1'0.19.19.19", SPLIT, {NULL}, NULL},
    {"network", "'1'0.19.19.19/19", 0, {NULL}, NULL},
    {"IPv6",
     "200'1:fdb8:1HHH:1HHH:1HHH:1HHH:1HHH:1HHH",
     CASE | JOIN | SPLIT,
     {NULL},
     NULL},
    {"host", "srv-w-99.example.com", CASE | JOIN | SPLIT | NAMED, {NULL}, NULL},
    {"URL", "https://help.example.com/w/w9999", CASE, {NULL}, NULL},
    {"mail", "w.w99@example.com", CASE | JOIN | SPLIT | NAMED, {NULL}, NULL},
    {"Windows path",
     "'C:\\Program Files\\C\\w999.dll",
     CASE | JOIN | SPLIT | NAMED,
     {NULL},
     NULL},
    {"Unix path", "/etc/w/w99.conf", CASE | JOIN | SPLIT | NAMED, {NULL}, NULL},
    {"registry",
     "SOFT'W'ARE\\C\\C999",
     CASE,
     {"HKLM\\%s", "HKEY_LOCAL_MACHINE\\%s"},
     NULL},
    {"file", "w9999.exe", CASE | JOIN | SPLIT | NAMED, {NULL}, NULL},
    {"version", "4.99.999", SPLIT | NAMED, {"v%s", "%s", "V%s"}, NULL},
    {"date", "20'19-01-'19", SPLIT | JOIN | SIGNS, {NULL}, NULL},
    {"time", "'1'2:19:19.999", 0, {NULL}, NULL},
    {"package", "libw-1.9.99", CASE, {NULL}, NULL},
    {"part number", "AA-9999-A", CASE | JOIN | SPLIT | SIGNS, {NULL}, NULL},
    {"serial number", "5'C'D9999AAA", CASE, {NULL}, NULL},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static const char *const words[] = {
    "amber",  "birch",  "cobalt", "dingo",  "ember",  "fjord",  "gusto",
    "hazel",  "indigo", "jumbo",  "kayak",  "lemon",  "mango",  "nylon",
    "onyx",   "pluto",  "quartz", "radon",  "sumac",  "tango",  "umber",
    "velvet", "walnut", "xenon",  "yucca",  "zebra",  "bronze", "cactus",
    "dragon", "falcon", "garnet", "helium", "iodine", "jasper", "kettle",
    "lagoon", "magnet", "nickel", "orchid", "pepper", "quiver", "ribbon",
    "saddle", "timber", "urchin", "violet", "wombat", "yonder", "zephyr",
};

/* --- values --- */

static uint64_t random_state;

static unsigned random_below(unsigned bound)
{
    random_state = random_state * UINT64_C(6364136223846793005) +
                   UINT64_C(1442695040888963407);
    return (unsigned) (random_state >> 33) % bound;
}

static void make_value(const struct kind *kind, char out[VALUE_MAX])
{
    size_t len = 0;

    for (const char *p = kind->pattern; *p; p++) {
        const char *word = words[random_below(ARRAY_LEN(words))];

        switch (*p) {
        case '\'':
            out[len++] = *++p;
            break;
        case 'A':
            out[len++] = "BCDFGHJKLMNPQRSTVWXZ"[random_below(20)];
            break;
        case 'H':
            out[len++] = "0123456789ABCDEF"[random_below(16)];
            break;
        case '9':
            out[len++] = (char) ('0' + random_below(10));
            break;
        case '1':
            out[len++] = (char) ('1' + random_below(9));
            break;
        case 'w':
        case 'W':
        case 'C':
            for (size_t i = 0; word[i]; i++)
                out[len++] = *p == 'W' || (*p == 'C' && i == 0)
                                 ? (char) (word[i] - 'a' + 'A')
                                 : word[i];
            break;
        default:
            out[len++] = *p;
        }
    }
    out[len] = '\0';
}

/* Letters and digits in lower case: two values with one of these are taken for
 * the same thing, and no near misses of each other. */
static struct str solid_of(const char *value, char out[VALUE_MAX])
{
    bool is_hex = value[0] == '0' && value[1] == 'x';
    size_t len = 0;

    for (size_t i = is_hex ? 2 : 0; value[i]; i++)
        if (ascii_is_alnum(value[i]) && (len > 0 || !is_hex || value[i] != '0'))
            out[len++] = ascii_to_lower(value[i]);
    out[len] = '\0';
    return (struct str){out, len};
}

/* Places where a near miss differs: digits, or letters when there are none. */
static size_t changeable(const char *value, size_t places[VALUE_MAX])
{
    size_t count = 0;
    size_t begin = value[0] == '0' && value[1] == 'x' ? 2 : 0;

    /* zeros there change nothing */
    while (begin > 0 && value[begin] == '0')
        begin++;
    for (size_t i = begin; value[i]; i++)
        if (ascii_is_digit(value[i]))
            places[count++] = i;
    for (size_t i = strlen(value); count < 2 && --i > 0;)
        if (ascii_is_alpha(value[i]) && ascii_is_alpha(value[i - 1]))
            places[count++] = i;
    return count;
}

static char other_than(char c)
{
    if (ascii_is_digit(c))
        return (char) ('0' + (c - '0' + 1 + (int) random_below(9)) % 10);
    return c == 'k' ? 'm' : c == 'K' ? 'M' : ascii_is_upper(c) ? 'K' : 'k';
}

static void insert(char *value, size_t at, char c)
{
    memmove(value + at + 1, value + at, strlen(value + at) + 1);
    value[at] = c;
}

static bool is_one_word(const char *value)
{
    for (size_t i = 0; value[i]; i++)
        if (!ascii_is_alnum(value[i]))
            return false;
    return true;
}

/* The `way`-th near miss; false when there is none of that kind. */
static bool make_near(const struct kind *kind, const char *value, size_t way,
                      bool may_be_whole, char out[VALUE_MAX])
{
    size_t places[VALUE_MAX];
    size_t count = changeable(value, places);
    size_t pick = random_below((unsigned) count);
    size_t at = places[pick];

    strcpy(out, value);
    switch (way) {
    case 0:
        out[at] = other_than(out[at]);
        return true;
    case 1:
        for (size_t i = pick; i + 1 < count; i++)
            if (places[i + 1] == places[i] + 1 &&
                value[places[i]] != value[places[i + 1]]) {
                out[places[i]] = value[places[i + 1]];
                out[places[i + 1]] = value[places[i]];
                return true;
            }
        return false;
    case 2:
        memmove(out + at, out + at + 1, strlen(out + at));
        return true;
    case 3:
        insert(out, at, out[at]);
        return true;
    case 4:
        /* a part of a longer one is found when just that part is asked for */
        if (!may_be_whole && (kind->ways & TAIL || is_one_word(value)))
            return false;
        strcat(out, strchr(value, '.') ? ".7" : "-7");
        return true;
    default:
        return kind->other_label != NULL;
    }
}

/* --- articles --- */

struct planted {
    char value[VALUE_MAX];  /* in the article of its number */
    char absent[VALUE_MAX]; /* nowhere */
};

struct suite {
    struct kb *kb;
    struct planted values[KINDS][VALUES];
    struct strmap *solids; /* of all planted and absent values */
    struct slv_reader *reader;
    struct arena *arena; /* of one query */
    size_t asked;
    size_t missed;
    size_t wrong;
    size_t complaints; /* of this kind */
};

static void make_new(struct suite *suite, const struct kind *kind,
                     char out[VALUE_MAX])
{
    char solid[VALUE_MAX];
    void **slot;

    do {
        make_value(kind, out);
        slot = strmap_slot(suite->solids, solid_of(out, solid), NULL);
    } while (*slot);
    *slot = suite;
}

static void make_values(struct suite *suite)
{
    for (size_t k = 0; k < KINDS; k++)
        for (size_t i = 0; i < VALUES; i++) {
            make_new(suite, &kinds[k], suite->values[k][i].value);
            make_new(suite, &kinds[k], suite->values[k][i].absent);
        }
}

static void add_line(struct strbuf *text, const char *format, const char *value)
{
    char line[2 * VALUE_MAX];

/* formats are those of the table */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(line, sizeof line, format, value);
#pragma GCC diagnostic pop
    strbuf_add_format(text, "The log had\n\n    %s\n\nin it.\n\n", line);
}

static const char *format_of(const struct kind *kind)
{
    return kind->labels[0] ? kind->labels[0] : "%s";
}

/* A name of letters alone: numbers of a file's name are words of its article. */
static const char *article_id(const char *name, size_t number, char out[32])
{
    snprintf(out, 32, "%s%c%c%c", name, (char) ('a' + number / 676),
             (char) ('a' + number / 26 % 26), (char) ('a' + number % 26));
    return out;
}

static void write_article(struct suite *suite, const char *name, size_t number,
                          const struct strbuf *text)
{
    char path[64];
    char id[32];

    snprintf(path, sizeof path, "articles/%s.md", article_id(name, number, id));
    kb_write(suite->kb, path, text->ptr);
}

static void plant(struct suite *suite)
{
    struct strbuf text;

    strbuf_init(&text, 1024 * 1024);
    for (size_t i = 0; i < VALUES; i++) {
        strbuf_clear(&text);
        strbuf_add_cstr(&text, "# Planted\n\n");
        for (size_t k = 0; k < KINDS; k++)
            add_line(&text, format_of(&kinds[k]), suite->values[k][i].value);
        write_article(suite, "planted", i, &text);
    }
    strbuf_release(&text);
}

static void add_near(struct suite *suite, const struct kind *kind,
                     const char *value, size_t way, bool may_be_whole,
                     struct strbuf *text)
{
    char near[VALUE_MAX];
    char solid[VALUE_MAX];

    if (!make_near(kind, value, way, may_be_whole, near))
        return;
    if (way == NEAR_KINDS - 1)
        add_line(text, kind->other_label, value);
    else if (!strmap_get(suite->solids, solid_of(near, solid)))
        add_line(text, format_of(kind), near);
}

static void plant_near_misses(struct suite *suite)
{
    struct strbuf text;

    strbuf_init(&text, 1024 * 1024);
    for (size_t i = 0; i < VALUES; i++)
        for (size_t way = 0; way < NEAR_KINDS; way++) {
            strbuf_clear(&text);
            strbuf_add_cstr(&text, "# Nearly\n\n");
            for (size_t k = 0; k < KINDS; k++) {
                add_near(suite, &kinds[k], suite->values[k][i].value, way, true,
                         &text);
                add_near(suite, &kinds[k], suite->values[k][i].absent, way,
                         false, &text);
            }
            write_article(suite, "nearly", i * NEAR_KINDS + way, &text);
        }
    strbuf_release(&text);
}

/* --- queries --- */

struct ways {
    char queries[WAYS_MAX][2 * VALUE_MAX];
    size_t count;
};

static void add_way(struct ways *ways, const char *query)
{
    for (size_t i = 0; i < ways->count; i++)
        if (strcmp(ways->queries[i], query) == 0)
            return;
    assert_true(ways->count < WAYS_MAX);
    strcpy(ways->queries[ways->count++], query);
}

static void add_other_case(struct ways *ways, const char *query)
{
    char other[2 * VALUE_MAX];
    bool has_lower = false;

    strcpy(other, query);
    for (size_t i = 0; other[i]; i++)
        has_lower |= ascii_is_alpha(other[i]) && !ascii_is_upper(other[i]);
    for (size_t i = 0; other[i]; i++)
        if (ascii_is_alpha(other[i]))
            other[i] = (char) (has_lower ? other[i] & ~32 : other[i] | 32);
    add_way(ways, other);
}

/* Each run of signs as one `sign`, none at the ends. */
static void add_with_sign(struct ways *ways, const char *value, char sign)
{
    char other[VALUE_MAX];
    size_t len = 0;
    bool is_open = false;

    for (size_t i = 0; value[i]; i++) {
        if (!ascii_is_alnum(value[i])) {
            is_open = len > 0;
            continue;
        }
        if (is_open && sign)
            other[len++] = sign;
        is_open = false;
        other[len++] = value[i];
    }
    other[len] = '\0';
    add_way(ways, other);
}

static void add_statuses(struct ways *ways, const char *value)
{
    char other[VALUE_MAX];
    bool is_hex = value[1] == 'x';
    unsigned long status =
        is_hex ? strtoul(value + 2, NULL, 16)
               : (unsigned long) (0x100000000ul - strtoul(value + 1, NULL, 10));

    snprintf(other, sizeof other, "0x%08lX", status);
    add_way(ways, other);
    snprintf(other, sizeof other, "%08lx", status);
    add_way(ways, other);
    snprintf(other, sizeof other, "%lu", status);
    add_way(ways, other);
    snprintf(other, sizeof other, "-%lu", 0x100000000ul - status);
    add_way(ways, other);
}

static void make_ways(const struct kind *kind, const char *value,
                      bool is_planted, struct ways *ways)
{
    bool may_split = is_planted || !(kind->ways & (WORDS | NAMED));
    char other[2 * VALUE_MAX];

    ways->count = 0;
    add_way(ways, value);
    if (kind->labels[0])
        ways->count = 0;
    for (size_t i = 0; i < ARRAY_LEN(kind->labels) && kind->labels[i]; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(other, sizeof other, kind->labels[i], value);
#pragma GCC diagnostic pop
        add_way(ways, other);
    }
    strcpy(other, ways->queries[0]);
    if (kind->ways & CASE && (is_planted || !(kind->ways & LOOSE)))
        add_other_case(ways, other);
    if (kind->ways & JOIN)
        add_with_sign(ways, value, 0);
    if (kind->ways & SPLIT && may_split)
        add_with_sign(ways, value, ' ');
    for (const char *sign = "-_./"; kind->ways & SIGNS && may_split && *sign;
         sign++)
        add_with_sign(ways, value, *sign);
    if (kind->ways & STATUS)
        add_statuses(ways, value);
    if (kind->ways & ZEROS) {
        snprintf(other, sizeof other, "0x%s", value + 6);
        add_way(ways, other);
    }
}

static struct slv_search_result ask(struct suite *suite, const char *query,
                                    bool is_verbatim)
{
    struct slv_search_request request = {.query = str_from(query),
                                         .limit = 3,
                                         .is_verbatim = is_verbatim,
                                         .want_ids_only = true};
    struct slv_search_result result;
    enum slv_status status;

    arena_reset(suite->arena);
    status = slv_search(suite->reader, &request, suite->arena, &result,
                        &suite->kb->err);
    assert_int_equal(status, SLV_OK);
    suite->asked++;
    return result;
}

/* Some of them with the sanitizers, which take their time. */
static bool is_asked(size_t value, size_t way)
{
#ifdef __SANITIZE_ADDRESS__
    return way == 0 || (value + way) % 8 == 0;
#else
    (void) value;
    (void) way;
    return true;
#endif
}

enum { COMPLAINTS_MAX = 5 /* of a kind */ };

static void ask_for_planted(struct suite *suite, size_t k, size_t i)
{
    struct ways ways;
    char id[32];

    article_id("planted", i, id);
    make_ways(&kinds[k], suite->values[k][i].value, true, &ways);
    for (size_t way = 0; way < ways.count; way++) {
        struct slv_search_result result;

        if (!is_asked(i, way))
            continue;
        result = ask(suite, ways.queries[way], false);
        if (result.hit_count > 0 && str_equal(result.hits[0].id, str_from(id)))
            continue;
        suite->missed++;
        if (suite->complaints++ < COMPLAINTS_MAX)
            print_message("%s: \"%s\" (%s) finds %.*s first\n", kinds[k].name,
                          ways.queries[way], suite->values[k][i].value,
                          result.hit_count ? (int) result.hits[0].id.len : 7,
                          result.hit_count ? result.hits[0].id.ptr : "nothing");
    }
}

static void ask_for_absent(struct suite *suite, size_t k, size_t i)
{
    struct ways ways;

    make_ways(&kinds[k], suite->values[k][i].absent, false, &ways);
    for (size_t way = 0; way < ways.count; way++) {
        struct slv_search_result result;

        if (!is_asked(i, way))
            continue;
        result = ask(suite, ways.queries[way], kinds[k].ways & WORDS);
        if (result.hit_count == 0)
            continue;
        suite->wrong++;
        if (suite->complaints++ < COMPLAINTS_MAX)
            print_message("%s: \"%s\" was planted nowhere, and finds %.*s\n",
                          kinds[k].name, ways.queries[way],
                          STR_ARG(result.hits[0].id));
    }
}

static void identifiers_are_found_among_near_misses(void **state)
{
    struct suite *suite =
        arena_calloc(((struct kb *) *state)->fixture->arena, 1, sizeof *suite);

    random_state = SEED;
    suite->kb = *state;
    suite->solids = strmap_new();
    make_values(suite);
    plant(suite);
    plant_near_misses(suite);
    kb_index(suite->kb);
    suite->reader = kb_open(suite->kb, SLV_AS_PUBLIC);
    suite->arena = arena_new();
    for (size_t k = 0; k < KINDS; k++) {
        suite->complaints = 0;
        for (size_t i = 0; i < VALUES; i++) {
            ask_for_planted(suite, k, i);
            ask_for_absent(suite, k, i);
        }
    }
    print_message("%d kinds, %zu queries, %zu missed, %zu wrong\n", (int) KINDS,
                  suite->asked, suite->missed, suite->wrong);
    assert_true(KINDS >= 30);
    assert_int_equal(suite->missed, 0);
    assert_int_equal(suite->wrong, 0);
    slv_reader_close(suite->reader);
    strmap_free(suite->solids);
    arena_free(suite->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(identifiers_are_found_among_near_misses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
