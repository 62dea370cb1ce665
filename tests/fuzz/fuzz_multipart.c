/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a multipart body. Cut in two at any place it gives what it
 * gives whole, calls come in order, and no more data comes out than went in.
 */
#include "base/check.h"
#include "base/hash.h"
#include "base/str.h"
#include "text/multipart.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    struct hash_stream *digest;
    size_t bytes;
    size_t parts;
    bool is_inside;
};

static bool on_begin(void *context, const struct multipart_part *part)
{
    struct seen *seen = context;

    SLV_ASSERT(!seen->is_inside && part->name.len > 0);
    SLV_ASSERT(++seen->parts <= MULTIPART_PARTS_MAX);
    seen->is_inside = true;
    hash_stream_add(seen->digest, part->name);
    hash_stream_add(seen->digest, part->file_name);
    return true;
}

static bool on_data(void *context, struct str bytes)
{
    struct seen *seen = context;

    SLV_ASSERT(seen->is_inside && bytes.len > 0);
    seen->bytes += bytes.len;
    hash_stream_add(seen->digest, bytes);
    return true;
}

static bool on_end(void *context)
{
    struct seen *seen = context;

    SLV_ASSERT(seen->is_inside);
    seen->is_inside = false;
    hash_stream_add(seen->digest, STR(";"));
    return true;
}

static struct hash128 run(struct str type, struct str body, size_t cut)
{
    struct seen seen = {.digest = hash_stream_new()};
    const struct multipart_receiver receiver = {&seen, on_begin, on_data,
                                                on_end};
    struct multipart *multipart = multipart_new(type, &receiver);
    struct hash128 digest;

    if (multipart) {
        bool is_fine = multipart_add(multipart, str_first(body, cut)) &&
                       multipart_add(multipart, str_from_offset(body, cut));

        SLV_ASSERT(is_fine || !multipart_is_complete(multipart));
        SLV_ASSERT(seen.bytes <= body.len);
        hash_stream_add(seen.digest, is_fine ? STR("fine") : STR("refused"));
    }
    digest = hash_stream_digest(seen.digest);
    hash_stream_free(seen.digest);
    multipart_free(multipart);
    return digest;
}

/* The first line is the Content-Type, the rest the body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *) data, size};
    struct str type;
    struct hash128 whole;

    if (size == 0)
        return 0;
    type = str_take_line(&rest);
    whole = run(type, rest, rest.len);
    SLV_ASSERT(hash_equal(whole, run(type, rest, rest.len / 2)));
    SLV_ASSERT(hash_equal(whole, run(type, rest, rest.len / 3)));
    return 0;
}
