/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/xapian_shim: every status that a function can return, the order of
 * hits against a plain model, and readers and killed writers beside each other.
 *
 * This executable defines pread(), pwrite(), write(), fdatasync() and rename()
 * itself, so the library's calls come through here and a test can let a writer
 * commit, or die, or fail, at a chosen one of them.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "store/xapian_shim.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    defined(__clang__)
#define MEMORY_SAYS_SOMETHING 0 /* sanitizers keep freed memory */
#else
#define MEMORY_SAYS_SOMETHING 1
#endif

/* --- calls of the library that pass through here --- */

static void (*on_data_read)(void); /* before a read of docdata.glass */
static int syncs_before_death = 0; /* 0: no death is planned */
static int write_failure = 0;      /* errno of each writing call, or 0 */

__attribute__((visibility("default"))) ssize_t pread(int fd, void *bytes,
                                                     size_t size, off_t offset);
__attribute__((visibility("default"))) ssize_t
pwrite(int fd, const void *bytes, size_t size, off_t offset);
__attribute__((visibility("default"))) ssize_t write(int fd, const void *bytes,
                                                     size_t size);
__attribute__((visibility("default"))) int fdatasync(int fd);
__attribute__((visibility("default"))) int rename(const char *from,
                                                  const char *to);

static bool is_document_data(int fd)
{
    char link[64];
    char path[512];
    ssize_t len;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    len = readlink(link, path, sizeof path);
    return len > 0 && str_has_suffix((struct str){path, (size_t) len},
                                     STR("/docdata.glass"));
}

ssize_t pread(int fd, void *bytes, size_t size, off_t offset)
{
    void (*hook)(void) = on_data_read;

    if (hook && is_document_data(fd)) {
        on_data_read = NULL;
        hook();
        if (!on_data_read)
            on_data_read = hook;
    }
    return syscall(SYS_pread64, fd, bytes, size, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    if (write_failure) {
        errno = write_failure;
        return -1;
    }
    return syscall(SYS_pwrite64, fd, bytes, size, offset);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    if (write_failure) {
        errno = write_failure;
        return -1;
    }
    return syscall(SYS_write, fd, bytes, size);
}

static void count_sync(void)
{
    if (syncs_before_death > 0 && --syncs_before_death == 0)
        raise(SIGKILL);
}

int fdatasync(int fd)
{
    count_sync();
    return (int) syscall(SYS_fdatasync, fd);
}

int rename(const char *from, const char *to)
{
    count_sync();
    return (int) syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

/* --- small helpers --- */

enum { SLOT_ID = 0, SLOT_FACET = 1, SLOT_DATE = 2 };

static struct slv_error err;

static void assert_ok(enum slv_status status)
{
    if (status != SLV_OK)
        fail_msg("%s: %s", slv_status_name(status), err.text);
}

/* A failure has a sentence of its own without a full stop at its end. */
static void assert_fails(enum slv_status status, enum slv_status wanted)
{
    if (status != wanted)
        fail_msg("%s instead of %s: %s", slv_status_name(status),
                 slv_status_name(wanted), status == SLV_OK ? "" : err.text);
    assert_int_equal(err.status, wanted);
    assert_true(strlen(err.text) > 10);
    assert_false(str_has_suffix(str_from(err.text), STR(".")));
    memset(&err, 0, sizeof err);
}

#define assert_str(actual, wanted)                                 \
    do {                                                           \
        assert_int_equal((actual).len, strlen(wanted));            \
        assert_memory_equal((actual).ptr, wanted, strlen(wanted)); \
    } while (0)

static struct xap_writer *open_writer(const char *path,
                                      enum xap_writer_mode mode)
{
    struct xap_writer *writer;

    assert_ok(xap_writer_open(&writer, path, mode, &err));
    return writer;
}

static struct xap_reader *open_reader(const char *path)
{
    struct xap_reader *reader;

    assert_ok(xap_reader_open(&reader, &path, 1, &err));
    return reader;
}

/* A document with the unique term "Q<id>", the words of `words` ("name" or
 * "name:wdf", separated by blanks), its id in SLOT_ID and `data`. */
struct draft {
    struct xap_term terms[32];
    struct xap_value values[3];
    struct xap_document doc;
};

static const struct xap_document *draft(struct fixture *fixture,
                                        struct draft *out, const char *id,
                                        const char *words, const char *data)
{
    struct str rest = str_from(words);
    size_t count = 0;

    memset(out, 0, sizeof *out);
    out->terms[count++].name = arena_format(fixture->arena, "Q%s", id);
    while (rest.len > 0) {
        struct str word = str_take_until(&rest, ' ');
        struct str name = str_take_until(&word, ':');
        unsigned long long wdf = 1;

        assert_true(count < ARRAY_LEN(out->terms));
        if (word.len > 0)
            assert_true(str_to_uint(word, &wdf));
        out->terms[count].name = name;
        out->terms[count++].wdf = (uint32_t) wdf;
    }
    out->values[0] = (struct xap_value){SLOT_ID, str_from(id)};
    out->doc = (struct xap_document){out->terms, count, out->values, 1,
                                     str_from(data)};
    return &out->doc;
}

static void add(struct fixture *fixture, struct xap_writer *writer,
                const char *id, const char *words)
{
    struct draft space;

    assert_ok(
        xap_writer_add(writer, draft(fixture, &space, id, words, id), &err));
}

/* A committed database with one document "one" that has the word "apple". */
static const char *small_database(struct fixture *fixture, const char *name)
{
    const char *path = fixture_path(fixture, name);
    struct xap_writer *writer = open_writer(path, XAP_CREATE);

    add(fixture, writer, "one", "apple");
    assert_ok(xap_writer_put(writer, STR("key"), STR("value"), &err));
    assert_ok(xap_writer_commit(writer, &err));
    xap_writer_close(writer);
    return path;
}

static struct xap_plan_term term(const char *name, double weight,
                                 enum xap_need need, uint16_t group)
{
    return (struct xap_plan_term){
        .name = str_from(name), .weight = weight, .need = need, .group = group};
}

static struct xap_result search(struct fixture *fixture,
                                struct xap_reader *reader,
                                const struct xap_plan *plan)
{
    const uint64_t without = 0;
    struct xap_result result;
    struct xap_counts counted;

    assert_ok(xap_search(reader, plan, fixture->arena, &result, &err));
    /* counting alone comes to the same */
    assert_ok(xap_count(reader, plan, XAP_NO_SLOT, &without, 1, fixture->arena,
                        &counted, &err));
    if (result.is_total_exact)
        assert_int_equal(counted.counts[0].total, result.total);
    assert_true(counted.counts[0].total >= result.total);
    return result;
}

/* The hits' data, joined by blanks. */
static const char *hits(struct fixture *fixture, struct xap_reader *reader,
                        const struct xap_plan *plan)
{
    struct xap_result result = search(fixture, reader, plan);
    struct str text = {"", 0};

    for (size_t i = 0; i < result.hit_count; i++)
        text = arena_format(fixture->arena, "%.*s%s%.*s", STR_ARG(text),
                            i ? " " : "", STR_ARG(result.hits[i].data));
    return arena_cstr(fixture->arena, text);
}

static enum slv_status search_status(struct fixture *fixture,
                                     struct xap_reader *reader,
                                     const char *word)
{
    struct xap_plan_term terms[] = {term(word, 1, XAP_OPTIONAL, 0)};
    struct xap_plan plan = {.terms = terms, .term_count = 1, .limit = 10};
    struct xap_result result;

    return xap_search(reader, &plan, fixture->arena, &result, &err);
}

static void overwrite(const char *path, off_t offset, const void *bytes,
                      size_t size)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, size, offset), size);
    close(fd);
}

/* Exit status of a child that runs `body` with `context`. */
static int in_child(int (*body)(void *), void *context)
{
    int status;
    pid_t child;

    fflush(NULL);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(body(context));
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

/* --- writing --- */

static void modes_open_keep_or_empty(void **state)
{
    struct fixture *fixture = *state;
    const char *path = small_database(fixture, "db");
    const struct {
        enum xap_writer_mode mode;
        uint64_t count;
    } steps[] = {{XAP_UPDATE, 2},
                 {XAP_UPDATE, 3},
                 {XAP_CREATE, 1},
                 {XAP_UPDATE, 2},
                 {XAP_BUILD, 1}};

    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        struct xap_writer *writer = open_writer(path, steps[i].mode);
        struct xap_reader *reader;

        add(fixture, writer, "more", "pear");
        assert_ok(xap_writer_commit(writer, &err));
        xap_writer_close(writer);
        reader = open_reader(path);
        assert_int_equal(xap_reader_document_count(reader), steps[i].count);
        xap_reader_close(reader);
    }
}

static void nothing_shows_before_the_commit(void **state)
{
    struct fixture *fixture = *state;
    const char *path = small_database(fixture, "db");
    struct xap_reader *reader = open_reader(path);
    struct xap_writer *writer = open_writer(path, XAP_UPDATE);
    struct str value;
    bool changed = true;

    add(fixture, writer, "two", "apple");
    assert_ok(xap_writer_put(writer, STR("key"), STR("new"), &err));
    assert_ok(xap_reader_refresh(reader, &changed, &err));
    assert_false(changed);
    assert_int_equal(xap_reader_document_count(reader), 1);
    assert_ok(xap_writer_commit(writer, &err));
    assert_ok(xap_reader_refresh(reader, &changed, &err));
    assert_true(changed);
    assert_int_equal(xap_reader_document_count(reader), 2);
    assert_ok(
        xap_get_metadata(reader, 0, STR("key"), fixture->arena, &value, &err));
    assert_str(value, "new");

    add(fixture, writer, "three", "apple");
    assert_ok(xap_writer_remove(writer, STR("Qone"), &err));
    xap_writer_close(writer);
    assert_ok(xap_reader_refresh(reader, &changed, &err));
    assert_false(changed);
    xap_reader_close(reader);
    reader = open_reader(path);
    assert_int_equal(xap_reader_document_count(reader), 2);
    xap_reader_close(reader);
}

/* A commit that has stood for long is told by its file; here all have. */
static void a_commit_shows_behind_one_that_has_stood_for_long(void **state)
{
    struct fixture *fixture = *state;
    const char *path = small_database(fixture, "db");
    struct xap_reader *reader;
    struct xap_writer *writer;
    bool changed = true;

    setenv("SOLVENT_NOW", "2100-01-01", 1);
    reader = open_reader(path);
    writer = open_writer(path, XAP_UPDATE);
    for (unsigned i = 2; i < 6; i++) {
        char id[8];

        snprintf(id, sizeof id, "n%u", i);
        add(fixture, writer, id, "apple");
        assert_ok(xap_reader_refresh(reader, &changed, &err));
        assert_false(changed);
        assert_ok(xap_writer_commit(writer, &err));
        assert_ok(xap_reader_refresh(reader, &changed, &err));
        assert_true(changed);
        assert_int_equal(xap_reader_document_count(reader), i);
    }
    xap_writer_close(writer);
    xap_reader_close(reader);
    unsetenv("SOLVENT_NOW");
}

struct bulk {
    struct fixture *fixture;
    const char *path;
};

static long peak_memory_mb(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[128];
    long kb = 0;

    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmHWM: %ld kB", &kb) == 1)
            break;
    if (file)
        fclose(file);
    return kb / 1024;
}

