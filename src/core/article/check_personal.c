/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Personal data in an article: mail addresses, private hosts, telephone and
 * account numbers, names of customers. Every line is looked at, code and
 * addresses of links too; what is reserved for examples may stand.
 */
#include "core/article/check_parts.h"

#include "base/check.h"
#include "base/str.h"
#include "base/strmap.h"

#include <stdio.h>
#include <string.h>

struct line {
    struct checking *checking;
    struct str text;
    int number; /* in the file */
};

static bool is_word_byte(struct str text, size_t at)
{
    return at < text.len &&
           (ascii_is_alnum(text.ptr[at]) || text.ptr[at] == '_');
}

/* --- mail addresses --- */

/* Endings and names of domains that stand for nobody: reserved ones (RFC 2606),
 * and the invented companies and placeholders of manuals. */
static const char *const example_domains[] = {
    "example",          "test",
    "invalid",          "localhost",
    "contoso",          "fabrikam",
    "adatum",           "adventure-works",
    "northwindtraders", "tailspintoys",
    "woodgrovebank",    "wingtiptoys",
    "cohovineyard",     "litwareinc",
    "domain",           "yourdomain",
    "your-domain",      "mydomain",
    "company",          "yourcompany",
    "mycompany",        "tenant",
    "contosocorp",      "fourthcoffee",
    "treyresearch",     "proseware",
    "woodgrove",        "litware",
    "cohowinery",       "lucernepublishing",
    "margiestravel",    "wideworldimporters",
    "alpineskihouse",   "cpandl",
    "tailspin",
};

/* Local parts that name nobody; sorted. */
static const char *const example_people[] = {
    "abuse",         "account",    "address",    "admin",
    "administrator", "alias",      "anyone",     "bar",
    "email",         "example",    "first.last", "firstname.lastname",
    "foo",           "git",        "hostmaster", "info",
    "jane.doe",      "jane.smith", "jdoe",       "john.doe",
    "john.smith",    "johndoe",    "johnsmith",  "jsmith",
    "login",         "mail",       "mailbox",    "me",
    "name",          "no-reply",   "nobody",     "noreply",
    "postmaster",    "recipient",  "root",       "sender",
    "someone",       "support",    "test",       "test1",
    "user",          "user1",      "user2",      "username",
    "webmaster",     "you",        "yourname",
};

static bool is_mail_byte(char c)
{
    return ascii_is_alnum(c) || strchr(".-_+", c);
}

static void to_lower(struct str text, char *out, size_t size)
{
    size_t len = text.len < size - 1 ? text.len : size - 1;

    for (size_t i = 0; i < len; i++)
        out[i] = ascii_to_lower(text.ptr[i]);
    out[len] = '\0';
}

static bool is_example_domain(const struct checking *checking,
                              struct str domain)
{
    const struct strmap *allowed = checking->settings->domains;
    char lower[256];
    struct str rest;

    to_lower(domain, lower, sizeof lower);
    if (allowed && strmap_get(allowed, str_from(lower)))
        return true;
    rest = str_from(lower);
    while (rest.len) {
        struct str label = str_take_until(&rest, '.');

        for (size_t i = 0; i < ARRAY_LEN(example_domains); i++)
            if (str_equal(label, str_from(example_domains[i])))
                return true;
        /* "contoso1", "fabrikam-eu", and a frequent slip of the pen */
        if (str_has_prefix(label, STR("contoso")) ||
            str_has_prefix(label, STR("constoso")) ||
            str_has_prefix(label, STR("fabrikam")))
            return true;
    }
    return false;
}

static void check_mail_at(struct line *line, size_t at)
{
    struct str text = line->text;
    struct str domain;
    struct str local;
    size_t begin = at;
    size_t end = at + 1;
    size_t dot;
    char lower[80];

    while (begin > 0 && text.ptr[begin - 1] &&
           is_mail_byte(text.ptr[begin - 1]))
        begin--;
    while (end < text.len && text.ptr[end] && is_mail_byte(text.ptr[end]) &&
           text.ptr[end] != '_' && text.ptr[end] != '+')
        end++;
    while (end > at + 1 && strchr(".-", text.ptr[end - 1]))
        end--;
    local = str_from_range(text.ptr + begin, text.ptr + at);
    domain = str_from_range(text.ptr + at + 1, text.ptr + end);
    dot = str_find_char(domain, '.');
    if (local.len == 0 || local.ptr[0] == '+' || dot == 0 ||
        dot >= domain.len || domain.len > 250 ||
        !ascii_is_alpha(domain.ptr[domain.len - 1]))
        return;
    to_lower(local, lower, sizeof lower);
    if (check_is_among(lower, example_people, ARRAY_LEN(example_people)) ||
        is_example_domain(line->checking, domain) ||
        check_is_machine_name(local) || check_is_message_id(text, begin) ||
        check_is_called_example(text, begin))
        return;
    check_say(line->checking, CHECK_MAIL_ADDRESS, line->number,
              "The e-mail address %.*s@%.*s may be somebody's.",
              STR_ARG(str_first(local, 80)), STR_ARG(str_first(domain, 120)));
}

