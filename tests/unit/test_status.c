/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The statuses and their errors: every row of the table, cutting, hints.
 */
#include "tests/support/fixture.h"

#include "solvent/status.h"

#include <errno.h>
#include <string.h>

static void every_status_has_name_text_and_codes(void **state)
{
    (void) state;
    for (int i = 0; i < SLV_STATUS_COUNT; i++) {
        enum slv_status status = (enum slv_status) i;
        int http = slv_status_http(status);
        int code = slv_status_exit_code(status);

        assert_true(strlen(slv_status_text(status)) > 3);
        assert_true(status == SLV_OK
                        ? strcmp(slv_status_name(status), "OK") == 0
                        : strncmp(slv_status_name(status), "ERR_", 4) == 0);
        assert_true(status == SLV_OK ? http == 200 : http >= 400 && http < 600);
        assert_true(status == SLV_OK ? code == 0
                                     : code == 2 || (code >= 64 && code <= 78));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(slv_status_name(status),
                                    slv_status_name((enum slv_status) j));
    }
}

static void an_unknown_status_is_an_error_of_the_program(void **state)
{
    (void) state;
    assert_string_equal(slv_status_name(SLV_STATUS_COUNT), "ERR_INTERNAL");
    assert_int_equal(slv_status_http(SLV_STATUS_COUNT), 500);
}

static void fail_fills_the_error_and_returns_the_status(void **state)
{
    struct slv_error err;

    (void) state;
    slv_hint(&err, "left from before");
    assert_int_equal(slv_fail(&err, SLV_ERR_QUERY, "word %d is odd", 3),
                     SLV_ERR_QUERY);
    assert_int_equal(err.status, SLV_ERR_QUERY);
    assert_string_equal(err.text, "word 3 is odd");
    assert_string_equal(err.hint, "");
    assert_int_equal(err.line, 0);
    slv_hint(&err, "Try %s.", "another");
    assert_string_equal(err.hint, "Try another.");
    assert_int_equal(slv_fail(NULL, SLV_ERR_IO, "unheard"), SLV_ERR_IO);
    slv_hint(NULL, "unheard");
}

static void long_text_is_cut_at_a_character(void **state)
{
    struct slv_error err;
    char text[SLV_ERROR_TEXT_MAX + 10];

    (void) state;
    /* two-byte letters, with one byte before them so that the cut would fall
     * inside one in one of the two cases */
    for (size_t lead = 0; lead < 2; lead++) {
        memset(text, 'x', lead);
        for (size_t i = lead; i + 2 < sizeof text; i += 2)
            memcpy(text + i, "\xC3\xA9", 3);
        (void) slv_fail(&err, SLV_ERR_IO, "%s", text);
        assert_true(strlen(err.text) >= SLV_ERROR_TEXT_MAX - 3);
        assert_int_equal((strlen(err.text) - lead) % 2, 0);
        assert_memory_equal(err.text, text, strlen(err.text));
    }
}

static void errno_decides_the_status(void **state)
{
    const struct {
        int value;
        enum slv_status status;
    } cases[] = {
        {ENOSPC, SLV_ERR_NO_SPACE},
        {EDQUOT, SLV_ERR_NO_SPACE},
        {EACCES, SLV_ERR_PERMISSION},
        {EPERM, SLV_ERR_PERMISSION},
        {EROFS, SLV_ERR_PERMISSION},
        {ENOENT, SLV_ERR_NO_INPUT},
        {EIO, SLV_ERR_IO},
        {EMFILE, SLV_ERR_IO},
    };
    struct slv_error err;

    (void) state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(slv_fail_errno(&err, cases[i].value, "cannot %s", "x"),
                         cases[i].status);
        assert_memory_equal(err.text, "cannot x: ", 10);
        assert_true(strlen(err.text) > 15);
        assert_int_equal(err.hint[0] != '\0',
                         cases[i].status == SLV_ERR_NO_SPACE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_name_text_and_codes),
        cmocka_unit_test(an_unknown_status_is_an_error_of_the_program),
        cmocka_unit_test(fail_fills_the_error_and_returns_the_status),
        cmocka_unit_test(long_text_is_cut_at_a_character),
        cmocka_unit_test(errno_decides_the_status),
    };

    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