/* More documents and postings than the library or the wrapper hold back. */
static int build_in_bulk(void *context)
{
    enum { DOCUMENTS = 12000, WORDS = 200 };
    struct bulk *bulk = context;
    struct xap_writer *writer;
    struct xap_reader *reader;
    struct xap_term terms[WORDS];
    struct arena *arena = arena_new();
    uint64_t before;

    if (xap_writer_open(&writer, bulk->path, XAP_BUILD, NULL) != SLV_OK)
        return 1;
    for (int i = 0; i < DOCUMENTS; i++) {
        struct xap_document doc = {.terms = terms, .term_count = WORDS};

        for (int j = 0; j < WORDS; j++)
            terms[j] = (struct xap_term){
                arena_format(arena, "%05d", j < 100 ? j : (i * 7 + j) % 90000),
                1 + (uint32_t) j};
        if (xap_writer_add(writer, &doc, NULL) != SLV_OK)
            return 2;
        arena_reset(arena);
    }
    if (xap_reader_open(&reader, &bulk->path, 1, NULL) != SLV_OK)
        return 3;
    before = xap_reader_document_count(reader);
    if (xap_writer_commit(writer, NULL) != SLV_OK ||
        xap_reader_refresh(reader, NULL, NULL) != SLV_OK)
        return 4;
    if (before != 0 || xap_reader_document_count(reader) != DOCUMENTS)
        return 5;
    xap_reader_close(reader);
    xap_writer_close(writer);
    arena_free(arena);
    return MEMORY_SAYS_SOMETHING && peak_memory_mb() > 130 ? 6 : 0;
}

static void a_large_build_is_bounded_and_unseen_until_the_commit(void **state)
{
    struct fixture *fixture = *state;
    struct bulk bulk = {fixture, fixture_path(fixture, "db")};

    assert_int_equal(in_child(build_in_bulk, &bulk), 0);
}

static void replace_and_remove_work_by_term(void **state)
{
    struct fixture *fixture = *state;
    const char *path = fixture_path(fixture, "db");
    struct xap_writer *writer = open_writer(path, XAP_CREATE);
    struct xap_reader *reader;
    struct draft space;
    struct xap_hit hit;

    add(fixture, writer, "a", "both apple");
    add(fixture, writer, "b", "both pear");
    add(fixture, writer, "c", "plum");
    assert_ok(xap_writer_replace(writer, STR("Qc"),
                                 draft(fixture, &space, "c", "cherry", "new c"),
                                 &err));
    assert_ok(xap_writer_replace(
        writer, STR("Qd"), draft(fixture, &space, "d", "cherry", "d"), &err));
    assert_ok(xap_writer_commit(writer, &err));
    reader = open_reader(path);
    assert_int_equal(xap_reader_document_count(reader), 4);
    assert_ok(xap_get(reader, STR("Qc"), -1, fixture->arena, &hit, &err));
    assert_str(hit.data, "new c");
    assert_int_equal(
        xap_get(reader, STR("plum"), -1, fixture->arena, &hit, &err),
        SLV_ERR_NOT_FOUND);

    assert_ok(xap_writer_replace(
        writer, STR("both"), draft(fixture, &space, "ab", "both", "ab"), &err));
    assert_ok(xap_writer_remove(writer, STR("cherry"), &err));
    assert_ok(xap_writer_remove(writer, STR("nobody"), &err));
    assert_ok(xap_writer_commit(writer, &err));
    assert_ok(xap_reader_refresh(reader, NULL, &err));
    assert_int_equal(xap_reader_document_count(reader), 1);
    assert_ok(xap_get(reader, STR("Qab"), -1, fixture->arena, &hit, &err));
    assert_str(hit.data, "ab");
    xap_reader_close(reader);
    xap_writer_close(writer);
}

static void an_empty_value_removes_metadata(void **state)
{
    struct fixture *fixture = *state;
    const char *path = small_database(fixture, "db");
    struct xap_writer *writer = open_writer(path, XAP_UPDATE);
    struct xap_reader *reader;
    struct str value;

    assert_ok(xap_writer_put(writer, STR("key"), STR(""), &err));
    assert_ok(
        xap_writer_put(writer, STR("bytes"), (struct str){"\0\xff", 2}, &err));
    assert_ok(xap_writer_commit(writer, &err));
    xap_writer_close(writer);
    reader = open_reader(path);
    assert_ok(
        xap_get_metadata(reader, 0, STR("key"), fixture->arena, &value, &err));
    assert_int_equal(value.len, 0);
    assert_ok(xap_get_metadata(reader, 0, STR("bytes"), fixture->arena, &value,
                               &err));
    assert_int_equal(value.len, 2);
    assert_memory_equal(value.ptr, "\0\xff", 2);
    xap_reader_close(reader);
}

static void names_have_limits(void **state)
{
    struct fixture *fixture = *state;
    const char *path = fixture_path(fixture, "db");
    struct xap_writer *writer = open_writer(path, XAP_CREATE);
    struct xap_reader *reader;
    char bytes[XAP_TERM_MAX + 1];
    char nuls[XAP_TERM_MAX] = {0};
    struct str longest = {bytes, XAP_TERM_MAX};
    const struct {
        struct str name;
        enum slv_status status;
    } bad[] = {{{bytes, XAP_TERM_MAX + 1}, SLV_ERR_TOO_BIG},
               {{nuls, XAP_TERM_MAX / 2 + 1}, SLV_ERR_TOO_BIG},
               {{NULL, 0}, SLV_ERR_INPUT}};
    struct xap_term good_terms[] = {{longest, 1},
                                    {{nuls, XAP_TERM_MAX / 2}, 1}};
    struct xap_document good = {.terms = good_terms, .term_count = 2};
    struct str value;
    struct xap_hit hit;
    uint64_t frequency;

    memset(bytes, 'x', sizeof bytes);
    assert_ok(xap_writer_add(writer, &good, &err));
    assert_ok(xap_writer_put(writer, longest, STR("v"), &err));
    assert_ok(xap_writer_commit(writer, &err));
    reader = open_reader(path);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct xap_term terms[] = {{STR("x"), 1}, {bad[i].name, 1}};
        struct xap_document doc = {.terms = terms, .term_count = 2};
        struct xap_plan_term plan_term = {.name = bad[i].name, .weight = 1};
        struct xap_filter filter = {.terms = &bad[i].name, .count = 1};
        struct xap_plan plan = {.terms = &plan_term, .term_count = 1};
        struct xap_plan filtered = {.filters = &filter, .filter_count = 1};
        struct xap_result result;

        assert_fails(xap_writer_add(writer, &doc, &err), bad[i].status);
        assert_fails(xap_writer_replace(writer, STR("x"), &doc, &err),
                     bad[i].status);
        assert_fails(xap_writer_replace(writer, bad[i].name, &good, &err),
                     bad[i].status);
        assert_fails(xap_writer_remove(writer, bad[i].name, &err),
                     bad[i].status);
        assert_fails(xap_writer_put(writer, bad[i].name, STR("v"), &err),
                     bad[i].status);
        assert_fails(
            xap_get(reader, bad[i].name, -1, fixture->arena, &hit, &err),
            bad[i].status);
        assert_fails(xap_get_metadata(reader, 0, bad[i].name, fixture->arena,
                                      &value, &err),
                     bad[i].status);
        assert_fails(
            xap_term_frequencies(reader, &bad[i].name, 1, &frequency, &err),
            bad[i].status);
        assert_fails(xap_search(reader, &plan, fixture->arena, &result, &err),
                     bad[i].status);
        assert_fails(
            xap_search(reader, &filtered, fixture->arena, &result, &err),
            bad[i].status);
    }
    /* refused calls leave the writer and what was there alone */
    assert_ok(xap_writer_remove(writer, STR("nobody"), &err));
    assert_ok(xap_writer_commit(writer, &err));
    assert_ok(xap_get(reader, longest, -1, fixture->arena, &hit, &err));
    assert_ok(
        xap_get_metadata(reader, 0, longest, fixture->arena, &value, &err));
    assert_str(value, "v");
    xap_reader_close(reader);
    xap_writer_close(writer);
}

static void a_replacement_must_have_the_term_it_replaces(void **state)
{
    struct fixture *fixture = *state;
    struct xap_writer *writer =
        open_writer(fixture_path(fixture, "db"), XAP_CREATE);
    struct draft space;

    assert_fails(xap_writer_replace(writer, STR("Qother"),
                                    draft(fixture, &space, "a", "b", "c"),
                                    &err),
                 SLV_ERR_INPUT);
    xap_writer_close(writer);
}

static int open_in_child(void *context)
{
    struct xap_writer *writer;

    return (int) xap_writer_open(&writer, context, XAP_UPDATE, NULL);
}

static void a_second_writer_is_refused(void **state)
{
    struct fixture *fixture = *state;
    char *path =
        arena_cstr(fixture->arena, str_from(small_database(fixture, "db")));
    struct xap_writer *first = open_writer(path, XAP_UPDATE);
    struct xap_writer *second;
    int status;

    assert_fails(xap_writer_open(&second, path, XAP_UPDATE, &err),
                 SLV_ERR_LOCKED);
    assert_null(second);
    assert_fails(xap_writer_open(&second, path, XAP_CREATE, &err),
                 SLV_ERR_LOCKED);
    assert_true(strlen(err.hint) == 0);
    status = in_child(open_in_child, path);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), SLV_ERR_LOCKED);
    /* the document is still there: a refused XAP_CREATE empties nothing */
    assert_ok(xap_writer_commit(first, &err));
    xap_writer_close(first);
    first = open_writer(path, XAP_UPDATE);
    xap_writer_close(first);
}

static void a_folder_that_cannot_be_made_is_told(void **state)
{
    struct fixture *fixture = *state;
    const char *file = fixture_write(fixture, "file", STR("text"));
    const char *paths[] = {fixture_path(fixture, "no/such/folder"),
                           fixture_path(fixture, "file/below"), file,
                           "/proc/solvent-test"};
    const char *source = small_database(fixture, "db");
    struct xap_writer *writer;

    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        for (int mode = XAP_UPDATE; mode <= XAP_BUILD; mode++) {
            assert_fails(xap_writer_open(&writer, paths[i],
                                         (enum xap_writer_mode) mode, &err),
                         SLV_ERR_CANNOT_CREATE);
            assert_null(writer);
        }
        assert_fails(xap_compact(&source, 1, paths[i], &err),
                     SLV_ERR_CANNOT_CREATE);
    }
    assert_str(fixture_read(fixture, file), "text");
}