/* --- hosts --- */

static bool read_octet(struct str text, size_t *at, unsigned *out)
{
    size_t begin = *at;

    *out = 0;
    while (*at < text.len && *at - begin < 3 && ascii_is_digit(text.ptr[*at]))
        *out = *out * 10 + (unsigned) (text.ptr[(*at)++] - '0');
    return *at > begin && *out < 256;
}

/* Four octets of a private network (RFC 1918) that are one host's: networks,
 * which end with 0, and what is written as a range are everybody's. */
static void check_ip_at(struct line *line, size_t begin)
{
    struct str text = line->text;
    unsigned octets[4];
    size_t at = begin;

    for (size_t i = 0; i < 4; i++) {
        if ((i && (at >= text.len || text.ptr[at++] != '.')) ||
            !read_octet(text, &at, &octets[i]))
            return;
    }
    if (is_word_byte(text, at) ||
        (at + 1 < text.len && text.ptr[at] == '/' &&
         ascii_is_digit(text.ptr[at + 1])) ||
        (at + 1 < text.len && text.ptr[at] == '.' &&
         ascii_is_alnum(text.ptr[at + 1])))
        return;
    /* the first addresses of a router are everybody's too */
    if (octets[3] <= 1 || octets[3] == 254 || octets[3] == 255 ||
        !(octets[0] == 10 || (octets[0] == 192 && octets[1] == 168) ||
          (octets[0] == 172 && octets[1] >= 16 && octets[1] < 32)))
        return;
    if (check_is_textbook(octets) || check_is_version(text, begin) ||
        check_is_in_list(text, begin, at) ||
        check_is_called_example(text, begin))
        return;
    check_say(line->checking, CHECK_HOST_PRIVATE, line->number,
              "The address %.*s is of a private network.", (int) (at - begin),
              text.ptr + begin);
}

static const char *const private_endings[] = {
    ".local",    ".lan",   ".corp",        ".internal",
    ".intranet", ".intra", ".localdomain",
};

/* Is the last label alone written large at its beginning? */
static bool has_large_ending(struct str host)
{
    size_t at = host.len;

    while (at > 0 && host.ptr[at - 1] != '.')
        at--;
    return at + 1 < host.len && ascii_is_upper(host.ptr[at]) &&
           !ascii_is_upper(host.ptr[at + 1]);
}

static void check_host(struct line *line, size_t begin, size_t end)
{
    struct str host =
        str_from_range(line->text.ptr + begin, line->text.ptr + end);
    struct str rest = host;
    size_t labels = 0;
    char lower[256];

    if (host.len > 250)
        return;
    to_lower(host, lower, sizeof lower);
    while (rest.len && labels < 10) {
        struct str label = str_take_until(&rest, '.');

        if (label.len == 0)
            return;
        labels++;
    }
    /* "Microsoft.Office.Internal" is a name in a program */
    if (check_is_called_example(line->text, begin) || has_large_ending(host))
        return;
    for (size_t i = 0; i < ARRAY_LEN(private_endings); i++)
        if (labels >= 3 &&
            str_has_suffix(str_from(lower), str_from(private_endings[i])) &&
            !is_example_domain(line->checking, host))
            check_say(line->checking, CHECK_HOST_PRIVATE, line->number,
                      "The host %.*s is of a private network.", STR_ARG(host));
}

/* --- numbers --- */

struct digits {
    char text[40]; /* digits alone */
    size_t count;
    size_t end;
    size_t groups;
};

/* Digits from `at` on, with single blanks, dashes, dots and brackets between. */
static void read_digits(struct str text, size_t at, const char *joints,
                        struct digits *out)
{
    *out = (struct digits){.end = at, .groups = 1};
    while (at < text.len && out->count < sizeof out->text - 1) {
        size_t next = at;

        if (ascii_is_digit(text.ptr[at])) {
            out->text[out->count++] = text.ptr[at++];
            out->end = at;
            continue;
        }
        while (next < text.len && next - at < 2 && text.ptr[next] &&
               strchr(joints, text.ptr[next]))
            next++;
        if (next == at || next >= text.len || !ascii_is_digit(text.ptr[next]))
            break;
        out->groups++;
        at = next;
    }
    out->text[out->count] = '\0';
}

