/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a request, answered by the whole server without its sockets. The
 * lines of the input are method, address, headers, and then the body.
 */
#include "base/log.h"
#include "indexer/commands.h"
#include "server/router.h"
#include "tests/unit/server_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct server_fixture *fixture;

static void remove_fixture(void)
{
    server_fixture_free(fixture);
    fixture = NULL;
}

static void check_response(const struct response *response)
{
    SLV_ASSERT(response->status >= 200 && response->status < 600);
    SLV_ASSERT(!response->body.overflowed);
    SLV_ASSERT(response->status != 304 || response->body.len == 0);
    for (size_t i = 0; i < response->header_count; i++)
        for (const char *c = response->headers[i].value.ptr; *c; c++)
            SLV_ASSERT((unsigned char) *c >= 0x20);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {size > 0 ? (const char *) data : "", size};
    struct str method = str_take_until(&rest, '\n');
    struct str target = str_take_until(&rest, '\n');
    struct request *request;

    if (!fixture) {
        log_set_level(LOG_ERROR);
        fixture = server_fixture_new();
        atexit(remove_fixture);
    }
    request = server_fixture_begin(fixture, "", target);
    request->method_name = method;
    request->method = method_parse(method);
    request->headers.accept = str_take_until(&rest, '\n');
    request->headers.accept_encoding = str_take_until(&rest, '\n');
    request->headers.content_type = str_take_until(&rest, '\n');
    request->headers.if_none_match = str_take_until(&rest, '\n');
    request->headers.origin = str_take_until(&rest, '\n');
    request->body = rest;
    check_response(server_fixture_send(fixture));
    return 0;
}