/* As a user who may not: root itself is stopped by no mode bits. */
static int try_as_stranger(void *context)
{
    struct fixture *fixture = context;
    const char *folders[] = {fixture_path(fixture, "closed"),
                             fixture_path(fixture, "readable")};
    const char *fresh = fixture_path(fixture, "fresh");
    struct xap_writer *writer;
    struct xap_reader *reader;

    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        return 1;
    if (xap_reader_open(&reader, &folders[0], 1, NULL) != SLV_ERR_PERMISSION)
        return 2;
    if (xap_writer_open(&writer, folders[0], XAP_UPDATE, NULL) !=
        SLV_ERR_PERMISSION)
        return 3;
    if (xap_reader_open(&reader, &folders[1], 1, NULL) != SLV_OK)
        return 4;
    xap_reader_close(reader);
    if (xap_writer_open(&writer, folders[1], XAP_UPDATE, NULL) !=
        SLV_ERR_PERMISSION)
        return 5;
    if (xap_writer_open(&writer, folders[1], XAP_CREATE, NULL) !=
        SLV_ERR_PERMISSION)
        return 6;
    if (xap_writer_open(&writer, fresh, XAP_CREATE, NULL) != SLV_ERR_PERMISSION)
        return 7;
    if (xap_compact(&folders[1], 1, fresh, NULL) != SLV_ERR_PERMISSION)
        return 8;
    if (xap_compact(&folders[0], 1, fresh, NULL) != SLV_ERR_PERMISSION)
        return 9;
    return 0;
}

static void what_is_not_permitted_is_told(void **state)
{
    struct fixture *fixture = *state;
    char command[256];
    int status;

    small_database(fixture, "closed");
    small_database(fixture, "readable");
    /* no user but root owns these modes; a plain user is stopped by them */
    snprintf(command, sizeof command,
             "cd %s && chmod 0000 closed && chmod 0444 readable/* && "
             "chmod 0555 readable .",
             fixture->folder);
    assert_int_equal(system(command), 0);
    status = in_child(try_as_stranger, fixture);
    snprintf(command, sizeof command, "cd %s && chmod 0755 . closed readable",
             fixture->folder);
    assert_int_equal(system(command), 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_read_only_disk_is_told(void **state)
{
    struct fixture *fixture = *state;
    const char *disk = fixture_small_disk(fixture, 4 << 20);
    const char *path;
    struct xap_writer *writer;

    if (!disk) {
        skip();
        return;
    }
    path = small_database(fixture, "disk/db");
    assert_int_equal(mount(NULL, disk, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    assert_fails(xap_writer_open(&writer, path, XAP_UPDATE, &err),
                 SLV_ERR_PERMISSION);
    assert_fails(xap_writer_open(&writer, fixture_path(fixture, "disk/new"),
                                 XAP_CREATE, &err),
                 SLV_ERR_PERMISSION);
    assert_fails(xap_compact(&path, 1, fixture_path(fixture, "disk/new"), &err),
                 SLV_ERR_PERMISSION);
}

/* Adds until the disk is full; the status that told so. */
static enum slv_status fill(struct fixture *fixture, struct xap_writer *writer)
{
    enum slv_status status = SLV_OK;
    char *noise = arena_alloc(fixture->arena, 20000);
    uint32_t seed = 1;

    for (int i = 0; i < 2000 && status == SLV_OK; i++) {
        struct draft space;
        char id[16];

        for (size_t j = 0; j < 20000; j++) {
            seed = seed * 1664525u + 1013904223u;
            noise[j] = (char) (seed >> 24);
        }
        snprintf(id, sizeof id, "n%d", i);
        draft(fixture, &space, id, "noise", "");
        space.doc.data = (struct str){noise, 20000};
        status = xap_writer_add(writer, &space.doc, &err);
        if (status == SLV_OK && i % 20 == 19)
            status = xap_writer_commit(writer, &err);
    }
    return status;
}

/* In a child, as the library loses memory when a compaction fails. */
static int compact_without_room(void *context)
{
    struct fixture *fixture = context;
    const char *source = fixture_path(fixture, "disk/db");
    const char *target = fixture_path(fixture, "disk/compact");
    struct stat about;

    if (xap_compact(&source, 1, target, NULL) != SLV_ERR_NO_SPACE)
        return 1;
    return stat(target, &about) == 0 ? 2 : 0; /* no remains of it */
}

static void a_full_disk_is_told_and_keeps_the_last_commit(void **state)
{
    struct fixture *fixture = *state;
    const char *disk = fixture_small_disk(fixture, 3 << 20);
    const char *path;
    struct xap_writer *writer;
    struct xap_reader *reader;
    struct draft space;
    struct xap_hit hit;

    if (!disk) {
        skip();
        return;
    }
    path = small_database(fixture, "disk/db");
    writer = open_writer(path, XAP_UPDATE);
    assert_fails(fill(fixture, writer), SLV_ERR_NO_SPACE);
    /* lost changes may not be followed by a commit that hides the loss */
    assert_fails(xap_writer_commit(writer, &err), SLV_ERR_IO);
    assert_fails(
        xap_writer_add(writer, draft(fixture, &space, "x", "y", "z"), &err),
        SLV_ERR_IO);
    assert_fails(xap_writer_put(writer, STR("k"), STR("v"), &err), SLV_ERR_IO);
    xap_writer_close(writer);
    reader = open_reader(path);
    assert_int_equal((xap_reader_document_count(reader) - 1) % 20, 0);
    assert_ok(xap_get(reader, STR("Qone"), -1, fixture->arena, &hit, &err));
    xap_reader_close(reader);

    assert_int_equal(in_child(compact_without_room, fixture), 0);
    assert_fails(xap_writer_open(&writer, fixture_path(fixture, "disk/new"),
                                 XAP_CREATE, &err),
                 SLV_ERR_NO_SPACE);
}

/* The library then tells of the disk within a sentence of its own alone. */
static void a_full_disk_is_told_when_nothing_can_be_undone(void **state)
{
    struct fixture *fixture = *state;
    struct xap_writer *writer =
        open_writer(small_database(fixture, "db"), XAP_UPDATE);
    struct draft space;
    enum slv_status status;

    assert_ok(
        xap_writer_add(writer, draft(fixture, &space, "x", "y", "z"), &err));
    write_failure = ENOSPC;
    status = xap_writer_commit(writer, &err);
    write_failure = 0;
    assert_fails(status, SLV_ERR_NO_SPACE);
    xap_writer_close(writer);
}

/* --- missing, foreign and damaged databases --- */

static void a_missing_database_is_told(void **state)
{
    struct fixture *fixture = *state;
    const char *good = small_database(fixture, "db");
    const char *paths[] = {fixture_path(fixture, "none"),
                           fixture_path(fixture, "empty"),
                           fixture_write(fixture, "file", STR("text"))};
    const char *many[XAP_SHARDS_MAX + 1];
    struct xap_reader *reader;

    assert_int_equal(mkdir(paths[1], 0755), 0);
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        const char *pair[] = {good, paths[i]};

        assert_fails(xap_reader_open(&reader, pair, 2, &err), SLV_ERR_NO_INPUT);
        assert_null(reader);
        assert_fails(xap_compact(pair, 2, fixture_path(fixture, "new"), &err),
                     SLV_ERR_NO_INPUT);
    }
    assert_int_equal(xap_reader_open(&reader, &paths[0], 1, &err),
                     SLV_ERR_NO_INPUT);
    assert_non_null(strstr(err.text, paths[0]));
    assert_fails(xap_reader_open(&reader, paths, 0, &err), SLV_ERR_INPUT);
    for (size_t i = 0; i < ARRAY_LEN(many); i++)
        many[i] = good;
    assert_fails(xap_reader_open(&reader, many, ARRAY_LEN(many), &err),
                 SLV_ERR_INPUT);
    assert_ok(xap_reader_open(&reader, many, XAP_SHARDS_MAX, &err));
    assert_int_equal(xap_reader_document_count(reader), XAP_SHARDS_MAX);
    xap_reader_close(reader);
    assert_fails(xap_compact(paths, 0, fixture_path(fixture, "new"), &err),
                 SLV_ERR_INPUT);
}

static void another_format_version_is_told(void **state)
{
    enum { VERSION_OFFSET = 14 }; /* after the magic bytes of "iamglass" */
    struct fixture *fixture = *state;
    const char *path = small_database(fixture, "db");
    struct xap_reader *before = open_reader(path);
    struct xap_writer *writer;
    struct xap_reader *reader;

    overwrite(fixture_path(fixture, "db/iamglass"), VERSION_OFFSET, "\x7f\xff",
              2);
    assert_fails(xap_reader_open(&reader, &path, 1, &err), SLV_ERR_VERSION);
    assert_fails(xap_writer_open(&writer, path, XAP_UPDATE, &err),
                 SLV_ERR_VERSION);
    assert_fails(xap_compact(&path, 1, fixture_path(fixture, "new"), &err),
                 SLV_ERR_VERSION);
    assert_fails(xap_reader_refresh(before, NULL, &err), SLV_ERR_VERSION);
    xap_reader_close(before);
}

/* Ways to damage a file of a database. */
static void cut_to_nothing(const char *path)
{
    assert_int_equal(truncate(path, 0), 0);
}
static void cut_short(const char *path)
{
    struct stat about;

    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(truncate(path, about.st_size / 2), 0);
}
static void fill_with_noise(const char *path)
{
    struct stat about;
    char byte[1];

    assert_int_equal(stat(path, &about), 0);
    for (off_t i = 0; i < about.st_size; i++) {
        byte[0] = (char) (i * 97 + 13);
        overwrite(path, i, byte, 1);
    }
}
static void take_away(const char *path)
{
    assert_int_equal(unlink(path), 0);
}

static void a_damaged_database_is_told(void **state)
{
    struct fixture *fixture = *state;
    void (*const damages[])(const char *) = {cut_to_nothing, cut_short,
                                             fill_with_noise, take_away};
    const char *const files[] = {"db/iamglass", "db/postlist.glass",
                                 "db/docdata.glass"};

    /* (A docdata.glass that is not there is an empty one to the library.) */

    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        for (size_t j = 0; j < ARRAY_LEN(damages); j++) {
            const char *path = small_database(fixture, "db");
            struct xap_reader *reader;
            struct xap_writer *writer;
            enum slv_status status;
            struct str *list;
            size_t count;

            if (i == 2 && damages[j] == take_away)
                continue;
            damages[j](fixture_path(fixture, files[i]));
            status = xap_reader_open(&reader, &path, 1, &err);
            if (status == SLV_OK) {
                status = xap_list_data(reader, 0, fixture->arena, &list, &count,
                                       &err);
                if (status == SLV_OK)
                    status = search_status(fixture, reader, "apple");
            }
            xap_reader_close(reader);
            /* a database is known by its file iamglass */
            assert_fails(status, i == 0 && damages[j] == take_away
                                     ? SLV_ERR_NO_INPUT
                                     : SLV_ERR_CORRUPT);
            status = xap_compact(&path, 1, fixture_path(fixture, "new"), &err);
            assert_fails(status, i == 0 && damages[j] == take_away
                                     ? SLV_ERR_NO_INPUT
                                     : SLV_ERR_CORRUPT);
            /* and making it anew is always possible */
            writer = open_writer(path, XAP_CREATE);
            xap_writer_close(writer);
        }
    }
}

static void a_writer_meets_damage(void **state)
{
    struct fixture *fixture = *state;
    const char *path = small_database(fixture, "db");
    struct xap_writer *writer;
    struct draft space;
    enum slv_status status;

    cut_to_nothing(fixture_path(fixture, "db/iamglass"));
    assert_fails(xap_writer_open(&writer, path, XAP_UPDATE, &err),
                 SLV_ERR_CORRUPT);
    small_database(fixture, "db");
    fill_with_noise(fixture_path(fixture, "db/postlist.glass"));
    status = xap_writer_open(&writer, path, XAP_UPDATE, &err);
    if (status == SLV_OK)
        status = xap_writer_replace(
            writer, STR("Qone"), draft(fixture, &space, "one", "x", "y"), &err);
    assert_fails(status, SLV_ERR_CORRUPT);
    xap_writer_close(writer);
}

/* --- killed writers --- */

struct death {
    struct fixture *fixture;
    const char *path;
    int at_sync;
};

static int commit_and_die(void *context)
{
    const struct death *death = context;
    struct xap_writer *writer;
    struct draft space;

    if (xap_writer_open(&writer, death->path, XAP_UPDATE, NULL) != SLV_OK)
        return 2;
    for (int i = 0; i < 50; i++) {
        char id[16];

        snprintf(id, sizeof id, "%d", i);
        if (xap_writer_replace(writer,
                               arena_format(death->fixture->arena, "Q%s", id),
                               draft(death->fixture, &space, id, "new", "new"),
                               NULL) != SLV_OK)
            return 3;
    }
    syncs_before_death = death->at_sync;
    return xap_writer_commit(writer, NULL) == SLV_OK ? 0 : 4;
}

static void a_writer_killed_in_a_commit_leaves_the_last_one(void **state)
{
    struct fixture *fixture = *state;
    struct death death = {fixture, fixture_path(fixture, "db"), 0};
    int kills = 0;
    bool survived = false;

    while (!survived) {
        struct xap_writer *writer = open_writer(death.path, XAP_CREATE);
        struct xap_reader *reader;
        uint64_t counts[2];
        const struct str names[] = {STR("old"), STR("new")};
        struct str *list;
        size_t count;
        int status;

        for (int i = 0; i < 50; i++) {
            char id[16];

            snprintf(id, sizeof id, "%d", i);
            add(fixture, writer, id, "old");
        }
        assert_ok(xap_writer_commit(writer, &err));
        xap_writer_close(writer);

        death.at_sync++;
        status = in_child(commit_and_die, &death);
        survived = WIFEXITED(status);
        if (survived)
            assert_int_equal(WEXITSTATUS(status), 0);
        else
            kills++;

        reader = open_reader(death.path);
        assert_ok(xap_term_frequencies(reader, names, 2, counts, &err));
        assert_int_equal(xap_reader_document_count(reader), 50);
        assert_int_equal(counts[survived ? 1 : 0], 50);
        assert_int_equal(counts[survived ? 0 : 1], 0);
        assert_ok(
            xap_list_data(reader, 0, fixture->arena, &list, &count, &err));
        assert_int_equal(count, 50);
        xap_reader_close(reader);
        /* no lock stays behind */
        writer = open_writer(death.path, XAP_UPDATE);
        add(fixture, writer, "more", "old");
        assert_ok(xap_writer_commit(writer, &err));
        xap_writer_close(writer);
    }
    assert_true(kills >= 4); /* three tables and the version file at least */
}

/* --- readers that are overtaken --- */

enum { FLOCK = 400 };

static struct {
    struct fixture *fixture;
    struct xap_writer *writer;
    int generation;
} herd;

/* The generation, and what does not compress, so that the documents need
 * several blocks. */
static void fill_data(char *data, size_t size, int i)
{
    uint32_t noise = (uint32_t) (herd.generation * FLOCK + i);
    size_t len = (size_t) snprintf(data, size, "%d ", herd.generation);

    for (; len + 1 < size; len++) {
        noise = noise * 1664525u + 1013904223u;
        data[len] = (char) ('!' + (noise >> 24) % 90);
    }
    data[len] = '\0';
}

/* All documents say the newest generation, in one commit. */
static void rewrite_herd(void)
{
    char data[400];
    struct draft space;

    herd.generation++;
    for (int i = 0; i < FLOCK; i++) {
        char unique[16];
        const char *id = unique + 1;

        snprintf(unique, sizeof unique, "Q%04d", i);
        fill_data(data, sizeof data, i);
        draft(herd.fixture, &space, id, "sheep", data);
        assert_ok(xap_writer_replace(herd.writer, str_from(unique), &space.doc,
                                     &err));
    }
    assert_ok(xap_writer_commit(herd.writer, &err));
}

static int reads_to_spoil;

/* Commits often enough that the blocks of the reader's commit are used again. */
static void overtake(void)
{
    if (reads_to_spoil == 0)
        return;
    reads_to_spoil--;
    for (int i = 0; i < 4; i++)
        rewrite_herd();
}

static const char *start_herd(struct fixture *fixture)
{
    const char *path = fixture_path(fixture, "db");

    herd.fixture = fixture;
    herd.generation = 0;
    herd.writer = open_writer(path, XAP_CREATE);
    rewrite_herd();
    return path;
}

static int generation_of(struct str data)
{
    return atoi(data.ptr);
}

static void an_overtaken_search_is_repeated(void **state)
{
    struct fixture *fixture = *state;
    const char *path = start_herd(fixture);
    struct xap_reader *reader = open_reader(path);
    struct xap_plan_term terms[] = {term("sheep", 1, XAP_OPTIONAL, 0)};
    struct xap_plan plan = {.terms = terms, .term_count = 1, .limit = FLOCK};
    struct xap_result result;
    struct xap_hit hit;
    struct str *list;
    size_t count;

    reads_to_spoil = 1;
    on_data_read = overtake;
    result = search(fixture, reader, &plan);
    assert_int_equal(reads_to_spoil, 0);
    assert_int_equal(result.hit_count, FLOCK);
    for (size_t i = 0; i < result.hit_count; i++)
        assert_int_equal(generation_of(result.hits[i].data), 5);

    reads_to_spoil = 3;
    assert_ok(xap_list_data(reader, 0, fixture->arena, &list, &count, &err));
    assert_int_equal(count, FLOCK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(generation_of(list[i]), generation_of(list[0]));
    assert_true(generation_of(list[0]) > 5);

    reads_to_spoil = 1;
    assert_ok(xap_get(reader, STR("Q0007"), -1, fixture->arena, &hit, &err));
    assert_true(generation_of(hit.data) >= generation_of(list[0]));
    on_data_read = NULL;
    xap_reader_close(reader);
    xap_writer_close(herd.writer);
}

static void a_reader_overtaken_at_each_try_gives_up(void **state)
{
    struct fixture *fixture = *state;
    const char *path = start_herd(fixture);
    struct xap_reader *reader = open_reader(path);
    struct str *list;
    size_t count;

    reads_to_spoil = 1000;
    on_data_read = overtake;
    assert_fails(search_status(fixture, reader, "sheep"), SLV_ERR_STALE);
    assert_fails(xap_list_data(reader, 0, fixture->arena, &list, &count, &err),
                 SLV_ERR_STALE);
    assert_true(1000 - reads_to_spoil >= 2 * XAP_RETRIES_MAX);
    on_data_read = NULL;
    assert_ok(search_status(fixture, reader, "sheep"));
    xap_reader_close(reader);
    xap_writer_close(herd.writer);
}

struct watcher {
    const char *path;
    atomic_bool *is_done;
    int searches;
    int mixed; /* answers that show two generations */
    int failures;
};

static void *watch(void *context)
{
    struct watcher *watcher = context;
    struct arena *arena = arena_new();
    struct xap_reader *reader;
    struct slv_error mine;
    struct xap_plan_term terms[] = {term("sheep", 1, XAP_OPTIONAL, 0)};
    struct xap_plan plan = {.terms = terms, .term_count = 1, .limit = FLOCK};
    int newest = 0;

    if (xap_reader_open(&reader, &watcher->path, 1, &mine) != SLV_OK) {
        watcher->failures++;
        arena_free(arena);
        return NULL;
    }
    do {
        struct xap_result result;
        enum slv_status status =
            xap_search(reader, &plan, arena, &result, &mine);

        watcher->searches++;
        if (status == SLV_OK && result.hit_count == FLOCK) {
            int first = generation_of(result.hits[0].data);

            for (size_t i = 1; i < result.hit_count; i++)
                watcher->mixed += generation_of(result.hits[i].data) != first;
            watcher->mixed += first < newest;
            newest = first;
        } else if (status != SLV_ERR_STALE) {
            watcher->failures++;
        }
        arena_reset(arena);
    } while (!atomic_load(watcher->is_done));
    xap_reader_close(reader);
    arena_free(arena);
    return NULL;
}

static void readers_in_threads_see_whole_commits(void **state)
{
    struct fixture *fixture = *state;
    const char *path = start_herd(fixture);
    atomic_bool is_done = false;
    struct watcher watchers[2] = {{path, &is_done, 0, 0, 0},
                                  {path, &is_done, 0, 0, 0}};
    pthread_t threads[2];

    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, watch, &watchers[i]),
                         0);
    for (int i = 0; i < 40; i++)
        rewrite_herd();
    atomic_store(&is_done, true);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_true(watchers[i].searches > 0);
        assert_int_equal(watchers[i].mixed, 0);
        assert_int_equal(watchers[i].failures, 0);
    }
    xap_writer_close(herd.writer);
}

