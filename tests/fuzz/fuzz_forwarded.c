/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What somebody sends as the header of a proxy (the first line: who is
 * connected, the rest: the header): nobody but a trusted proxy is believed, and
 * the answer is an address.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/config.h"
#include "base/str.h"
#include "server/forwarded.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_address(const char *text)
{
    unsigned char bytes[16];

    return inet_pton(AF_INET, text, bytes) == 1 ||
           inet_pton(AF_INET6, text, bytes) == 1;
}

static void check(const char *kind, struct str peer, struct str header,
                  struct arena *arena)
{
    struct forwarded_rules rules;
    struct config config;
    struct slv_error err;
    struct str client;

    config_init(&config);
    SLV_ASSERT(config_set(&config, STR("trusted_proxies"),
                          STR("192.0.2.0/24, 2001:db8::/32"), arena,
                          &err) == SLV_OK);
    SLV_ASSERT(config_set(&config, STR("proxy_header"), str_from(kind), arena,
                          &err) == SLV_OK);
    forwarded_rules_read(&config, &rules);
    client = forwarded_client(&rules, STR("198.51.100.7"), header, arena);
    SLV_ASSERT(str_equal(client, STR("198.51.100.7")));
    client = forwarded_client(&rules, STR("192.0.2.1"), header, arena);
    SLV_ASSERT(strlen(client.ptr) == client.len && is_address(client.ptr));
    (void) forwarded_client(&rules, peer, header, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str header = {(const char *) data, size};
    struct arena *arena = arena_new();
    struct str peer = str_take_line(&header);

    check("x-forwarded-for", peer, header, arena);
    check("forwarded", peer, header, arena);
    arena_free(arena);
    return 0;
}
