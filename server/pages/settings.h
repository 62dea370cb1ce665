/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the pages under /settings share: where they stand (settings.def), their
 * head, their forms, and how a refusal is told. All functions that take `out`
 * append to it.
 */
#ifndef SERVER_PAGES_SETTINGS_H
#define SERVER_PAGES_SETTINGS_H

#include "server/pages/desk.h"
#include "server/pages/desk_page.h"
#include "server/response.h"
#include "solvent/status.h"

#include <stdbool.h>

struct strbuf;

struct settings_page {
    struct desk desk;
    struct str done;    /* what a form did; empty: nothing */
    struct str mistake; /* why one did nothing */
};

/* --- views --- */

/* Begin a page with its head; settings_end() ends it. `title` is the one of
 * the browser too. */
void settings_begin(struct strbuf *out, const struct settings_page *page,
                    struct str title, const char *lead);
void settings_end(struct strbuf *out, const struct settings_page *page);

/* A section with a heading; `id` is unlike any other of the page. */
void settings_part(struct strbuf *out, const char *id, const char *title);
void settings_part_end(struct strbuf *out);

/* <form> to `address` (ready for an attribute) with its hidden fields; `action`
 * is the field "action". */
void settings_form(struct strbuf *out, const struct settings_page *page,
                   struct str address, const char *action);
/* The button that sends it, and </form>. */
void settings_form_end(struct strbuf *out, const char *button);
void settings_hidden(struct strbuf *out, const char *name, struct str value);

struct settings_field {
    const char *name; /* of the field; "~" and it are its id */
    const char *label;
    const char *hint; /* NULL: none */
    const char *more; /* further attributes, with a blank before; NULL: none */
    struct str value;
};

/* A label, a hint and an input of one line. */
void settings_input(struct strbuf *out, const struct settings_field *field);

/* --- pages --- */

/* What an error says, as a sentence for people, in the request's arena. */
struct str settings_sentence(const struct request *request,
                             const struct slv_error *err);
/* Is it about what was typed or about what others did meanwhile? Then the form is
 * shown again; else the error has a page of its own. */
bool settings_is_told(enum slv_status status);

/* The mark of a state that a form was made from. A form with another one was
 * made from what is not so any more. In `arena`. */
struct str settings_mark(struct str state, struct arena *arena);
/* ERR_CONFLICT when the form's field "was" is another mark. */
SLV_MUST_CHECK enum slv_status settings_same_mark(const struct uri_params *form,
                                                  struct str mark,
                                                  struct slv_error *err);
/* The same with the mark of `state`. */
SLV_MUST_CHECK enum slv_status
settings_check_mark(const struct uri_params *form, struct str state,
                    struct arena *arena, struct slv_error *err);
/* The parts of a text with commas between, without blanks around, the empty
 * ones left out; in `arena`. ERR_INPUT for more than `max`. */
SLV_MUST_CHECK enum slv_status settings_words(struct str text, size_t max,
                                              struct arena *arena,
                                              struct str_list *out,
                                              struct slv_error *err);

#endif