/* --- searching --- */

/* The same documents in one, two and three shards, in different orders. */
enum { LAYOUTS = 3, RANDOM_DOCUMENTS = 300, RANDOM_WORDS = 12 };

struct random_document {
    char id[8];
    uint32_t wdf[RANDOM_WORDS]; /* 0: does not have the word */
};

static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % limit;
}

static void make_random(struct random_document *docs)
{
    seed = 4711;
    for (int i = 0; i < RANDOM_DOCUMENTS; i++) {
        snprintf(docs[i].id, sizeof docs[i].id, "%03d", i * 7 % 300);
        for (uint32_t j = 0; j < RANDOM_WORDS; j++)
            docs[i].wdf[j] =
                random_below(j + 2) == 0 ? 1 + random_below(3) * 10 : 0;
    }
}

static void add_random(struct fixture *fixture, struct xap_writer *writer,
                       const struct random_document *doc)
{
    struct str words = {"", 0};

    for (int j = 0; j < RANDOM_WORDS; j++)
        if (doc->wdf[j])
            words = arena_format(fixture->arena, "%.*s%sw%d:%u", STR_ARG(words),
                                 words.len ? " " : "", j, doc->wdf[j]);
    add(fixture, writer, doc->id, arena_cstr(fixture->arena, words));
}

static struct xap_reader *open_layout(struct fixture *fixture,
                                      const struct random_document *docs,
                                      int shards)
{
    const char *paths[LAYOUTS];
    struct xap_writer *writers[LAYOUTS];
    struct xap_reader *reader;

    for (int i = 0; i < shards; i++) {
        char name[32];

        snprintf(name, sizeof name, "%d.%d", shards, i);
        paths[i] = fixture_path(fixture, name);
        writers[i] = open_writer(paths[i], XAP_CREATE);
    }
    for (int i = 0; i < RANDOM_DOCUMENTS; i++) {
        int at = shards == 2 ? RANDOM_DOCUMENTS - 1 - i : i;

        add_random(fixture, writers[at * 13 / 7 % shards], &docs[at]);
    }
    for (int i = 0; i < shards; i++) {
        assert_ok(xap_writer_commit(writers[i], &err));
        xap_writer_close(writers[i]);
    }
    assert_ok(xap_reader_open(&reader, paths, (size_t) shards, &err));
    return reader;
}

