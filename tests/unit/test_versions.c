/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/versions: how versions compare, and which of them is meant by
 * what writers put down.
 */
#include "tests/support/fixture.h"

#include "base/check.h"
#include "base/str.h"
#include "core/search/versions.h"

static struct version version_of(const char *text)
{
    struct version_set set;

    if (!version_set_parse(str_from(text), &set) || !set.is_plain)
        fail_msg("'%s' is no plain version", text);
    return set.ranges[0].low;
}

static void versions_compare_by_number(void **state)
{
    /* each is earlier than the one behind it */
    static const char *const rising[] = {
        "0.9",      "1.0-alpha", "1.0-beta2", "1.0-rc1", "1.0",
        "1.0a",     "1.0k",      "1.0.1",     "1.2",     "1.10",
        "1.10 SP1", "1.10 SP2",  "1.11",      "2",       "9.9.9",
        "10",       "10 21H2",   "10 22H2",   "11",      "2019",
        "2019 CU9", "2019 CU14", "2024-01",   "2024-02", "99999999999"};

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rising); i++)
        for (size_t k = 0; k < ARRAY_LEN(rising); k++) {
            struct version a = version_of(rising[i]);
            struct version b = version_of(rising[k]);
            int order = version_compare(&a, &b);

            if ((order > 0) != (i > k) || (order < 0) != (i < k))
                fail_msg("%s to %s is %d", rising[i], rising[k], order);
        }
}

static void different_spellings_are_equal(void **state)
{
    static const char *const pairs[][2] = {
        {"4.2", "v4.2"},           {"4.2", "4.2.0"},
        {"4.2", "version 4.2"},    {"4.02", "4.2"},
        {"2012 R2", "2012r2"},     {"7 SP1", "7 Service Pack 1"},
        {"7.0 Update 3", "7.0u3"}, {"5.0 RC 1", "5.0-rc1"},
        {"4.2 LTS", "4.2"},        {"10 64-bit", "10"},
        {"10 x64", "10"},          {"14 Sonoma", "14"},
        {"4.2+build7", "4.2"},     {"Windows 10", "10"}};

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        struct version a = version_of(pairs[i][0]);
        struct version b = version_of(pairs[i][1]);

        if (version_compare(&a, &b) != 0)
            fail_msg("%s and %s differ", pairs[i][0], pairs[i][1]);
    }
}

