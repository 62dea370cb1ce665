/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent serve`: reads options and configuration, opens the stores, starts
 * the server and the indexer beside it, and waits for signals. SIGTERM and
 * SIGINT end it after what is being asked has been answered; SIGHUP reads the
 * configuration again.
 */
#include "base/speller.h"
#include "server/article_files.h"
#include "server/commands.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/config.h"
#include "base/file.h"
#include "base/grammar.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/attachments/attachment_types.h"
#include "core/insight/report_facts.h"
#include "server/app.h"
#include "server/assets.h"
#include "server/attachments.h"
#include "server/coverage_worker.h"
#include "server/customer_names.h"
#include "server/http.h"
#include "server/identity.h"
#include "server/indexer_child.h"
#include "server/metrics.h"
#include "server/pages/pages.h"
#include "server/pages/site.h"
#include "server/popular.h"
#include "server/sessions.h"
#include "server/webhook_client.h"
#include "server/webhook_sender.h"
#include "store/article_store.h"
#include "store/attachment_files.h"
#include "store/case_store.h"
#include "store/feedback_store.h"
#include "store/people_store.h"
#include "store/search_counts.h"
#include "store/search_log.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    FOLDERS_MAX = 64,
    DRAIN_MS = 10 * 1000,
    INDEXER_END_MS = 10 * 1000,
    CONNECTIONS_DEFAULT = 4096,
    PER_ADDRESS_DEFAULT = 256,
    TIMEOUT_DEFAULT_S = 30,
    RESPONSE_TIMEOUT_FACTOR = 4 /* a page may take longer than its request */
};

static const char help_text[] =
    "Serve the help site and its API.\n"
    "\n"
    "Example:\n"
    "  solvent serve --data var/data --listen 127.0.0.1:8080\n"
    "\n"
    "Options:\n"
    "  --data DIR         the folder of the index and the case store "
    "(needed)\n"
    "  --listen ADDRESS   address and port, [::1]:8080 for IPv6; port 0 takes\n"
    "                     any free one (default: the configuration's, else\n"
    "                     127.0.0.1:8080)\n"
    "  --corpus DIR       a folder of articles to index; may be repeated.\n"
    "                     Default: the folders indexed before\n"
    "  --no-index         serve only: do not run the indexer beside the "
    "server\n"
    "  --config FILE      the configuration (default: DIR/solvent.conf)\n"
    "  --threads N        threads that answer (default: one per core, at "
    "least 2)\n"
    "  --connections N    at most so many at once (default 4096)\n"
    "  --connections-per-address N\n"
    "                     at most so many of one client; 0: no limit. "
    "Default:\n"
    "                     256, and none for this machine (a proxy on it)\n"
    "  --timeout SECONDS  end a connection whose request does not arrive in\n"
    "                     this time (default 30)\n"
    "  --log-level LEVEL  error, warning, info (default) or debug\n"
    "  --help             this text\n"
    "\n"
    "It prints \"listening on ADDRESS\" when it is ready, and logs to "
    "standard\n"
    "error. SIGTERM ends it, SIGHUP reads the configuration again.\n";

struct options {
    const char *data;
    const char *listen;
    const char *config;
    const char *folders[FOLDERS_MAX];
    size_t folder_count;
    bool has_no_indexer;
    unsigned threads;
    unsigned connections;
    unsigned connections_per_address;
    bool limits_own_machine;
    unsigned timeout_s;
    bool wants_help;
};

/* What SIGHUP replaces as a whole. */
struct settings {
    struct arena *arena;
    struct config config;
    struct site *site;
};

static int complain(const struct slv_error *err)
{
    fprintf(stderr, "solvent: %s\n", err->text);
    if (err->hint[0])
        fprintf(stderr, "%s\n", err->hint);
    return slv_status_exit_code(err->status);
}

/* --- options --- */

static enum slv_status read_count(const char *name, const char *text,
                                  unsigned min, unsigned max, unsigned *out,
                                  struct slv_error *err)
{
    unsigned long long value;

    if (str_to_uint(str_from(text), &value) && value >= min && value <= max) {
        *out = (unsigned) value;
        return SLV_OK;
    }
    return slv_fail(err, SLV_ERR_USAGE,
                    "--%s needs a whole number from %u to %u, not \"%s\"", name,
                    min, max, text);
}

static unsigned default_threads(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (cores < 2)
        return 2;
    return cores > HTTP_THREADS_MAX ? HTTP_THREADS_MAX : (unsigned) cores;
}

static enum slv_status read_option(int option, const char *value,
                                   struct options *out, struct slv_error *err)
{
    enum log_level level;
    struct str host;
    unsigned port;

    switch (option) {
    case 'd':
        out->data = value;
        return SLV_OK;
    case 'l':
        if (!config_split_address(str_from(value), &host, &port))
            return slv_fail(err, SLV_ERR_USAGE,
                            "--listen needs an address and port such as "
                            "127.0.0.1:8080, not \"%s\"",
                            value);
        out->listen = value;
        return SLV_OK;
    case 'f':
        out->config = value;
        return SLV_OK;
    case 'c':
        if (out->folder_count == FOLDERS_MAX)
            return slv_fail(err, SLV_ERR_USAGE,
                            "--corpus may be given %d times", FOLDERS_MAX);
        out->folders[out->folder_count++] = value;
        return SLV_OK;
    case 'n':
        out->has_no_indexer = true;
        return SLV_OK;
    case 't':
        return read_count("threads", value, 1, HTTP_THREADS_MAX, &out->threads,
                          err);
    case 'm':
        return read_count("connections", value, 1, 1000000, &out->connections,
                          err);
    case 'a':
        out->limits_own_machine = true;
        return read_count("connections-per-address", value, 0, 1000000,
                          &out->connections_per_address, err);
    case 's':
        return read_count("timeout", value, 1, 3600, &out->timeout_s, err);
    case 'v':
        if (!log_level_parse(str_from(value), &level))
            return slv_fail(err, SLV_ERR_USAGE,
                            "--log-level is error, warning, info or debug, not "
                            "\"%s\"",
                            value);
        log_set_level(level);
        return SLV_OK;
    case 'h':
        out->wants_help = true;
        return SLV_OK;
    default:
        return slv_fail(err, SLV_ERR_USAGE,
                        "an option of serve is not known or lacks its value");
    }
}

static enum slv_status read_options(int argc, char **argv, struct options *out,
                                    struct slv_error *err)
{
    static const struct option names[] = {
        {"data", required_argument, NULL, 'd'},
        {"listen", required_argument, NULL, 'l'},
        {"config", required_argument, NULL, 'f'},
        {"corpus", required_argument, NULL, 'c'},
        {"no-index", no_argument, NULL, 'n'},
        {"threads", required_argument, NULL, 't'},
        {"connections", required_argument, NULL, 'm'},
        {"connections-per-address", required_argument, NULL, 'a'},
        {"timeout", required_argument, NULL, 's'},
        {"log-level", required_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    enum slv_status status = SLV_OK;
    int option;

    *out = (struct options){.threads = default_threads(),
                            .connections = CONNECTIONS_DEFAULT,
                            .connections_per_address = PER_ADDRESS_DEFAULT,
                            .timeout_s = TIMEOUT_DEFAULT_S};
    opterr = 0;
    while (status == SLV_OK &&
           (option = getopt_long(argc, argv, "", names, NULL)) != -1)
        status = read_option(option, optarg, out, err);
    if (status == SLV_OK && optind < argc)
        status =
            slv_fail(err, SLV_ERR_USAGE, "serve takes no \"%s\"", argv[optind]);
    else if (status == SLV_OK && !out->data && !out->wants_help)
        status = slv_fail(err, SLV_ERR_USAGE,
                          "serve needs --data DIR, the folder of the index");
    if (status != SLV_OK)
        slv_hint(err, "Run 'solvent serve --help' for all options.");
    return status;
}

/* The indexer beside the server would fail again and again, unseen. */
static enum slv_status check_folders(const struct options *options,
                                     struct slv_error *err)
{
    for (size_t i = 0; i < options->folder_count; i++) {
        const char *folder = options->folders[i];
        struct stat found;

        if (stat(folder, &found) == 0 && S_ISDIR(found.st_mode))
            continue;
        (void) slv_fail(err, SLV_ERR_NO_INPUT, "There is no folder %s to index",
                        folder);
        slv_hint(err, "Name the folder of the articles with --corpus.");
        return SLV_ERR_NO_INPUT;
    }
    return SLV_OK;
}

/* --- settings --- */

static void release_settings(struct settings *settings)
{
    site_free(settings->site);
    arena_free(settings->arena);
    *settings = (struct settings){.arena = NULL};
}

/* A configuration that is named must be there; the one in the data folder is
 * read when it is. */
static enum slv_status load_settings(const struct options *options,
                                     struct settings *out,
                                     struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    *out = (struct settings){.arena = arena_new()};
    config_init(&out->config);
    if (options->config) {
        status = config_load(options->config, out->arena, &out->config, err);
    } else {
        struct str path =
            arena_format(out->arena, "%s/solvent.conf", options->data);

        if (access(path.ptr, F_OK) == 0)
            status = config_load(path.ptr, out->arena, &out->config, err);
    }
    if (status == SLV_OK && options->listen)
        status = config_set(&out->config, STR("listen"),
                            str_from(options->listen), out->arena, err);
    if (status == SLV_OK)
        status = attachment_allowed_check(out->config.attachment_types, err);
    if (status == SLV_OK)
        status = site_new(&out->config, &out->site, err);
    if (status != SLV_OK)
        release_settings(out);
    return status;
}

/* A digest of everything besides the index that a page is made of: the program
 * and the configuration. */
static uint64_t build_tag(const struct config *config)
{
    struct hash_stream *stream = hash_stream_new();
    struct stat program = {.st_size = 0};
    uint64_t tag;

    (void) stat("/proc/self/exe", &program);
    hash_stream_add(stream, STR(SOLVENT_VERSION));
    hash_stream_add(stream, (struct str){(const char *) &program.st_size,
                                         sizeof program.st_size});
    hash_stream_add(stream, (struct str){(const char *) &program.st_mtim,
                                         sizeof program.st_mtim});
#define CONFIG_KEY(name, kind, range, initial, help) \
    hash_stream_add(stream, config->name);           \
    hash_stream_add(stream, STR("\n"));
#include "base/config.def"
#undef CONFIG_KEY
    tag = hash_stream_digest(stream).low;
    hash_stream_free(stream);
    return tag;
}

static void use_settings(struct app *app, const struct settings *settings)
{
    struct str base_url = settings->config.base_url;

    if (str_has_suffix(base_url, STR("/")))
        base_url.len--;
    app->config = &settings->config;
    app->site = settings->site;
    app->base_url = base_url;
    app->build_tag = build_tag(&settings->config);
    forwarded_rules_read(&settings->config, &app->forwarded);
}

/* --- stores --- */

/* A store that another version wrote or that is damaged needs a person. One
 * that cannot be written now (no room, no right) must not keep people from
 * reading articles. */
static enum slv_status tolerate(enum slv_status status, const char *what,
                                const struct slv_error *err)
{
    if (status == SLV_OK || status == SLV_ERR_VERSION ||
        status == SLV_ERR_CORRUPT)
        return status;
    log_event(LOG_WARNING, log_name("store_not_open"), log_cstr("store", what),
              log_cstr("reason", err->text));
    return SLV_OK;
}

static enum slv_status open_stores(struct app *app, struct arena *arena,
                                   struct slv_error *err)
{
    const char *path = arena_format(arena, "%s/solvent.db", app->data).ptr;
    enum slv_status status = tolerate(
        feedback_store_open(path, &app->feedback, err), "feedback", err);

    if (status == SLV_OK)
        status =
            tolerate(case_store_open(path, CASE_STORE_WRITE, &app->cases, err),
                     "cases", err);
    if (status == SLV_OK)
        status =
            tolerate(people_store_open(path, &app->people, err), "people", err);
    if (status != SLV_OK)
        return status;
    status = tolerate(article_store_open(path, &app->articles, err), "articles",
                      err);
    if (status != SLV_OK)
        return status;
    app->searches = search_counts_open(
        arena_format(arena, "%s/searches.db", app->data).ptr);
    status =
        tolerate(report_keeper_open(path, app->searches, &app->reports, err),
                 "reports", err);
    if (status != SLV_OK)
        return status;
    app->files = article_files_new();
    app->speller = speller_open(STR("en"));
    app->grammar = grammar_open(STR("en"));
    app->names = customer_names_new(app->cases);
    if (app->people)
        app->identity = identity_new(app->people);
    status = tolerate(attachment_files_open(app->data, &app->attachments, err),
                      "attachments", err);
    attachments_sweep(app);
    if (status != SLV_OK)
        return status;
    return tolerate(
        search_log_open(arena_format(arena, "%s/searches.db", app->data).ptr,
                        &app->search_log, err),
        "searches", err);
}

/* --- running --- */

static void allow_many_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* Blocked in all threads, so that only wait_for_signal() sees them. */
static void block_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGHUP);
    sigaddset(signals, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* The next signal; 0 after `wait_ms` (-1: no end). */
static int wait_for_signal(const sigset_t *signals, int wait_ms)
{
    struct timespec wait = {.tv_sec = wait_ms / 1000,
                            .tv_nsec = wait_ms % 1000 * 1000000L};
    int signal_number = wait_ms < 0 ? sigwaitinfo(signals, NULL)
                                    : sigtimedwait(signals, NULL, &wait);

    return signal_number > 0 ? signal_number : 0;
}

static enum slv_status start_http(struct app *app,
                                  const struct options *options, int listener,
                                  struct http_server **out,
                                  struct slv_error *err)
{
    struct http_options http = {
        .listener = listener,
        .threads = options->threads,
        .connections_max = options->connections,
        .connections_per_address_max = options->connections_per_address,
        .limits_own_machine = options->limits_own_machine,
        .idle_timeout_s = options->timeout_s,
        .request_timeout_s = options->timeout_s,
        .response_timeout_s = options->timeout_s * RESPONSE_TIMEOUT_FACTOR,
    };

    if (!config_split_address(app->config->listen, &http.host, &http.port))
        return slv_fail(err, SLV_ERR_USAGE,
                        "\"%.*s\" is no address and port to listen on",
                        STR_ARG(app->config->listen));
    return http_server_start(out, app, &http, err);
}

/* Without it everything else goes on, and the outbox waits. */
static struct webhook_sender *start_sender(const struct app *app)
{
    struct webhook_rules rules;
    struct slv_error err;
    struct webhook_sender *sender = NULL;

    webhook_rules_read(app->config, &rules);
    if (app->cases && webhook_sender_new(&sender, app->data, &rules,
                                         app->metrics, &err) != SLV_OK)
        log_event(LOG_WARNING, log_name("webhooks_not_sent"),
                  log_cstr("reason", err.text));
    return sender;
}

/* Exchange configuration and server while clients wait in the listening
 * socket. A configuration that cannot be used changes nothing. */
static enum slv_status reload(struct app *app, const struct options *options,
                              struct settings *settings,
                              struct http_server **server,
                              struct webhook_sender **sender,
                              struct slv_error *err)
{
    struct settings fresh;
    int listener;
    enum slv_status status = load_settings(options, &fresh, err);

    if (status != SLV_OK) {
        log_event(LOG_ERROR, log_name("configuration_refused"),
                  log_cstr("reason", err->text), log_number("line", err->line));
        return SLV_OK;
    }
    listener = http_server_listener(*server);
    http_server_stop(*server, DRAIN_MS);
    *server = NULL;
    webhook_sender_free(*sender);
    release_settings(settings);
    *settings = fresh;
    use_settings(app, settings);
    *sender = start_sender(app);
    status = start_http(app, options, listener, server, err);
    if (status == SLV_OK)
        log_event(LOG_INFO, log_name("configuration_read"));
    return status;
}

static enum slv_status run(struct app *app, const struct options *options,
                           struct settings *settings,
                           struct http_server **server,
                           struct webhook_sender **sender,
                           struct indexer_child *indexer,
                           const sigset_t *signals, struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    printf("listening on %s\n", http_server_url(*server));
    fflush(stdout);
    while (status == SLV_OK) {
        int wait_ms = indexer ? indexer_child_tend(indexer) : -1;
        int signal_number = wait_for_signal(signals, wait_ms);

        if (signal_number == SIGTERM || signal_number == SIGINT)
            break;
        if (signal_number == SIGHUP)
            status = reload(app, options, settings, server, sender, err);
    }
    log_event(LOG_INFO, log_name("stopping"));
    return status;
}

int cmd_serve(int argc, char **argv)
{
    struct options options;
    struct slv_error err = {.status = SLV_OK};
    struct settings settings = {.arena = NULL};
    struct app app = {.error_page = page_error};
    struct arena *arena = arena_new();
    struct http_server *server = NULL;
    struct indexer_child *indexer = NULL;
    struct coverage_worker *coverage = NULL;
    struct webhook_sender *sender = NULL;
    sigset_t signals;
    enum slv_status status = read_options(argc, argv, &options, &err);

    if (status == SLV_OK && options.wants_help) {
        fputs(help_text, stdout);
        goto out;
    }
    if (status != SLV_OK)
        goto out;
    app.data = options.data;
    app.program = "/proc/self/exe";
    app.config_path = options.config;
    status = check_folders(&options, &err);
    if (status == SLV_OK)
        status = file_make_folders(options.data, 0755, &err);
    if (status == SLV_OK)
        status = load_settings(&options, &settings, &err);
    if (status != SLV_OK)
        goto out;
    block_signals(&signals);
    allow_many_descriptors();
    use_settings(&app, &settings);
    app.metrics = metrics_new();
    app.sessions = sessions_new();
    status = open_stores(&app, arena, &err);
    if (status == SLV_OK && app.search_log)
        app.popular = popular_new(app.search_log, app.data);
    if (status == SLV_OK)
        status = start_http(&app, &options, -1, &server, &err);
    if (status != SLV_OK)
        goto out;
    if (!options.has_no_indexer)
        indexer = indexer_child_new(
            &(struct indexer_child_options){.data = options.data,
                                            .config = options.config,
                                            .folders = options.folders,
                                            .folder_count =
                                                options.folder_count},
            app.metrics);
    sender = start_sender(&app);
    coverage = coverage_worker_new(&app);
    if (app.reports)
        report_keeper_warm(app.reports);
    status = run(&app, &options, &settings, &server, &sender, indexer, &signals,
                 &err);
out:
    http_server_stop(server, DRAIN_MS);
    coverage_worker_free(coverage);
    webhook_sender_free(sender);
    indexer_child_free(indexer, INDEXER_END_MS);
    popular_free(app.popular);
    search_log_close(app.search_log);
    report_keeper_close(app.reports);
    search_counts_close(app.searches);
    customer_names_free(app.names);
    case_store_close(app.cases);
    article_store_close(app.articles);
    article_files_free(app.files);
    speller_close(app.speller);
    grammar_close(app.grammar);
    attachment_files_close(app.attachments);
    identity_free(app.identity);
    people_store_close(app.people);
    feedback_store_close(app.feedback);
    sessions_free(app.sessions);
    metrics_free(app.metrics);
    release_settings(&settings);
    arena_free(arena);
    return status == SLV_OK ? 0 : complain(&err);
}