/* Numbers for examples have 555 and 01 before the last two digits; those that
 * cost nobody anything are of an office, not of a person. */
static bool is_example_phone(const struct digits *digits)
{
    static const char *const free_codes[] = {"800", "833", "844", "855",
                                             "866", "877", "888"};
    struct str all = {digits->text, digits->count};
    struct str national = str_from_offset(
        all, all.len > 10 && all.ptr[0] == '1' ? all.len - 10 : 0);

    if (str_find(all, STR("55501"), 0) < all.len)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(free_codes); i++)
        if (str_has_prefix(national, str_from(free_codes[i])))
            return true;
    return false;
}

static bool is_phone(struct str text, size_t begin, const struct digits *digits)
{
    char first = text.ptr[begin];

    if (first == '+')
        return digits->count >= 9 && digits->count <= 15 && digits->groups >= 2;
    if (digits->count != 10 || digits->groups != 3)
        return false;
    if (first == '(')
        return begin + 4 < text.len && text.ptr[begin + 4] == ')';
    /* 425-707-0147: dashes or dots, three digits, three and four */
    return begin + 12 <= text.len && digits->end == begin + 12 &&
           text.ptr[begin + 3] == text.ptr[begin + 7] &&
           strchr("-.", text.ptr[begin + 3]);
}

static void check_phone_at(struct line *line, size_t begin)
{
    struct str text = line->text;
    struct digits digits;
    size_t at = begin;

    if (text.ptr[at] == '+' || text.ptr[at] == '(')
        at++;
    read_digits(text, at, " -.()", &digits);
    if (digits.count == 0 || is_word_byte(text, digits.end) ||
        !is_phone(text, begin, &digits) || is_example_phone(&digits))
        return;
    check_say(line->checking, CHECK_PHONE_NUMBER, line->number,
              "\"%.*s\" looks like a telephone number.",
              (int) (digits.end - begin), text.ptr + begin);
}

/* ISO/IEC 7812: the check digit of Luhn. */
static bool is_card(const struct digits *digits)
{
    unsigned sum = 0;

    if (digits->count < 13 || digits->count > 19 ||
        !strchr("3456", digits->text[0]) ||
        (digits->groups != 1 && digits->groups != 4))
        return false;
    for (size_t i = 0; i < digits->count; i++) {
        unsigned digit = (unsigned) (digits->text[digits->count - 1 - i] - '0');

        if (i % 2) {
            digit *= 2;
            digit -= digit > 9 ? 9 : 0;
        }
        sum += digit;
    }
    return sum % 10 == 0;
}

/* Area, group and serial of an American social security number. */
static bool is_social(struct str text, size_t begin,
                      const struct digits *digits)
{
    return digits->count == 9 && digits->end == begin + 11 &&
           text.ptr[begin + 3] == '-' && text.ptr[begin + 6] == '-' &&
           memcmp(digits->text, "000", 3) != 0 &&
           memcmp(digits->text, "666", 3) != 0 && digits->text[0] != '9' &&
           memcmp(digits->text + 3, "00", 2) != 0 &&
           memcmp(digits->text + 5, "0000", 4) != 0;
}

/* Is the number called one of an account or customer? */
static bool is_called_account(struct str text, size_t begin)
{
    static const char *const names[] = {
        "account number", "account no", "customer number",
        "customer no",    "acct",       "card number"};
    size_t from = begin > 28 ? begin - 28 : 0;
    char before[40];

    to_lower(str_from_range(text.ptr + from, text.ptr + begin), before,
             sizeof before);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strstr(before, names[i]))
            return true;
    return false;
}

static void check_account_at(struct line *line, size_t begin)
{
    struct str text = line->text;
    struct digits digits;
    const char *what = NULL;

    read_digits(text, begin, " -", &digits);
    if (is_word_byte(text, digits.end))
        return;
    if (is_card(&digits))
        what = "the number of a card";
    else if (is_social(text, begin, &digits))
        what = "the number of a person";
    else if (digits.count >= 6 && is_called_account(text, begin))
        what = "the number of an account";
    if (what)
        check_say(line->checking, CHECK_ACCOUNT_NUMBER, line->number,
                  "\"%.*s\" looks like %s.", (int) (digits.end - begin),
                  text.ptr + begin, what);
}