static double term_score(const struct random_document *docs,
                         const struct random_document *doc,
                         const struct xap_plan_term *plan_term)
{
    int word = atoi(plan_term->name.ptr + 1);
    int with = 0;

    for (int j = 0; j < RANDOM_DOCUMENTS; j++)
        with += docs[j].wdf[word] > 0;
    return plan_term->weight * doc->wdf[word] *
           log(1 + (RANDOM_DOCUMENTS - with + 0.5) / (with + 0.5));
}

/* The alternative that term `at` is in; -1: the document does not have it. */
static double alternative_score(const struct random_document *docs,
                                const struct random_document *doc,
                                const struct xap_plan *plan, size_t at)
{
    const struct xap_plan_term *first = &plan->terms[at];
    double sum = 0;

    for (size_t i = 0; i < plan->term_count; i++) {
        const struct xap_plan_term *other = &plan->terms[i];

        if (i != at &&
            (first->group == 0 || first->part == 0 ||
             other->group != first->group || other->part != first->part ||
             other->need == XAP_FORBIDDEN))
            continue;
        if (!doc->wdf[atoi(other->name.ptr + 1)])
            return -1;
        sum += term_score(docs, doc, other);
    }
    return sum;
}

/* The best of the word that term `at` is the first of; -1: it has none. */
static double word_score(const struct random_document *docs,
                         const struct random_document *doc,
                         const struct xap_plan *plan, size_t at,
                         bool *is_required)
{
    uint16_t group = plan->terms[at].group;
    double best = -1;

    *is_required = false;
    for (size_t i = at; i < plan->term_count; i++) {
        const struct xap_plan_term *other = &plan->terms[i];

        if (other->need == XAP_FORBIDDEN ||
            (i != at && (group == 0 || other->group != group)))
            continue;
        *is_required |= other->need == XAP_REQUIRED;
        best = fmax(best, alternative_score(docs, doc, plan, i));
    }
    return best;
}

static bool is_first_of_word(const struct xap_plan *plan, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (plan->terms[at].group != 0 &&
            plan->terms[i].group == plan->terms[at].group &&
            plan->terms[i].need != XAP_FORBIDDEN)
            return false;
    return true;
}

/* What the header promises, reckoned plainly. -1: does not match. */
static double model_score(const struct random_document *docs,
                          const struct random_document *doc,
                          const struct xap_plan *plan)
{
    double sum = 0;
    bool has_word = plan->term_count == 0;
    bool is_required;

    for (size_t i = 0; i < plan->term_count; i++) {
        double score;

        if (plan->terms[i].need == XAP_FORBIDDEN &&
            doc->wdf[atoi(plan->terms[i].name.ptr + 1)])
            return -1;
        if (plan->terms[i].need == XAP_FORBIDDEN || !is_first_of_word(plan, i))
            continue;
        score = word_score(docs, doc, plan, i, &is_required);
        if (score < 0 && is_required)
            return -1;
        if (score < 0)
            continue;
        sum += score;
        has_word = true;
    }
    for (size_t i = 0; i < plan->filter_count; i++) {
        bool passes = false;

        for (size_t j = 0; j < plan->filters[i].count; j++)
            passes |= doc->wdf[atoi(plan->filters[i].terms[j].ptr + 1)] > 0;
        if (passes == plan->filters[i].is_excluded)
            return -1;
    }
    for (size_t i = 0; i < plan->range_count; i++) {
        struct str id = str_from(doc->id);
        bool is_within = str_compare(id, plan->ranges[i].begin) >= 0 &&
                         str_compare(id, plan->ranges[i].end) <= 0;

        if (is_within == plan->ranges[i].is_excluded)
            return -1;
    }
    return has_word ? sum : -1;
}

