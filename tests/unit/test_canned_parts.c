/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/cases/canned_parts: what is a label, which parts a case is sent, and that
 * no step for another version or platform ever is.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/canned_parts.h"

#include <stdio.h>
#include <string.h>

static const char *parted(struct fixture *f, const char *markdown,
                          const char *version, const char *environment)
{
    static const struct slv_article article;
    const struct canned_place place = {str_from(version),
                                       str_from(environment)};

    return arena_cstr(
        f->arena, canned_parts(str_from(markdown), &article, &place, f->arena));
}

static void labels_are_known_and_other_words_are_none(void **state)
{
    static const struct {
        const char *label;
        const char *version;
        const char *environment;
        int fit; /* -1: no label */
    } rows[] = {
        {"version 3.2", "3.2.1", "", CANNED_FITS},
        {"version 3.2", "3.3", "", CANNED_DIFFERS},
        {"version 3.2", "", "", CANNED_UNKNOWN},
        {"version 4 and later", "5.1", "", CANNED_FITS},
        {"version 4 and later", "3.9", "", CANNED_DIFFERS},
        {"versions 3.1, 3.3", "3.3", "", CANNED_FITS},
        {"versions 3.1, 3.3", "3.2", "", CANNED_DIFFERS},
        {"Windows", "", "Windows 11", CANNED_FITS},
        {"Windows", "", "Ubuntu 22.04", CANNED_DIFFERS},
        {"Linux", "", "test site, Ubuntu 22.04", CANNED_FITS},
        {"Debian", "", "Ubuntu", CANNED_DIFFERS},
        {"Debian", "", "Linux", CANNED_UNKNOWN},
        {"Windows 11", "", "Windows 10", CANNED_DIFFERS},
        {"Windows 11", "", "Windows", CANNED_UNKNOWN},
        {"Windows, Linux", "", "macOS 14", CANNED_DIFFERS},
        {"Windows, Linux", "", "Debian 12", CANNED_FITS},
        {"macOS", "", "Mac OS X", CANNED_FITS},
        {"version 3 on Linux", "3", "Windows", CANNED_DIFFERS},
        {"version 3 on Linux", "3", "Linux", CANNED_FITS},
        {"Linux, version 3", "3", "", CANNED_UNKNOWN},
        {"Linux, version 3", "4", "", CANNED_DIFFERS},
        {"optional", "3", "Linux", -1},
        {"see Windows users", "3", "Linux", -1},
        {"Windows users", "3", "Linux", -1},
        {"", "3", "Linux", -1},
        {"about 5 minutes", "3", "Linux", -1},
    };
    static const struct slv_article article;

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct canned_place place = {str_from(rows[i].version),
                                           str_from(rows[i].environment)};
        enum canned_fit fit = CANNED_UNKNOWN;
        bool is_label =
            canned_label_fit(str_from(rows[i].label), &article, &place, &fit);

        if ((is_label ? (int) fit : -1) != rows[i].fit)
            fail_msg("\"%s\" for %s / %s: %d, not %d", rows[i].label,
                     rows[i].version, rows[i].environment,
                     is_label ? (int) fit : -1, rows[i].fit);
    }
}

static void platforms_of_the_article_are_labels(void **state)
{
    static struct str names[] = {{"Cloud", 5}, {"On premises", 11}};
    const struct slv_article article = {.platforms = {names, 2}};
    const struct canned_place cloud = {STR(""), STR("our Cloud")};
    enum canned_fit fit;

    (void) state;
    assert_true(canned_label_fit(STR("cloud"), &article, &cloud, &fit));
    assert_int_equal(fit, CANNED_FITS);
    assert_true(canned_label_fit(STR("On premises"), &article, &cloud, &fit));
    assert_int_equal(fit, CANNED_DIFFERS);
}