/* ISO 13616: two letters, two check digits, and the whole is 1 modulo 97. */
static void check_iban_at(struct line *line, size_t begin)
{
    struct str text = line->text;
    char all[36];
    size_t count = 0;
    size_t at = begin;
    unsigned rest = 0;

    while (at < text.len && count < 34 &&
           (ascii_is_upper(text.ptr[at]) || ascii_is_digit(text.ptr[at]) ||
            (text.ptr[at] == ' ' && count % 4 == 0 && at + 1 < text.len &&
             (ascii_is_upper(text.ptr[at + 1]) ||
              ascii_is_digit(text.ptr[at + 1]))))) {
        if (text.ptr[at] != ' ')
            all[count++] = text.ptr[at];
        at++;
    }
    if (count < 15 || !ascii_is_upper(all[0]) || !ascii_is_upper(all[1]) ||
        !ascii_is_digit(all[2]) || !ascii_is_digit(all[3]) ||
        is_word_byte(text, at))
        return;
    for (size_t i = 0; i < count; i++) {
        char c = all[(i + 4) % count];

        rest = ascii_is_digit(c)
                   ? (rest * 10 + (unsigned) (c - '0')) % 97
                   : (rest * 100 + (unsigned) (c - 'A') + 10) % 97;
    }
    if (rest == 1)
        check_say(line->checking, CHECK_ACCOUNT_NUMBER, line->number,
                  "\"%.*s\" is the number of a bank account.",
                  (int) (at - begin), text.ptr + begin);
}

/* --- names of customers --- */

/* Two to four words that follow each other, the first written large; one alone
 * ("Summer", "Bill") is no reason to suspect a text. */
static void check_names(struct line *line)
{
    enum { NAME_WORDS_MAX = 4 };
    const struct strmap *names = line->checking->settings->names;
    struct check_span words[NAME_WORDS_MAX];
    size_t count = 0;
    size_t at = 0;
    bool is_gap;
    struct check_span word;

    if (!names)
        return;
    while (check_next_word(line->text, line->text.len, &at, &word, &is_gap)) {
        if (count == NAME_WORDS_MAX)
            memmove(words, words + 1, sizeof words - sizeof *words);
        else
            count++;
        words[count - 1] = word;
        for (size_t first = 0; first + 1 < count; first++) {
            struct check_span all = {words[first].begin, word.end};
            char lower[200];

            if (!ascii_is_upper(line->text.ptr[all.begin]) ||
                !check_lower(line->text, all, lower, sizeof lower) ||
                !strmap_get(names, str_from(lower)))
                continue;
            check_say(line->checking, CHECK_CUSTOMER_NAME, line->number,
                      "\"%.*s\" is a customer or contact of a case.",
                      (int) (all.end - all.begin), line->text.ptr + all.begin);
        }
    }
}

/* --- lines --- */

/* Part of a longer number, name or path? */
static bool is_inside(struct str text, size_t at)
{
    return at > 0 &&
           (is_word_byte(text, at - 1) ||
            strchr(".-/\\=%#&:", text.ptr[at - 1])) &&
           !(text.ptr[at - 1] == ':' && (at < 2 || text.ptr[at - 2] != ':'));
}

static void check_text_line(struct line *line)
{
    struct str text = line->text;
    size_t host_end = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '@')
            check_mail_at(line, i);
        if (i >= host_end && ascii_is_alnum(c)) {
            host_end = i;
            while (host_end < text.len &&
                   (ascii_is_alnum(text.ptr[host_end]) ||
                    text.ptr[host_end] == '-' ||
                    (text.ptr[host_end] == '.' && host_end + 1 < text.len &&
                     ascii_is_alnum(text.ptr[host_end + 1]))))
                host_end++;
            check_host(line, i, host_end);
        }
        if ((i == 0 || !is_word_byte(text, i - 1)) && ascii_is_digit(c) &&
            (i == 0 || text.ptr[i - 1] != '.'))
            check_ip_at(line, i);
        if (is_inside(text, i))
            continue;
        if (c == '+' || c == '(' || ascii_is_digit(c))
            check_phone_at(line, i);
        if (ascii_is_digit(c))
            check_account_at(line, i);
        if (ascii_is_upper(c))
            check_iban_at(line, i);
    }
    check_names(line);
}

void check_personal(struct checking *checking)
{
    struct str rest = checking->article->markdown;
    struct line title = {checking, checking->article->title,
                         checking->draft->title_line};

    check_text_line(&title);
    for (int number = 0; rest.len; number++) {
        struct line line = {.checking = checking,
                            .text = str_take_line(&rest),
                            .number = check_file_line(checking, number)};

        check_text_line(&line);
    }
}