static const char *const word_names[RANDOM_WORDS] = {
    "w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "w9", "w10", "w11"};

struct random_plan {
    struct xap_plan_term terms[6];
    struct str filter_terms[2];
    struct xap_filter filters[2];
    struct xap_range ranges[2];
    struct xap_plan plan;
};

static void make_filters(struct random_plan *out)
{
    static const char *const ends[] = {"", "05", "050", "099x", "120", "3"};

    for (size_t i = 0; i < 2; i++) {
        out->filter_terms[i] = str_from(word_names[random_below(12)]);
        out->filters[i] = (struct xap_filter){
            .terms = i == 0 ? out->filter_terms : &out->filter_terms[1],
            .count = 2 - i,
            .is_excluded = random_below(2) == 0,
        };
        out->ranges[i] = (struct xap_range){
            .slot = SLOT_ID,
            .begin = str_from(ends[random_below(6)]),
            .end = str_from(ends[random_below(6)]),
            .is_excluded = random_below(3) == 0,
        };
    }
    out->plan.filters = out->filters;
    out->plan.filter_count = random_below(3) == 0 ? 1 + random_below(2) : 0;
    out->plan.ranges = out->ranges;
    out->plan.range_count = random_below(3) == 0 ? 1 + random_below(2) : 0;
}

static void make_plan(struct random_plan *out)
{
    static const double weights[] = {1, 0.7, 0.25, 2.5};
    bool has_positive = false;

    memset(out, 0, sizeof *out);
    out->plan.terms = out->terms;
    out->plan.term_count = 1 + random_below(6);
    for (size_t i = 0; i < out->plan.term_count; i++) {
        uint32_t kind = random_below(8);

        out->terms[i] = term(word_names[(random_below(2) + 2 * i) % 12],
                             weights[random_below(4)],
                             kind == 0   ? XAP_FORBIDDEN
                             : kind == 1 ? XAP_REQUIRED
                                         : XAP_OPTIONAL,
                             (uint16_t) random_below(3));
        out->terms[i].part = (uint16_t) random_below(4);
        has_positive |= out->terms[i].need != XAP_FORBIDDEN;
    }
    if (!has_positive)
        out->terms[0].need = XAP_OPTIONAL;
    make_filters(out);
    out->plan.limit = RANDOM_DOCUMENTS;
    out->plan.exact_total = random_below(2) == 0;
    out->plan.tie_slot = SLOT_ID;
}

static const struct random_document *
document_of(const struct random_document *docs, struct str id)
{
    for (int i = 0; i < RANDOM_DOCUMENTS; i++)
        if (str_equal(str_from(docs[i].id), id))
            return &docs[i];
    fail_msg("no document %.*s", STR_ARG(id));
    return NULL;
}

static void check_against_model(const struct random_document *docs,
                                const struct xap_plan *plan,
                                const struct xap_result *result)
{
    size_t matches = 0;

    for (int i = 0; i < RANDOM_DOCUMENTS; i++)
        matches += model_score(docs, &docs[i], plan) >= 0;
    assert_int_equal(result->hit_count, matches);
    assert_int_equal(result->total, matches);
    assert_true(result->is_total_exact);
    for (size_t i = 0; i < result->hit_count; i++) {
        const struct xap_hit *hit = &result->hits[i];
        double wanted = model_score(docs, document_of(docs, hit->data), plan);

        assert_true(fabs(hit->score - wanted) <= 1e-6 * (1 + wanted));
        assert_true(hit->score <= result->greatest_score);
        if (i == 0)
            continue;
        assert_true(hit[-1].score >= hit->score);
        if (hit[-1].score == hit->score)
            assert_true(str_compare(hit[-1].data, hit->data) < 0);
    }
}

static void check_same(const struct xap_result *a, size_t first, size_t limit,
                       const struct xap_result *b)
{
    size_t rest = a->hit_count > first ? a->hit_count - first : 0;

    assert_int_equal(b->hit_count, rest < limit ? rest : limit);
    for (size_t i = 0; i < b->hit_count; i++) {
        assert_true(str_equal(a->hits[first + i].data, b->hits[i].data));
        assert_memory_equal(&a->hits[first + i].score, &b->hits[i].score,
                            sizeof(double));
    }
}

static void order_is_exact_over_shards_and_pages(void **state)
{
    struct fixture *fixture = *state;
    static struct random_document docs[RANDOM_DOCUMENTS];
    struct xap_reader *readers[LAYOUTS];

    make_random(docs);
    for (int i = 0; i < LAYOUTS; i++)
        readers[i] = open_layout(fixture, docs, i + 1);
    for (int round = 0; round < 150; round++) {
        struct random_plan random;
        struct xap_result full, other;

        make_plan(&random);
        full = search(fixture, readers[0], &random.plan);
        check_against_model(docs, &random.plan, &full);
        for (int i = 1; i < LAYOUTS; i++) {
            other = search(fixture, readers[i], &random.plan);
            check_same(&full, 0, RANDOM_DOCUMENTS, &other);
        }
        for (int i = 0; i < LAYOUTS; i++) {
            size_t total = full.total;

            random.plan.first = random_below(2) * random_below(60);
            random.plan.limit = random_below(30);
            other = search(fixture, readers[i], &random.plan);
            check_same(&full, random.plan.first, random.plan.limit, &other);
            if (random.plan.exact_total)
                assert_true(other.is_total_exact && other.total == total);
            else
                assert_true(other.is_total_exact ? other.total == total
                                                 : other.total <= total);
        }
    }
    for (int i = 0; i < LAYOUTS; i++)
        xap_reader_close(readers[i]);
}

static void a_long_run_of_equal_scores_is_in_order(void **state)
{
    struct fixture *fixture = *state;
    const char *paths[] = {fixture_path(fixture, "a"),
                           fixture_path(fixture, "b")};
    struct xap_writer *writers[2];
    struct xap_reader *reader;
    struct xap_plan_term terms[] = {term("same", 0.3, XAP_OPTIONAL, 0)};
    struct xap_plan plans[] = {
        {.terms = terms, .term_count = 1, .limit = 5},
        {.terms = terms, .term_count = 1, .limit = 5, .exact_total = true},
        {.limit = 5}, /* all documents with score 0 */
    };

    for (int i = 0; i < 2; i++)
        writers[i] = open_writer(paths[i], XAP_CREATE);
    for (int i = 99; i >= 0; i--) {
        char id[16];

        snprintf(id, sizeof id, "%02d", i);
        add(fixture, writers[i % 3 == 0], id, "same:3");
    }
    for (int i = 0; i < 2; i++) {
        assert_ok(xap_writer_commit(writers[i], &err));
        xap_writer_close(writers[i]);
    }
    assert_ok(xap_reader_open(&reader, paths, 2, &err));
    for (size_t i = 0; i < ARRAY_LEN(plans); i++) {
        plans[i].first = 0;
        assert_string_equal(hits(fixture, reader, &plans[i]), "00 01 02 03 04");
        plans[i].first = 50;
        assert_string_equal(hits(fixture, reader, &plans[i]), "50 51 52 53 54");
        plans[i].first = 98;
        assert_string_equal(hits(fixture, reader, &plans[i]), "98 99");
        plans[i].first = 100;
        assert_string_equal(hits(fixture, reader, &plans[i]), "");
        plans[i].first = SIZE_MAX;
        plans[i].limit = SIZE_MAX;
        assert_string_equal(hits(fixture, reader, &plans[i]), "");
    }
    xap_reader_close(reader);
}

/* Sums of floating point numbers depend on their order; scores do not. */
static void equal_scores_are_equal_whatever_the_order_of_addition(void **state)
{
    struct fixture *fixture = *state;
    const char *path = fixture_path(fixture, "db");
    struct xap_writer *writer = open_writer(path, XAP_CREATE);
    struct xap_reader *reader;
    struct xap_plan_term terms[7];
    struct xap_plan plan = {.terms = terms, .term_count = 7, .limit = 10};
    struct xap_result result;

    add(fixture, writer, "b", "a:3 b:3 c:3 d:5 e:7 f:9 g:11");
    add(fixture, writer, "a", "a:3 b:3 c:3 d:5 e:7 f:9 g:11");
    for (int i = 0; i < 7; i++) {
        static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g"};

        terms[i] = term(names[i], 0.1 + 0.1 * i, XAP_OPTIONAL, 0);
        for (int j = 0; j < i * i; j++)
            add(fixture, writer, "z", names[i]);
    }
    assert_ok(xap_writer_commit(writer, &err));
    xap_writer_close(writer);
    reader = open_reader(path);
    for (int turn = 0; turn < 7; turn++) {
        struct xap_plan_term moved = terms[0];

        memmove(terms, terms + 1, 6 * sizeof *terms);
        terms[6] = moved;
        result = search(fixture, reader, &plan);
        assert_str(result.hits[0].data, "a");
        assert_str(result.hits[1].data, "b");
        assert_true(result.hits[0].score == result.hits[1].score);
    }
    xap_reader_close(reader);
}

static struct xap_reader *fruit(struct fixture *fixture)
{
    const char *path = fixture_path(fixture, "fruit");
    struct xap_writer *writer = open_writer(path, XAP_CREATE);

    add(fixture, writer, "1", "apple:4 red");
    add(fixture, writer, "2", "apples:2 apple:1 green");
    add(fixture, writer, "3", "pear:3 green");
    add(fixture, writer, "4", "apple:1 pear:1 red");
    add(fixture, writer, "5", "plum:9 blue");
    assert_ok(xap_writer_commit(writer, &err));
    xap_writer_close(writer);
    return open_reader(path);
}

static void terms_of_a_group_count_once(void **state)
{
    struct fixture *fixture = *state;
    struct xap_reader *reader = fruit(fixture);
    struct xap_plan_term terms[] = {term("apple", 1, XAP_OPTIONAL, 1),
                                    term("pear", 1, XAP_OPTIONAL, 0),
                                    term("apples", 0.5, XAP_OPTIONAL, 1)};
    struct xap_plan plan = {.terms = terms, .term_count = 3, .limit = 10};
    struct xap_result result = search(fixture, reader, &plan);
    double apple = log(1 + (5 - 3 + 0.5) / 3.5);
    double apples = log(1 + (5 - 1 + 0.5) / 1.5);
    double pear = log(1 + (5 - 2 + 0.5) / 2.5);
    const double wanted[] = {pear * 3, apple * 4, apple + pear,
                             fmax(apple, apples * 2 * 0.5)};
    const char *const order[] = {"3", "1", "4", "2"};

    assert_int_equal(result.hit_count, 4);
    for (int i = 0; i < 4; i++) {
        assert_str(result.hits[i].data, order[i]);
        assert_true(fabs(result.hits[i].score - wanted[i]) < 1e-6);
    }
    /* one of the group is required, whichever term of it says so */
    terms[2].need = XAP_REQUIRED;
    assert_string_equal(hits(fixture, reader, &plan), "1 4 2");
    terms[0].need = XAP_REQUIRED;
    terms[1].need = XAP_REQUIRED;
    assert_string_equal(hits(fixture, reader, &plan), "4");
    xap_reader_close(reader);
}

static void terms_of_a_part_count_together_or_not_at_all(void **state)
{
    struct fixture *fixture = *state;
    struct xap_reader *reader = fruit(fixture);
    struct xap_plan_term terms[] = {term("apples", 0.1, XAP_OPTIONAL, 1),
                                    term("apple", 1, XAP_OPTIONAL, 1),
                                    term("pear", 1, XAP_OPTIONAL, 1)};
    struct xap_plan plan = {.terms = terms, .term_count = 3, .limit = 10};
    double apple = log(1 + (5 - 3 + 0.5) / 3.5);
    double pear = log(1 + (5 - 2 + 0.5) / 2.5);
    struct xap_result result;

    terms[1].part = 7;
    terms[2].part = 7;
    result = search(fixture, reader, &plan);
    /* "4" has both, "2" has "apples"; "1" and "3" have one of the two */
    assert_string_equal(hits(fixture, reader, &plan), "4 2");
    assert_true(fabs(result.hits[0].score - apple - pear) < 1e-6);
    /* outside of a group a part means nothing */
    for (int i = 0; i < 3; i++)
        terms[i].group = 0;
    assert_int_equal(search(fixture, reader, &plan).hit_count, 4);
    xap_reader_close(reader);
}

static void pinned_documents_come_first_in_their_order(void **state)
{
    struct fixture *fixture = *state;
    struct xap_reader *reader = fruit(fixture);
    struct xap_plan_term terms[] = {term("apple", 1, XAP_OPTIONAL, 0)};
    struct str pins[] = {STR("pear"), STR("apples"), STR("nowhere")};
    struct str red[] = {STR("red")};
    struct xap_filter filter = {.terms = red, .count = 1};
    struct xap_plan plan = {.terms = terms, .term_count = 1, .limit = 10};
    const char *plain = hits(fixture, reader, &plan);
    struct xap_result before = search(fixture, reader, &plan);
    struct xap_result result;

    assert_string_equal(plain, "1 2 4");
    plan.pins = pins;
    plan.pin_count = 3;
    plan.exact_total = true;
    /* "3" and "4" have the first pin, one of them no word; "2" the second */
    result = search(fixture, reader, &plan);
    assert_string_equal(hits(fixture, reader, &plan), "4 3 2 1");
    assert_int_equal(result.total, 4);
    assert_true(result.hits[0].score >= 3 * XAP_PIN_SCORE);
    assert_true(result.hits[2].score >= 2 * XAP_PIN_SCORE);
    assert_true(result.hits[2].score < 3 * XAP_PIN_SCORE);
    assert_true(fabs(result.hits[3].score - before.hits[0].score) < 1e-9);
    assert_true(fabs(result.hits[0].score - 3 * XAP_PIN_SCORE -
                     before.hits[1].score) < 1e-6);
    plan.first = 1;
    plan.limit = 2;
    assert_string_equal(hits(fixture, reader, &plan), "3 2");
    plan.first = 0;
    plan.limit = 10;
    plan.filters = &filter;
    plan.filter_count = 1;
    assert_int_equal(search(fixture, reader, &plan).total,
                     search(fixture, reader, &plan).hit_count);
    assert_true(search(fixture, reader, &plan).hit_count < 4);
    plan.filter_count = 0;
    /* what is forbidden is not pinned */
    terms[0] = term("pear", 1, XAP_FORBIDDEN, 0);
    assert_null(strstr(hits(fixture, reader, &plan), "4"));
    pins[0] = STR("");
    assert_int_equal(xap_search(reader, &plan, fixture->arena, &result, &err),
                     SLV_ERR_INPUT);
    xap_reader_close(reader);
}

static void forbidden_words_and_filters_choose(void **state)
{
    struct fixture *fixture = *state;
    struct xap_reader *reader = fruit(fixture);
    struct xap_plan_term apple = term("apple", 1, XAP_OPTIONAL, 0);
    struct xap_plan_term both[] = {apple, term("pear", 1, XAP_FORBIDDEN, 0)};
    struct str red_or_green[] = {STR("red"), STR("green")};
    struct str green[] = {STR("green")};
    struct xap_filter filters[] = {{red_or_green, 2, false}, {green, 1, false}};
    struct xap_filter nothing = {.terms = NULL};
    struct xap_plan plan = {.terms = both, .term_count = 2, .limit = 10};
    struct xap_result result;

    assert_string_equal(hits(fixture, reader, &plan), "1 2");
    plan.terms = &both[1]; /* nothing but a forbidden word: all others */
    plan.term_count = 1;
    assert_string_equal(hits(fixture, reader, &plan), "1 2 5");
    plan.term_count = 0;
    assert_string_equal(hits(fixture, reader, &plan), "1 2 3 4 5");
    plan.filters = filters;
    plan.filter_count = 1;
    assert_string_equal(hits(fixture, reader, &plan), "1 2 3 4");
    plan.filter_count = 2;
    result = search(fixture, reader, &plan);
    assert_int_equal(result.hit_count, 2);
    assert_true(result.hits[0].score == 0 && result.greatest_score == 0);
    plan.terms = &apple;
    plan.term_count = 1;
    result = search(fixture, reader, &plan);
    assert_int_equal(result.hit_count, 1);
    assert_str(result.hits[0].data, "2");
    assert_true(fabs(result.hits[0].score - log(1 + 2.5 / 3.5)) < 1e-6);
    plan.filters = &nothing;
    plan.filter_count = 1;
    assert_string_equal(hits(fixture, reader, &plan), "");
    nothing.is_excluded = true;
    assert_string_equal(hits(fixture, reader, &plan), "1 2 4");
    plan.filters = filters;
    filters[0].is_excluded = true;
    plan.term_count = 0;
    assert_string_equal(hits(fixture, reader, &plan), "5");
    xap_reader_close(reader);
}

static void values_within_a_range_choose(void **state)
{
    struct fixture *fixture = *state;
    struct xap_reader *reader = fruit(fixture);
    struct xap_plan_term apple = term("apple", 1, XAP_OPTIONAL, 0);
    struct xap_range ranges[] = {{SLOT_ID, STR("2"), STR("4"), false},
                                 {SLOT_ID, STR("3"), STR("3"), true}};
    struct xap_plan plan = {
        .ranges = ranges, .range_count = 1, .limit = 10, .exact_total = true};

    assert_string_equal(hits(fixture, reader, &plan), "2 3 4");
    assert_int_equal(search(fixture, reader, &plan).total, 3);
    plan.range_count = 2;
    assert_string_equal(hits(fixture, reader, &plan), "2 4");
    plan.terms = &apple;
    plan.term_count = 1;
    assert_string_equal(hits(fixture, reader, &plan), "2 4");
    ranges[0].end = STR("1");
    assert_string_equal(hits(fixture, reader, &plan), "");
    xap_reader_close(reader);
}

static void words_that_nobody_has_match_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct xap_reader *reader = fruit(fixture);
    struct xap_plan_term terms[] = {term("kiwi", 1, XAP_OPTIONAL, 0),
                                    term("apple", 0, XAP_OPTIONAL, 0)};
    struct xap_plan plan = {.terms = terms, .term_count = 1, .limit = 10};
    struct xap_result result = search(fixture, reader, &plan);

    assert_int_equal(result.hit_count, 0);
    assert_int_equal(result.total, 0);
    assert_true(result.is_total_exact);
    plan.term_count = 2; /* weight 0 matches and adds nothing */
    assert_string_equal(hits(fixture, reader, &plan), "1 2 4");
    terms[0].need = XAP_REQUIRED;
    assert_string_equal(hits(fixture, reader, &plan), "");
    xap_reader_close(reader);
}

static void weights_must_be_numbers_from_zero_on(void **state)
{
    struct fixture *fixture = *state;
    struct xap_reader *reader = fruit(fixture);
    const double bad[] = {-1, NAN, INFINITY, -INFINITY, 1e200};

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct xap_plan_term terms[] = {term("apple", bad[i], XAP_OPTIONAL, 0)};
        struct xap_plan plan = {.terms = terms, .term_count = 1, .limit = 10};
        struct xap_result result;

        assert_fails(xap_search(reader, &plan, fixture->arena, &result, &err),
                     SLV_ERR_QUERY);
    }
    xap_reader_close(reader);
}