static void ranges_include_what_they_say(void **state)
{
    static const struct {
        const char *text;
        const char *within; /* separated by | */
        const char *outside;
    } samples[] = {
        {"4.2", "4.2|4.2.0|4.2.7|4.2-rc1", "4|4.1|4.3|4.20|42|5"},
        {"4.2 and later", "4.2|4.2.1|4.10|5|10.0", "4.1.9|4|3.9"},
        {"4.2 or newer", "4.2|5", "4.1"},
        {"4.2+", "4.2|4.3|5", "4.1"},
        {"3.1+", "3.1.2|3.10", "3.0"},
        {"4.2 onwards", "4.2|5", "4.1"},
        {"version 4.2 and above", "4.2|5", "4.1"},
        {">= 4.2", "4.2|4.3", "4.1"},
        {">=4.2", "4.2|4.3", "4.1"},
        {"\xE2\x89\xA5 4.2", "4.2|4.3", "4.1"},
        {"> 4.2", "4.3|5", "4.2|4.1"},
        {"from 4.2", "4.2|5", "4.1"},
        {"since 4.2", "4.2|5", "4.1"},
        {"newer than 4.2", "4.3", "4.2"},
        {"later than 4.2", "4.3", "4.2|4.1"},
        {"4.0 - 4.6", "4.0|4.3|4.6|4.6.9", "3.9|4.7|5"},
        {"4.0-4.6", "4.0|4.3|4.6", "3.9|4.7"},
        {"4.0 \xE2\x80\x93 4.6", "4.0|4.6", "3.9|4.7"},
        {"4.0 to 4.6", "4.3", "4.7"},
        {"4.0..4.6", "4.3", "4.7"},
        {"from 4.0 to 4.6", "4.0|4.6", "3.9|4.7"},
        {"between 4.0 and 4.6", "4.0|4.6", "3.9|4.7"},
        {"before 5.0", "4.9|1|4.99.1", "5.0|5.1|6"},
        {"prior to 5.0", "4.9", "5.0"},
        {"older than 5", "4.9", "5"},
        {"< 5", "4.9.9", "5|5.0.1"},
        {"<= 4.6", "4.6|4.6.3|1", "4.7"},
        {"up to 4.6", "4.6.3|4.5", "4.7"},
        {"until 4.6", "4.6", "4.7"},
        {"4.6 and earlier", "4.6|4.6.1|2", "4.7"},
        {"4.6 or below", "4.6|2", "4.7"},
        {"4.x", "4|4.0|4.9.1", "3.9|5|40"},
        {"4.2.x", "4.2.8", "4.3|4"},
        {"4.*", "4.7", "5"},
        {"2019", "2019|2019 CU14", "2016|2020|201"},
        {"4.0, 4.2 and 4.4", "4.0|4.2.1|4.4", "4.1|4.3|4.5"},
        {"4.0 / 5.0", "4.0|5.0.1", "4.5"},
        {"3.2, 4.0 and later", "3.2|4.0|9", "3.3|3.9"},
        {">= 4.2, < 5", "4.2|4.9", "4.1|5|5.1"},
        {">=4.2 <5", "4.2|4.9", "5"},
        {"Windows 10 22H2", "10 22H2|Windows 10 22H2|windows 10 22h2",
         "10|11|Windows 10 21H2|Linux 10 22H2"},
        {"Windows 8 to Windows 10", "9|Windows 8.1|10", "7|11|Linux 9"},
        {"OpenSSL 1.1.1+", "1.1.1|1.1.1k|3.0|OpenSSL 3.2", "1.1.0|LibreSSL 3"},
        {"Windows 10, 11", "Windows 11|10|11", "Linux 11|12"},
        {"all versions", "1|2.3|10 22H2", ""},
        {"2012 R2", "2012 R2|2012 R2 SP1", "2012|2012 R3|2016"},
        {"8u251 and later", "8u251|8u300|9", "8u250|8|7"},
        {"12c", "12c", "12|11"},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        struct version_set set;

        assert_true(version_set_parse(str_from(samples[i].text), &set));
        for (int is_within = 0; is_within < 2; is_within++) {
            struct str rest =
                str_from(is_within ? samples[i].within : samples[i].outside);

            while (rest.len > 0) {
                struct str text = str_take_until(&rest, '|');
                struct version_set value;

                assert_true(version_set_parse(text, &value));
                if (version_set_includes(&set, &value) != is_within)
                    fail_msg("%s %s %.*s", samples[i].text,
                             is_within ? "lacks" : "includes", STR_ARG(text));
            }
        }
    }
}

/* What is no version includes nothing; a range as a value is in nothing. */
static void what_is_no_version_is_nothing(void **state)
{
    static const char *const none[] = {
        "", "later", "and", "-", "+++", "<>", "Sonoma", "x", "...", "\xFF\xFE"};
    static const char *const ranges[] = {"4.2+",     "4.x - 5", "4.0, 4.1",
                                         "before 5", "all",     ">= 4"};
    struct version_set set;
    struct version_set value;
    char text[VERSION_BYTES_MAX + 2];

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        if (version_set_parse(str_from(none[i]), &set))
            fail_msg("'%s' is a version", none[i]);
    assert_true(version_set_parse(STR("1+"), &set));
    for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
        assert_true(version_set_parse(str_from(ranges[i]), &value));
        assert_false(value.is_plain);
        assert_false(version_set_includes(&set, &value));
    }
    memset(text, '1', sizeof text);
    assert_false(
        version_set_parse((struct str){text, VERSION_BYTES_MAX + 1}, &set));
    assert_true(version_set_parse((struct str){text, VERSION_BYTES_MAX}, &set));
    for (size_t i = 1; i < sizeof text; i += 2)
        text[i] = ',';
    assert_true(version_set_parse((struct str){text, VERSION_BYTES_MAX}, &set));
    assert_int_equal(set.count, VERSION_RANGES_MAX);
    for (size_t i = 1; i < sizeof text; i += 2)
        text[i] = '.';
    assert_true(version_set_parse((struct str){text, VERSION_BYTES_MAX}, &set));
    assert_int_equal(set.ranges[0].low.count, VERSION_PARTS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_compare_by_number),
        cmocka_unit_test(different_spellings_are_equal),
        cmocka_unit_test(ranges_include_what_they_say),
        cmocka_unit_test(what_is_no_version_is_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
