/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/cases/known_names: whom the case store knows, and where they stand in a
 * text.
 */
#include "tests/unit/case_fixture.h"

#include "base/speller.h"
#include "base/strmap.h"
#include "core/cases/known_names.h"

static void put_customer(struct case_store *store, const char *key,
                         const char *name)
{
    const struct case_customer row = {.key = str_from(key),
                                      .name = str_from(name)};
    struct slv_error err = {0};

    MUST(case_store_put_customer(store, &row, &anna, NULL, &err));
}

/* More than a page of them. */
static void names_of_all_customers_and_contacts_are_read(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct strmap *names = strmap_new();
    const struct case_contact contact = {.customer = STR("many7"),
                                         .key = STR("ada"),
                                         .name = STR("Ada Lovelace")};
    struct slv_error err = {0};

    for (int i = 0; i < 1203; i++)
        put_customer(store, arena_format(f->arena, "many%d", i).ptr,
                     arena_format(f->arena, " Mill %d ", i).ptr);
    put_customer(store, "long", "The Harbour Authority of the North");
    MUST(case_store_put_contact(store, &contact, &anna, NULL, &err));
    MUST(known_names_read(store, names, &err));
    assert_non_null(strmap_get(names, STR("mill 1202")));
    assert_non_null(strmap_get(names, STR("ada lovelace")));
    assert_null(strmap_get(names, STR("the harbour authority of the north")));
    strmap_free(names);
    case_store_close(store);
}

static void assert_found(const struct strmap *names, struct speller *speller,
                         const char *text, const char *expected)
{
    struct personal_names found = {.count = 0};

    known_names_find(names, str_from(text), speller, &found);
    assert_int_equal(found.count, expected ? 1 : 0);
    if (expected)
        assert_text(found.items[0], expected);
}

static void a_word_of_the_language_alone_is_no_name(void **state)
{
    struct strmap *names = strmap_new();
    struct speller *speller = speller_open(STR("en"));

    (void) state;
    *strmap_slot(names, STR("acme tools"), NULL) = names;
    *strmap_slot(names, STR("summer"), NULL) = names;
    *strmap_slot(names, STR("bill"), NULL) = names;
    *strmap_slot(names, STR("novatek"), NULL) = names;
    assert_non_null(speller);
    assert_found(names, speller, "printer of acme TOOLS is offline",
                 "acme TOOLS");
    assert_found(names, speller, "acme\ttool", NULL);
    assert_found(names, speller, "acme toolsmith", NULL);
    assert_found(names, speller, "in summer the bill", NULL);
    assert_found(names, speller, "vpn (Novatek)", "Novatek");
    assert_found(names, NULL, "vpn (Novatek)", NULL);
    assert_found(names, speller, "", NULL);
    assert_found(NULL, speller, "acme tools", NULL);
    speller_close(speller);
    strmap_free(names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(names_of_all_customers_and_contacts_are_read),
        FIXTURE_TEST(a_word_of_the_language_alone_is_no_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