static struct str multi(struct fixture *fixture, const char *items)
{
    struct str rest = str_from(items);
    struct str list[8];
    struct str value;
    size_t count = 0;

    while (rest.len > 0)
        list[count++] = str_take_until(&rest, ' ');
    xap_multi_value(list, count, fixture->arena, &value);
    return value;
}

static uint64_t counted_with(const struct xap_counts *counted, size_t at,
                             const char *value)
{
    for (size_t i = 0; i < counted->value_count; i++)
        if (str_equal(counted->values[i], str_from(value)))
            return counted->counts[at].with_value[i];
    return 0;
}

/* Over shards, with filters left out, and after a commit. */
static void counting_counts_values_too(void **state)
{
    struct fixture *fixture = *state;
    const char *paths[] = {fixture_path(fixture, "a"),
                           fixture_path(fixture, "b")};
    const char *const colours[] = {"red", "blue", "",     "blue",
                                   "red", "red",  "blue", "green"};
    struct xap_writer *writers[2];
    struct xap_reader *reader;
    struct xap_plan_term word = term("word", 1, XAP_OPTIONAL, 0);
    struct str odd[] = {STR("odd")};
    struct str small[] = {STR("small")};
    struct xap_filter filters[] = {{odd, 1, false}, {small, 1, false}};
    struct xap_plan plan = {
        .terms = &word, .term_count = 1, .filters = filters, .filter_count = 2};
    const uint64_t without[] = {0, 1, 2, 3};
    struct xap_counts counted;
    uint64_t stamp;
    struct draft space;

    for (int i = 0; i < 2; i++)
        writers[i] = open_writer(paths[i], XAP_CREATE);
    for (size_t i = 0; i < ARRAY_LEN(colours); i++) {
        draft(fixture, &space, arena_format(fixture->arena, "%zu", i).ptr,
              i == 5  ? "odd small"
              : i < 4 ? (i % 2 ? "word odd small" : "word small")
                      : (i % 2 ? "word odd" : "word"),
              "x");
        space.values[1] = (struct xap_value){SLOT_FACET, str_from(colours[i])};
        space.doc.value_count = 2;
        assert_ok(xap_writer_add(writers[i % 3 == 0], &space.doc, &err));
    }
    for (int i = 0; i < 2; i++)
        assert_ok(xap_writer_commit(writers[i], &err));
    assert_ok(xap_reader_open(&reader, paths, 2, &err));
    assert_ok(xap_count(reader, &plan, SLOT_FACET, without, 4, fixture->arena,
                        &counted, &err));
    assert_int_equal(counted.value_count, 3);
    assert_int_equal(counted.counts[0].total, 2); /* 1 3 */
    assert_int_equal(counted_with(&counted, 0, "blue"), 2);
    assert_int_equal(counted_with(&counted, 0, "red"), 0);
    assert_int_equal(counted.counts[1].total, 4); /* 0 1 2 3 */
    assert_int_equal(counted_with(&counted, 1, "red"), 1);
    assert_int_equal(counted.counts[2].total, 3); /* 1 3 7 */
    assert_int_equal(counted_with(&counted, 2, "green"), 1);
    assert_int_equal(counted.counts[3].total, 7);
    assert_int_equal(counted_with(&counted, 3, "red"), 2);
    assert_int_equal(counted_with(&counted, 3, "blue"), 3);
    stamp = counted.values_stamp;
    assert_ok(xap_count(reader, &plan, SLOT_FACET, without, 1, fixture->arena,
                        &counted, &err));
    assert_int_equal(counted.values_stamp, stamp);
    assert_ok(xap_writer_remove(writers[1], STR("Q3"), &err));
    assert_ok(xap_writer_commit(writers[1], &err));
    assert_ok(xap_reader_refresh(reader, NULL, &err));
    assert_ok(xap_count(reader, &plan, SLOT_FACET, without, 1, fixture->arena,
                        &counted, &err));
    assert_int_equal(counted.counts[0].total, 1);
    assert_int_equal(counted_with(&counted, 0, "blue"), 1);
    assert_true(counted.values_stamp != stamp);
    word.name = STR("");
    assert_fails(xap_count(reader, &plan, SLOT_FACET, without, 1,
                           fixture->arena, &counted, &err),
                 SLV_ERR_INPUT);
    for (int i = 0; i < 2; i++)
        xap_writer_close(writers[i]);
    xap_reader_close(reader);
}

static void multi_values_are_cut_between_characters(void **state)
{
    struct fixture *fixture = *state;
    char text[300];
    struct str items[] = {STR("z"), {text, 255}, STR("")};
    struct str value;

    memset(text, 'x', sizeof text);
    xap_multi_value(items, 3, fixture->arena, &value);
    assert_int_equal(value.len, 258);
    assert_int_equal((unsigned char) value.ptr[0], 255);
    assert_memory_equal(value.ptr + 256, "\001z", 2);
    memcpy(text + 253, "\xe2\x82\xac", 3); /* the euro sign, 253 to 255 */
    items[1].len = 300;
    items[2] = (struct str){text, 253}; /* what is left of it */
    xap_multi_value(items, 3, fixture->arena, &value);
    assert_int_equal(value.len, 256);
    assert_int_equal((unsigned char) value.ptr[0], 253);
    xap_multi_value(NULL, 0, fixture->arena, &value);
    assert_int_equal(value.len, 0);
}

static void multi_values_hold_each_string_once_in_order(void **state)
{
    struct str value = multi(*state, "b a  b aa c a");

    assert_int_equal(value.len, 9);
    assert_memory_equal(value.ptr, "\001a\002aa\001b\001c", 9);
}

/* In a child, whose greatest size is its own. */
static int make_long_multi_value(void *context)
{
    enum { COUNT = 3000, ITEM_BYTES = 155, MORE_MAX_KB = 64 * 1024 };
    struct fixture *fixture = context;
    struct str *items =
        arena_calloc(fixture->arena, (size_t) 2 * COUNT, sizeof *items);
    struct rusage before;
    struct rusage after;
    struct str value;

    for (int i = 0; i < COUNT; i++)
        items[i] = items[COUNT + i] =
            arena_format(fixture->arena, "%0*d", ITEM_BYTES, i);
    if (getrusage(RUSAGE_SELF, &before))
        return 1;
    xap_multi_value(items, (size_t) 2 * COUNT, fixture->arena, &value);
    if (getrusage(RUSAGE_SELF, &after))
        return 1;
    if (value.len != (size_t) COUNT * (1 + ITEM_BYTES))
        return 2;
    return after.ru_maxrss - before.ru_maxrss < MORE_MAX_KB ? 0 : 3;
}

static void a_long_multi_value_takes_little_memory(void **state)
{
    assert_int_equal(in_child(make_long_multi_value, *state), 0);
}

static void hits_can_come_by_a_falling_value(void **state)
{
    struct fixture *fixture = *state;
    const char *path = fixture_path(fixture, "db");
    struct xap_writer *writer = open_writer(path, XAP_CREATE);
    struct xap_reader *reader;
    const char *const rows[][2] = {{"e", "2021"}, {"a", "2020"}, {"d", "2024"},
                                   {"b", "2021"}, {"c", ""},     {"f", "20"}};
    struct xap_plan_term terms[] = {term("word", 1, XAP_OPTIONAL, 0)};
    struct xap_plan plan = {
        .limit = 10, .order_by_slot = true, .order_slot = SLOT_DATE};
    struct xap_result result;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct draft space;

        draft(fixture, &space, rows[i][0], "word", rows[i][0]);
        space.values[1] = (struct xap_value){SLOT_DATE, str_from(rows[i][1])};
        space.doc.value_count = 2;
        assert_ok(xap_writer_add(writer, &space.doc, &err));
    }
    assert_ok(xap_writer_commit(writer, &err));
    xap_writer_close(writer);
    reader = open_reader(path);
    assert_string_equal(hits(fixture, reader, &plan), "d b e a f c");
    plan.terms = terms;
    plan.term_count = 1;
    plan.first = 1;
    plan.limit = 3;
    result = search(fixture, reader, &plan);
    assert_string_equal(hits(fixture, reader, &plan), "b e a");
    assert_true(result.hits[0].score > 0);
    xap_reader_close(reader);
}

static void attachments_come_from_the_hits_own_shard(void **state)
{
    struct fixture *fixture = *state;
    const char *paths[] = {fixture_path(fixture, "a"),
                           fixture_path(fixture, "b")};
    struct xap_reader *reader;
    struct xap_plan_term terms[] = {term("word", 1, XAP_OPTIONAL, 0)};
    struct xap_plan plan = {.terms = terms,
                            .term_count = 1,
                            .limit = 10,
                            .want_attachments = true,
                            .attachment_slot = SLOT_ID};
    struct xap_result result;
    struct xap_hit hit;
    struct str value;

    for (int i = 0; i < 2; i++) {
        struct xap_writer *writer = open_writer(paths[i], XAP_CREATE);
        struct draft space;

        /* the same id in both shards, with an attachment of its own */
        assert_ok(xap_writer_add(
            writer, draft(fixture, &space, "1", "word", i ? "in b" : "in a"),
            &err));
        assert_ok(xap_writer_put(writer, STR("1"),
                                 i ? STR("of b") : STR("of a"), &err));
        add(fixture, writer, i ? "3" : "2", "word");
        assert_ok(xap_writer_commit(writer, &err));
        xap_writer_close(writer);
    }
    assert_ok(xap_reader_open(&reader, paths, 2, &err));
    result = search(fixture, reader, &plan);
    assert_int_equal(result.hit_count, 4);
    for (int i = 0; i < 2; i++) {
        assert_str(result.hits[i].data, result.hits[i].shard ? "in b" : "in a");
        assert_str(result.hits[i].attachment,
                   result.hits[i].shard ? "of b" : "of a");
        assert_int_equal(result.hits[i + 2].attachment.len, 0);
        assert_int_equal(result.hits[i + 2].shard, i);
    }
    assert_true(result.hits[0].shard != result.hits[1].shard);
    assert_ok(xap_get(reader, STR("Q3"), SLOT_ID, fixture->arena, &hit, &err));
    assert_int_equal(hit.shard, 1);
    assert_int_equal(hit.attachment.len, 0);
    assert_ok(xap_get(reader, STR("Q1"), SLOT_ID, fixture->arena, &hit, &err));
    assert_str(hit.attachment, "of a");
    assert_ok(
        xap_get_metadata(reader, 1, STR("1"), fixture->arena, &value, &err));
    assert_str(value, "of b");
    xap_reader_close(reader);
}