static void parts_are_left_out_as_a_whole(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "Before.\n"
                               "\n"
                               "1. Stop it.\n"
                               "2. (Windows) Open services,\n"
                               "   then the list\n"
                               "and look at it.\n"
                               "\n"
                               "   ```\n"
                               "   net stop x\n"
                               "   ```\n"
                               "3. (Linux) Run it.\n"
                               "4. (optional) Wait.\n"
                               "\n"
                               "(macOS) A paragraph\n"
                               "of two lines.\n"
                               "\n"
                               "### For version 3\n"
                               "Old.\n"
                               "#### Deeper\n"
                               "Old too.\n"
                               "### Newer (version 4 and later)\n"
                               "New.\n"
                               "### After\n"
                               "All.\n";

    assert_string_equal(parted(f, text, "4.1", "Ubuntu"),
                        "Before.\n\n1. Stop it.\n2. Run it.\n3. (optional) "
                        "Wait.\n\n\n### Newer\nNew.\n### After\nAll.\n");
    assert_string_equal(parted(f, text, "", ""), text);
    assert_non_null(
        strstr(parted(f, text, "3.0", "Windows 11"), "2. Open services,\n"));
    assert_null(strstr(parted(f, text, "3.0", "Windows 11"), "New."));
    /* what looks like a label inside of code is code */
    assert_string_equal(
        parted(f, "```\n(Windows) x\n# For version 3\n```\n", "4", "Linux"),
        "```\n(Windows) x\n# For version 3\n```\n");
    assert_string_equal(
        parted(f, "For version 3\n---\nOld.\n\nNext\n----\nAll.\n", "4", ""),
        "## Next\nAll.\n");
}

/* Every range of versions with every platform, as headings and as items, for
 * every version with every platform: what is sent is exactly what holds. */
static void no_step_for_another_version_or_platform_is_sent(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *label;
        int low;
        int high;
    } ranges[] = {
        {"version 1.x", 10, 19},
        {"version 2.0 - 2.4", 20, 24},
        {"version 2.5 and later", 25, 99},
        {"version 3.2", 32, 32},
    };
    static const struct {
        const char *label;
        const char *environment;
    } sites[] = {
        {"Windows", "Windows 11"},
        {"Linux", "Ubuntu 22.04"},
        {"macOS", "macOS 14"},
        {"Android", "Android 14, phone"},
    };
    const size_t range_count = ARRAY_LEN(ranges);
    struct strbuf text;
    size_t combinations = 0;
    size_t wrong = 0;
    size_t missing = 0;

    strbuf_init(&text, 1 << 20);
    for (size_t r = 0; r < range_count; r++)
        for (size_t s = 0; s < ARRAY_LEN(sites); s++) {
            strbuf_add_format(&text, "### For %s on %s\nHEAD-%zu-%zu.\n",
                              ranges[r].label, sites[s].label, r, s);
        }
    strbuf_add_cstr(&text, "### Steps\n");
    for (size_t r = 0; r < range_count; r++)
        for (size_t s = 0; s < ARRAY_LEN(sites); s++)
            strbuf_add_format(&text,
                              "%zu. (%s, %s) ITEM-%zu-%zu.\n   MORE-%zu-%zu.\n",
                              1 + r * ARRAY_LEN(sites) + s, sites[s].label,
                              ranges[r].label, r, s, r, s);
    for (int version = 10; version <= 60; version++)
        for (size_t e = 0; e < ARRAY_LEN(sites); e++) {
            char is[16];
            const char *sent;

            combinations++;
            snprintf(is, sizeof is, "%d.%d", version / 10, version % 10);
            sent = parted(f, text.ptr, is, sites[e].environment);
            for (size_t r = 0; r < range_count; r++)
                for (size_t s = 0; s < ARRAY_LEN(sites); s++) {
                    static const char *const kinds[] = {"HEAD", "ITEM", "MORE"};
                    bool holds = s == e && version >= ranges[r].low &&
                                 version <= ranges[r].high;

                    for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
                        char step[32];

                        snprintf(step, sizeof step, "%s-%zu-%zu.", kinds[k], r,
                                 s);
                        wrong += !holds && strstr(sent, step);
                        missing += holds && !strstr(sent, step);
                    }
                }
        }
    assert_int_equal(combinations, 204);
    assert_int_equal(wrong, 0);
    assert_int_equal(missing, 0);
    strbuf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(labels_are_known_and_other_words_are_none),
        FIXTURE_TEST(platforms_of_the_article_are_labels),
        FIXTURE_TEST(parts_are_left_out_as_a_whole),
        FIXTURE_TEST(no_step_for_another_version_or_platform_is_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
