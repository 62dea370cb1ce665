/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Bodies of type multipart/form-data (RFC 7578), as browsers send forms with
 * files, taken apart as they arrive: no part is ever held whole, so that it may
 * be as large as the receiver lets it. What becomes of the parts is left to
 * the receiver.
 *
 * What is refused: headers of a part longer than MULTIPART_HEAD_BYTES_MAX, more
 * parts than MULTIPART_PARTS_MAX, a part without a name, a boundary that is not
 * one of RFC 2046, and bytes that are no such body. Anything before the first
 * boundary and after the last is skipped.
 *
 * Names come as they were sent, with the escapes of browsers undone (%22, %0D,
 * %0A in quotes); they may hold any bytes.
 *
 * Threads: one at a time.
 */
#ifndef TEXT_MULTIPART_H
#define TEXT_MULTIPART_H

#include "solvent/str.h"

#include <stdbool.h>

struct multipart;

enum { MULTIPART_HEAD_BYTES_MAX = 8 * 1024, MULTIPART_PARTS_MAX = 300 };

/* A part as its headers tell it; borrowed, while the callback runs. */
struct multipart_part {
    struct str name;      /* of the form's field */
    struct str file_name; /* with is_file */
    bool is_file;         /* it says a file name, if an empty one */
};

/* Called in the order of the body: begin, data any number of times, end. False
 * refuses the body: nothing more is called. */
struct multipart_receiver {
    void *context;
    bool (*begin)(void *context, const struct multipart_part *part);
    bool (*data)(void *context, struct str bytes);
    bool (*end)(void *context);
};

/* Is it "multipart/form-data"? */
bool multipart_is(struct str content_type);
/* For a body with this Content-Type, NULL when its boundary is no valid one.
 * The receiver is copied. multipart_free() ends it. */
struct multipart *multipart_new(struct str content_type,
                                const struct multipart_receiver *receiver);
/* The next bytes; false when the body is not one, or was refused, now or
 * before. */
bool multipart_add(struct multipart *multipart, struct str bytes);
/* Was the last boundary there? */
bool multipart_is_complete(const struct multipart *multipart);
void multipart_free(struct multipart *multipart); /* NULL is allowed */

#endif