static void terms_are_listed_and_counted_over_shards(void **state)
{
    struct fixture *fixture = *state;
    const char *paths[] = {fixture_path(fixture, "a"),
                           fixture_path(fixture, "b")};
    struct xap_reader *reader;
    const struct str names[] = {STR("Sabc"), STR("none"), STR("Sab")};
    uint64_t counts[3];
    struct xap_facet_value *list;
    struct str *data;
    size_t count;

    for (int i = 0; i < 2; i++) {
        struct xap_writer *writer = open_writer(paths[i], XAP_CREATE);

        add(fixture, writer, "1", i ? "Sab Sabc" : "Sabc T");
        add(fixture, writer, "2", i ? "Sz" : "S Sabc");
        assert_ok(xap_writer_commit(writer, &err));
        xap_writer_close(writer);
    }
    assert_ok(xap_reader_open(&reader, paths, 2, &err));
    assert_ok(xap_list_terms(reader, STR("S"), 10, fixture->arena, &list,
                             &count, &err));
    assert_int_equal(count, 4);
    assert_str(list[0].value, "");
    assert_str(list[1].value, "ab");
    assert_str(list[2].value, "abc");
    assert_int_equal(list[2].count, 3);
    assert_str(list[3].value, "z");
    assert_ok(xap_list_terms(reader, STR("Sab"), 1, fixture->arena, &list,
                             &count, &err));
    assert_int_equal(count, 1);
    assert_str(list[0].value, "");
    assert_ok(xap_list_terms(reader, STR("none"), 5, fixture->arena, &list,
                             &count, &err));
    assert_int_equal(count, 0);
    assert_ok(xap_list_terms(reader, STR(""), 100, fixture->arena, &list,
                             &count, &err));
    assert_int_equal(count, 7);
    assert_ok(xap_term_frequencies(reader, names, 3, counts, &err));
    assert_int_equal(counts[0], 3);
    assert_int_equal(counts[1], 0);
    assert_int_equal(counts[2], 1);
    assert_ok(xap_list_data(reader, 1, fixture->arena, &data, &count, &err));
    assert_int_equal(count, 2);
    assert_str(data[0], "1");
    assert_str(data[1], "2");
    xap_reader_close(reader);
}

static void the_terms_of_a_document_are_given(void **state)
{
    struct fixture *fixture = *state;
    struct xap_reader *reader = fruit(fixture);
    struct xap_term *terms;
    size_t count;

    assert_ok(
        xap_get_terms(reader, STR("Q2"), fixture->arena, &terms, &count, &err));
    assert_int_equal(count, 3); /* the unique term has no weight */
    assert_str(terms[0].name, "apple");
    assert_int_equal(terms[0].wdf, 1);
    assert_str(terms[1].name, "apples");
    assert_int_equal(terms[1].wdf, 2);
    assert_str(terms[2].name, "green");
    assert_fails(
        xap_get_terms(reader, STR("Q9"), fixture->arena, &terms, &count, &err),
        SLV_ERR_NOT_FOUND);
    assert_int_equal(count, 0);
    assert_fails(
        xap_get_terms(reader, STR(""), fixture->arena, &terms, &count, &err),
        SLV_ERR_INPUT);
    xap_reader_close(reader);
}

static void what_nobody_has_is_not_found(void **state)
{
    struct fixture *fixture = *state;
    struct xap_reader *reader = fruit(fixture);
    struct xap_hit hit;

    assert_fails(xap_get(reader, STR("Qnone"), 0, fixture->arena, &hit, &err),
                 SLV_ERR_NOT_FOUND);
    assert_int_equal(hit.data.len, 0);
    assert_int_equal(
        xap_get(reader, STR("Qnone"), 0, fixture->arena, &hit, NULL),
        SLV_ERR_NOT_FOUND);
    xap_reader_close(reader);
}

static void an_empty_database_answers(void **state)
{
    struct fixture *fixture = *state;
    const char *path = fixture_path(fixture, "db");
    struct xap_writer *writer = open_writer(path, XAP_CREATE);
    struct xap_reader *reader;
    struct xap_plan plan = {.limit = 10, .exact_total = true};
    struct str *list;
    size_t count;

    assert_ok(xap_writer_commit(writer, &err));
    reader = open_reader(path);
    assert_int_equal(xap_reader_document_count(reader), 0);
    assert_string_equal(hits(fixture, reader, &plan), "");
    assert_ok(search_status(fixture, reader, "word"));
    assert_ok(xap_list_data(reader, 0, fixture->arena, &list, &count, &err));
    assert_int_equal(count, 0);
    xap_reader_close(reader);
    xap_writer_close(writer);
}

/* --- compaction --- */

static void compaction_merges_and_can_be_updated(void **state)
{
    struct fixture *fixture = *state;
    const char *sources[5];
    const char *target = fixture_path(fixture, "all");
    struct xap_writer *writer;
    struct xap_reader *reader;
    struct xap_plan plan = {.limit = 100, .exact_total = true};
    struct str value;

    for (int i = 0; i < 5; i++) {
        char name[] = {(char) ('a' + i), '\0'};

        sources[i] = fixture_path(fixture, name);
        writer = open_writer(sources[i], XAP_BUILD);
        if (i != 3) { /* an empty one does no harm */
            add(fixture, writer, name, "word");
            assert_ok(xap_writer_put(writer, STR("shared"), STR("same"), &err));
            assert_ok(
                xap_writer_put(writer, str_from(name), str_from(name), &err));
        }
        assert_ok(xap_writer_commit(writer, &err));
        xap_writer_close(writer);
    }
    assert_ok(xap_compact(sources, 5, target, &err));
    assert_fails(xap_compact(sources, 5, target, &err), SLV_ERR_CANNOT_CREATE);
    reader = open_reader(target);
    assert_string_equal(hits(fixture, reader, &plan), "a b c e");
    assert_ok(xap_get_metadata(reader, 0, STR("shared"), fixture->arena, &value,
                               &err));
    assert_str(value, "same");
    assert_ok(
        xap_get_metadata(reader, 0, STR("e"), fixture->arena, &value, &err));
    assert_str(value, "e");

    writer = open_writer(target, XAP_UPDATE);
    assert_ok(xap_writer_remove(writer, STR("Qb"), &err));
    add(fixture, writer, "f", "word");
    assert_ok(xap_writer_commit(writer, &err));
    xap_writer_close(writer);
    assert_ok(xap_reader_refresh(reader, NULL, &err));
    assert_string_equal(hits(fixture, reader, &plan), "a c e f");
    xap_reader_close(reader);
}

/* --- stemming --- */

static void stems_are_those_of_the_language(void **state)
{
    static const struct {
        const char *language, *word, *stem;
    } cases[] = {{"english", "printers", "printer"},
                 {"en", "connections", "connect"},
                 {"german", "h\xc3\xa4user", "haus"},
                 {"none", "printers", "printers"},
                 {"english", "", ""}};

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct xap_stemmer *stemmer;

        assert_ok(xap_stemmer_open(&stemmer, cases[i].language, &err));
        assert_str(xap_stem(stemmer, str_from(cases[i].word)), cases[i].stem);
        xap_stemmer_close(stemmer);
    }
    xap_stemmer_close(NULL);
}

static void very_long_words_stay_as_they_are(void **state)
{
    char word[XAP_STEM_MAX + 1];
    struct xap_stemmer *stemmer;
    struct str stem;

    (void) state;
    memset(word, 's', sizeof word);
    assert_ok(xap_stemmer_open(&stemmer, "english", &err));
    stem = xap_stem(stemmer, (struct str){word, sizeof word});
    assert_ptr_equal(stem.ptr, word);
    assert_int_equal(stem.len, sizeof word);
    stem = xap_stem(stemmer, (struct str){word, XAP_STEM_MAX});
    assert_true(stem.len > 0 && stem.len <= XAP_STEM_MAX);
    xap_stemmer_close(stemmer);
}

static void an_unknown_language_is_told(void **state)
{
    struct xap_stemmer *stemmer;

    (void) state;
    assert_fails(xap_stemmer_open(&stemmer, "klingon", &err),
                 SLV_ERR_NOT_FOUND);
    assert_null(stemmer);
    assert_fails(xap_stemmer_open(&stemmer, "", &err), SLV_ERR_NOT_FOUND);
}

static void closing_nothing_is_allowed(void **state)
{
    (void) state;
    xap_writer_close(NULL);
    xap_reader_close(NULL);
    xap_stemmer_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(modes_open_keep_or_empty),
        FIXTURE_TEST(nothing_shows_before_the_commit),
        FIXTURE_TEST(a_commit_shows_behind_one_that_has_stood_for_long),
        FIXTURE_TEST(a_large_build_is_bounded_and_unseen_until_the_commit),
        FIXTURE_TEST(replace_and_remove_work_by_term),
        FIXTURE_TEST(an_empty_value_removes_metadata),
        FIXTURE_TEST(names_have_limits),
        FIXTURE_TEST(a_replacement_must_have_the_term_it_replaces),
        FIXTURE_TEST(a_second_writer_is_refused),
        FIXTURE_TEST(a_folder_that_cannot_be_made_is_told),
        FIXTURE_TEST(what_is_not_permitted_is_told),
        FIXTURE_TEST(a_read_only_disk_is_told),
        FIXTURE_TEST(a_full_disk_is_told_and_keeps_the_last_commit),
        FIXTURE_TEST(a_full_disk_is_told_when_nothing_can_be_undone),
        FIXTURE_TEST(a_missing_database_is_told),
        FIXTURE_TEST(another_format_version_is_told),
        FIXTURE_TEST(a_damaged_database_is_told),
        FIXTURE_TEST(a_writer_meets_damage),
        FIXTURE_TEST(a_writer_killed_in_a_commit_leaves_the_last_one),
        FIXTURE_TEST(an_overtaken_search_is_repeated),
        FIXTURE_TEST(a_reader_overtaken_at_each_try_gives_up),
        FIXTURE_TEST(readers_in_threads_see_whole_commits),
        FIXTURE_TEST(order_is_exact_over_shards_and_pages),
        FIXTURE_TEST(a_long_run_of_equal_scores_is_in_order),
        FIXTURE_TEST(equal_scores_are_equal_whatever_the_order_of_addition),
        FIXTURE_TEST(terms_of_a_group_count_once),
        FIXTURE_TEST(terms_of_a_part_count_together_or_not_at_all),
        FIXTURE_TEST(pinned_documents_come_first_in_their_order),
        FIXTURE_TEST(forbidden_words_and_filters_choose),
        FIXTURE_TEST(values_within_a_range_choose),
        FIXTURE_TEST(words_that_nobody_has_match_nothing),
        FIXTURE_TEST(weights_must_be_numbers_from_zero_on),
        FIXTURE_TEST(counting_counts_values_too),
        FIXTURE_TEST(multi_values_are_cut_between_characters),
        FIXTURE_TEST(multi_values_hold_each_string_once_in_order),
        FIXTURE_TEST(a_long_multi_value_takes_little_memory),
        FIXTURE_TEST(hits_can_come_by_a_falling_value),
        FIXTURE_TEST(attachments_come_from_the_hits_own_shard),
        FIXTURE_TEST(terms_are_listed_and_counted_over_shards),
        FIXTURE_TEST(the_terms_of_a_document_are_given),
        FIXTURE_TEST(what_nobody_has_is_not_found),
        FIXTURE_TEST(an_empty_database_answers),
        FIXTURE_TEST(compaction_merges_and_can_be_updated),
        cmocka_unit_test(stems_are_those_of_the_language),
        cmocka_unit_test(very_long_words_stay_as_they_are),
        cmocka_unit_test(an_unknown_language_is_told),
        cmocka_unit_test(closing_nothing_is_allowed),
    };

    return cmocka_run_group_tests_name("xapian_shim", tests, NULL, NULL);
}
