/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Xapian for C, the only file that sees Xapian and the only C++ one. Every
 * exported function is one guard(): the body may throw, what leaves is a
 * status with a sentence. Readers repeat a body that a writer overtook.
 *
 * Left to others: what terms, slots and weights mean (core/search), which
 * folder is the present one, and who may read it.
 */
#pragma GCC visibility push(default)
#include "store/xapian_shim.h"
#pragma GCC visibility pop

#include <xapian.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/file.h"

struct xap_writer {
    std::string path;
    Xapian::WritableDatabase db;
    size_t pending_bytes = 0; /* estimate of what the library holds unflushed */
    bool failed = false;      /* lost changes: nothing more may be committed */
    std::string name;         /* scratch, so that terms reuse one buffer */

    xap_writer(const char *folder, int flags)
        : path(folder), db(path, flags | Xapian::DB_BACKEND_GLASS)
    {
        db.begin_transaction();
    }
};

/* A set of documents of one shard, a bit each by number. */
typedef std::vector<uint64_t> bit_set;

/* The value of a slot in every document, as its place among the distinct ones.
 * For counting and for ranges. */
struct value_table {
    std::vector<std::string> values;       /* by rising bytes */
    std::vector<struct str> names;         /* the same, for C */
    std::vector<std::vector<uint32_t>> of; /* by shard and document number */
    uint64_t stamp = 0;
};

/* What was read of a commit and may be asked for again. */
struct count_cache {
    std::unordered_map<uint32_t, value_table> tables;
    std::unordered_map<std::string, std::vector<bit_set>> terms; /* by shard */
    size_t term_bytes = 0;

    void clear()
    {
        tables.clear();
        terms.clear();
        term_bytes = 0;
    }
};

/* What a reader remembers, some 100 bytes each. */
enum {
    FREQUENCIES_MAX = 50000,
    RECORD_BYTES_MAX = 8 * 1024 * 1024,
    RECORD_OVERHEAD = 64
};

struct xap_reader {
    std::vector<std::string> paths;
    std::vector<Xapian::Database> shards;
    std::vector<struct file_stamp> stamps; /* of the shards' newest commits */
    Xapian::Database all; /* the shards as one; shares their internals */
    uint64_t document_count = 0;
    count_cache cache;
    uint64_t stamp = 0;    /* of the last value table */
    bool has_news = false; /* not yet told by xap_reader_refresh() */
    /* of terms that were asked for: a look into the index takes a hundred times
     * as long, and queries repeat their words */
    std::unordered_map<std::string, uint64_t> frequencies;
    /* data of documents that were hits, by their number in `all` */
    std::unordered_map<Xapian::docid, std::string> records;
    size_t record_bytes = 0;
};

struct xap_stemmer {
    Xapian::Stem stem;
    std::string out;

    explicit xap_stemmer(const char *language) : stem(language)
    {
    }
};

namespace
{

/* --- exceptions to statuses --- */

/* What was being done, for the sentence: "cannot <verb> the index <path>". */
struct place {
    const char *verb;
    const char *path;
    bool makes = false; /* the folder, so nothing need be there */
};

/* The library keeps errno as its text alone. */
int errno_of(const Xapian::Error &error)
{
    static const int known[] = {ENOSPC, EDQUOT, EACCES, EPERM,  EROFS,
                                ENOENT, EIO,    EEXIST, EISDIR, ENOTDIR,
                                EMFILE, ENFILE, EFBIG,  ELOOP,  ENAMETOOLONG};
    const char *text = error.get_error_string();

    if (!text)
        return 0;
    for (int value : known) {
        char buffer[128];

        if (std::strcmp(strerror_r(value, buffer, sizeof buffer), text) == 0)
            return value;
    }
    return EIO;
}

/* When the library cannot undo a failed change either, what the system said
 * stands within its message alone. */
bool tells_of_no_space(const Xapian::Error &error)
{
    for (int value : {ENOSPC, EDQUOT}) {
        char buffer[128];

        if (error.get_msg().find(strerror_r(value, buffer, sizeof buffer)) !=
            std::string::npos)
            return true;
    }
    return false;
}

/* The file that each commit replaces. */
std::string commit_file(const std::string &path)
{
    return path + "/iamglass";
}

bool is_there(const char *path)
{
    struct stat about;

    return stat(commit_file(path).c_str(), &about) == 0;
}

enum slv_status say_damaged(struct slv_error *err, const place &at,
                            const char *reason)
{
    slv_fail(err, SLV_ERR_CORRUPT, "cannot %s the index %s: it is damaged (%s)",
             at.verb, at.path, reason);
    slv_hint(err, "Build the index again; the articles hold everything.");
    return SLV_ERR_CORRUPT;
}

enum slv_status say_missing(struct slv_error *err, const place &at)
{
    slv_fail(err, SLV_ERR_NO_INPUT, "cannot %s the index %s: there is none",
             at.verb, at.path);
    slv_hint(err, "Make it first, or check the path.");
    return SLV_ERR_NO_INPUT;
}

enum slv_status say_uncreated(struct slv_error *err, const place &at)
{
    slv_fail(err, SLV_ERR_CANNOT_CREATE,
             "cannot %s the index %s: the folder cannot be made", at.verb,
             at.path);
    slv_hint(err, "The folder above it must exist, and no file may have its "
                  "name.");
    return SLV_ERR_CANNOT_CREATE;
}

enum slv_status say_errno(struct slv_error *err, const place &at,
                          int errno_value)
{
    enum slv_status status = slv_fail_errno(
        err, errno_value, "cannot %s the index %s", at.verb, at.path);

    if (status == SLV_ERR_PERMISSION)
        slv_hint(err, "Check who owns the folder and its files, and whether "
                      "the disk is mounted read-only.");
    return status;
}

enum slv_status say_locked(struct slv_error *err, const place &at,
                           const Xapian::Error &error)
{
    std::string lock = std::string(at.path) + "/flintlock";
    int fd;

    if (error.get_msg().find("already locked") == std::string::npos) {
        fd = open(lock.c_str(), O_RDWR | O_CLOEXEC);
        if (fd < 0)
            return say_errno(err, at, errno);
        close(fd);
    }
    slv_fail(err, SLV_ERR_LOCKED,
             "cannot %s the index %s: another writer holds it", at.verb,
             at.path);
    slv_hint(err, "Wait until the other writer has finished, or stop it.");
    return SLV_ERR_LOCKED;
}

enum slv_status say_version(struct slv_error *err, const place &at,
                            const Xapian::Error &error)
{
    slv_fail(err, SLV_ERR_VERSION,
             "cannot %s the index %s: its format is not the one this program "
             "knows (%s)",
             at.verb, at.path, error.get_msg().c_str());
    slv_hint(err, "Use the program that wrote it, or build the index again.");
    return SLV_ERR_VERSION;
}

enum slv_status say_stale(struct slv_error *err, const place &at)
{
    slv_fail(err, SLV_ERR_STALE,
             "cannot %s the index %s: a writer changed it during each try",
             at.verb, at.path);
    slv_hint(err, "Try again in a moment.");
    return SLV_ERR_STALE;
}

enum slv_status say_internal(struct slv_error *err, const place &at,
                             const char *reason)
{
    return slv_fail(err, SLV_ERR_INTERNAL, "cannot %s the index %s: %s",
                    at.verb, at.path, reason);
}

/* Database errors that carry errno tell of the system, the others of damage;
 * a file that is missing from a database that is there is damage, too. */
enum slv_status say_database(struct slv_error *err, const place &at,
                             const Xapian::Error &error)
{
    int value = errno_of(error);

    if (value == 0 && tells_of_no_space(error))
        value = ENOSPC;
    if (value == ENOENT && is_there(at.path))
        value = 0;
    if (value == ENOENT || value == ENOTDIR || value == EEXIST ||
        value == EISDIR)
        return at.makes ? say_uncreated(err, at) : say_missing(err, at);
    if (value)
        return say_errno(err, at, value);
    return say_damaged(err, at, error.get_msg().c_str());
}

/* Call inside a catch block. */
enum slv_status translate(struct slv_error *err, const place &at) noexcept
{
    try {
        throw;
    } catch (const Xapian::DatabaseLockError &error) {
        return say_locked(err, at, error);
    } catch (const Xapian::DatabaseVersionError &error) {
        return say_version(err, at, error);
    } catch (const Xapian::DatabaseModifiedError &) {
        return say_stale(err, at);
    } catch (const Xapian::DatabaseError &error) {
        return say_database(err, at, error);
    } catch (const Xapian::DocNotFoundError &error) {
        return say_damaged(err, at, error.get_msg().c_str());
    } catch (const Xapian::RangeError &error) {
        return say_damaged(err, at, error.get_msg().c_str());
    } catch (const Xapian::SerialisationError &error) {
        return say_damaged(err, at, error.get_msg().c_str());
    } catch (const Xapian::Error &error) {
        return say_internal(err, at, error.get_msg().c_str());
    } catch (const std::length_error &error) {
        return say_damaged(err, at, error.what());
    } catch (const std::exception &error) {
        return say_internal(err, at, error.what());
    } catch (...) {
        return say_internal(err, at, "an unknown exception");
    }
}

template <typename Body>
enum slv_status guard(struct slv_error *err, const place &at,
                      Body body) noexcept
{
    try {
        return body();
    } catch (...) {
        return translate(err, at);
    }
}

/* --- limits --- */

/* NUL bytes count twice: the library stores each as two. */
enum slv_status check_name(struct slv_error *err, const char *what,
                           struct str name)
{
    size_t size = name.len;

    for (size_t i = 0; name.len > XAP_TERM_MAX / 2 && i < name.len; i++)
        size += name.ptr[i] == '\0';
    if (name.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "a %s is empty", what);
    if (size > XAP_TERM_MAX)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "a %s has %zu bytes, which is more than %d", what, size,
                        XAP_TERM_MAX);
    return SLV_OK;
}

std::string to_string(struct str s)
{
    return std::string(s.len ? s.ptr : "", s.len);
}

struct str copy_to(struct arena *arena, const std::string &s)
{
    return arena_str(arena, str{s.data(), s.size()});
}

/* --- writing --- */

enum {
    PENDING_MAX_BYTES = 64 * 1024 * 1024,
    POSTING_COST_BYTES = 64 /* a posting in the library's pending changes */
};

/* Closing a database commits it, except within a transaction. */
void give_up(struct xap_writer *writer) noexcept
{
    writer->failed = true;
    try {
        writer->db.begin_transaction(false);
    } catch (const Xapian::Error &) {
        /* it is in one already */
    }
}

/* Run a change of the database. One that fails half-way has lost changes that
 * earlier calls reported as taken, so nothing may be committed after it. */
template <typename Body>
enum slv_status change(struct xap_writer *writer, struct slv_error *err,
                       const char *verb, Body body) noexcept
{
    const place at = {verb, writer->path.c_str()};
    enum slv_status status;

    if (writer->failed)
        return slv_fail(err, SLV_ERR_IO,
                        "cannot %s the index %s: an earlier change failed and "
                        "everything since the last commit is lost",
                        verb, at.path);
    status = guard(err, at, [&] {
        body();
        return SLV_OK;
    });
    if (status != SLV_OK)
        give_up(writer);
    return status;
}

/* Reading the list of all terms makes the library move the postings it holds
 * in memory into its (uncommitted) tables: memory is freed, nothing is shown. */
void flush_when_large(struct xap_writer *writer)
{
    if (writer->pending_bytes < PENDING_MAX_BYTES)
        return;
    writer->db.allterms_begin();
    writer->pending_bytes = 0;
}

enum slv_status check_document(struct slv_error *err,
                               const struct xap_document *doc)
{
    for (size_t i = 0; i < doc->term_count; i++) {
        enum slv_status status = check_name(err, "term", doc->terms[i].name);

        if (status != SLV_OK)
            return status;
    }
    return SLV_OK;
}

Xapian::Document make_document(struct xap_writer *writer,
                               const struct xap_document *doc)
{
    Xapian::Document out;

    for (size_t i = 0; i < doc->term_count; i++) {
        const struct xap_term &term = doc->terms[i];

        writer->name.assign(term.name.ptr, term.name.len);
        out.add_term(writer->name, term.wdf);
        writer->pending_bytes += POSTING_COST_BYTES;
    }
    for (size_t i = 0; i < doc->value_count; i++)
        out.add_value(doc->values[i].slot, to_string(doc->values[i].bytes));
    out.set_data(to_string(doc->data));
    return out;
}

bool has_term(const struct xap_document *doc, struct str name)
{
    for (size_t i = 0; i < doc->term_count; i++) {
        const struct str &other = doc->terms[i].name;

        if (other.len == name.len &&
            std::memcmp(other.ptr, name.ptr, name.len) == 0)
            return true;
    }
    return false;
}

/* --- compaction --- */

void sync_path(const std::string &path)
{
    int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    int failure;

    if (fd < 0)
        throw Xapian::DatabaseError("cannot open it for syncing", errno);
    failure = fsync(fd) ? errno : 0;
    close(fd);
    if (failure)
        throw Xapian::DatabaseError("cannot sync it", failure);
}

template <typename Each>
void for_each_file(const std::string &folder, Each each)
{
    DIR *dir = opendir(folder.c_str());

    if (!dir)
        return;
    while (struct dirent *entry = readdir(dir)) {
        std::string name = entry->d_name;

        if (name != "." && name != "..")
            each(folder + "/" + name);
    }
    closedir(dir);
}

void sync_database(const std::string &folder)
{
    size_t slash = folder.find_last_of('/');
    std::vector<std::string> files;

    for_each_file(folder,
                  [&](const std::string &file) { files.push_back(file); });
    for (const std::string &file : files)
        sync_path(file);
    sync_path(folder);
    if (slash == std::string::npos)
        sync_path(".");
    else
        sync_path(slash == 0 ? "/" : folder.substr(0, slash));
}

void remove_database(const std::string &folder)
{
    for_each_file(folder,
                  [](const std::string &file) { unlink(file.c_str()); });
    rmdir(folder.c_str());
}

/* --- reading --- */

Xapian::Database open_shard(const std::string &path)
{
    for (int tries = 1;; tries++) {
        try {
            return Xapian::Database(path, Xapian::DB_BACKEND_GLASS);
        } catch (const Xapian::DatabaseModifiedError &) {
            if (tries == XAP_RETRIES_MAX)
                throw;
        }
    }
}

/* To be called before the shards are opened. */
void take_stamps(struct xap_reader *reader)
{
    reader->stamps.resize(reader->paths.size());
    for (size_t i = 0; i < reader->paths.size(); i++)
        file_stamp_take(commit_file(reader->paths[i]).c_str(),
                        &reader->stamps[i]);
}

/* Told without opening a file, unless the newest commit is of this moment. */
bool sees_newest(const struct xap_reader *reader)
{
    for (size_t i = 0; i < reader->stamps.size(); i++)
        if (!file_stamp_holds(&reader->stamps[i],
                              commit_file(reader->paths[i]).c_str()))
            return false;
    return true;
}

void open_shards(struct xap_reader *reader)
{
    std::vector<Xapian::Database> shards;
    Xapian::Database all;

    for (const std::string &path : reader->paths) {
        shards.push_back(open_shard(path));
        all.add_database(shards.back());
    }
    reader->shards.swap(shards);
    reader->all = all;
    reader->document_count = all.get_doccount();
}

/* When reopening fails half-way, the tables of a database may stand at
 * different commits, and the library takes it for up to date. So begin anew. */
bool refresh(struct xap_reader *reader)
{
    bool changed;

    take_stamps(reader);
    try {
        changed = reader->all.reopen();
    } catch (const Xapian::DatabaseError &) {
        open_shards(reader);
        changed = true;
    }
    if (changed) {
        reader->document_count = reader->all.get_doccount();
        reader->cache.clear();
        reader->frequencies.clear();
        reader->records.clear();
        reader->record_bytes = 0;
        reader->has_news = true;
    }
    return changed;
}

/* Run `body` on the newest commit, again when a writer overtook it. A block
 * that is overwritten while it is read can look damaged, so any failure of
 * reading is tried again when there is a newer commit. */
template <typename Body>
enum slv_status read(struct xap_reader *reader, struct slv_error *err,
                     const char *verb, Body body) noexcept
{
    const place at = {verb, reader->paths[0].c_str()};

    return guard(err, at, [&] {
        bool overtaken = false;

        for (int tries = 1;; tries++) {
            try {
                return body();
            } catch (const Xapian::DatabaseModifiedError &error) {
                overtaken |= refresh(reader);
                if (tries == XAP_RETRIES_MAX)
                    return overtaken
                               ? say_stale(err, at)
                               : say_damaged(err, at, error.get_msg().c_str());
            } catch (const Xapian::RuntimeError &) {
                if (!refresh(reader) || tries == XAP_RETRIES_MAX)
                    throw;
                overtaken = true;
            }
        }
    });
}

/* --- the plan --- */

/* weight * idf, rounded to a multiple of `unit`, a power of two. Sums of such
 * numbers are exact, so a document's score does not depend on the order in
 * which its terms are added, and equal is equal. */
double weighted_idf(double weight, double total, double with, double unit)
{
    double factor = weight * std::log1p((total - with + 0.5) / (with + 0.5));

    return unit > 0 ? std::nearbyint(factor / unit) * unit : factor;
}

/* weight * idf * wdf */
class ImpactWeight : public Xapian::Weight
{
    double unit;
    double factor = 0;

    void init(double weight) override
    {
        factor =
            weighted_idf(weight, get_collection_size(), get_termfreq(), unit);
    }

  public:
    explicit ImpactWeight(double unit_) : unit(unit_)
    {
        need_stat(COLLECTION_SIZE);
        need_stat(TERMFREQ);
        need_stat(WDF);
        need_stat(WDF_MAX);
    }
    ImpactWeight *clone() const override
    {
        return new ImpactWeight(unit);
    }
    double get_sumpart(Xapian::termcount wdf, Xapian::termcount,
                       Xapian::termcount) const override
    {
        return factor * wdf;
    }
    double get_maxpart() const override
    {
        return factor * get_wdf_upper_bound();
    }
    double get_sumextra(Xapian::termcount, Xapian::termcount) const override
    {
        return 0;
    }
    double get_maxextra() const override
    {
        return 0;
    }
};

/* A weighted idf is below 2^6 times the power of two below the greatest weight
 * (idf is below 2^5), so it has at most 33 bits above this unit, and of the 53
 * bits of a double 20 remain for the sum of wdf. */
double unit_of(const struct xap_plan *plan)
{
    double greatest = 0;

    for (size_t i = 0; i < plan->term_count; i++)
        if (plan->terms[i].need != XAP_FORBIDDEN)
            greatest = std::fmax(greatest, plan->terms[i].weight);
    return greatest > 0 ? std::ldexp(1.0, std::ilogb(greatest) + 6 - 33) : 0;
}

enum slv_status check_plan(struct slv_error *err, const struct xap_plan *plan)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < plan->term_count && status == SLV_OK; i++) {
        const struct xap_plan_term &term = plan->terms[i];

        status = check_name(err, "search term", term.name);
        if (status == SLV_OK && !(term.weight >= 0 && term.weight < 1e100))
            status = slv_fail(err, SLV_ERR_QUERY,
                              "the weight of the search term %.*s is not a "
                              "number from 0 on",
                              static_cast<int>(term.name.len), term.name.ptr);
    }
    for (size_t i = 0; i < plan->pin_count && status == SLV_OK; i++)
        status = check_name(err, "pin", plan->pins[i]);
    for (size_t i = 0; i < plan->filter_count && status == SLV_OK; i++)
        for (size_t j = 0; j < plan->filters[i].count && status == SLV_OK; j++)
            status = check_name(err, "filter", plan->filters[i].terms[j]);
    return status;
}

typedef std::vector<Xapian::Query> query_list;

Xapian::Query join(Xapian::Query::op op, const query_list &list)
{
    return list.size() == 1 ? list[0]
                            : Xapian::Query(op, list.begin(), list.end());
}

/* --- groups --- */

/* A term of a group; those of one part are one alternative together. */
struct member {
    std::string name;
    double factor; /* weight * idf */
    size_t alternative;
};

/* The alternatives of one word as one list of documents, each with the weight
 * of the best that it has. (The library's OP_MAX says the same, but as of
 * 1.4.22 it reads freed memory when the lists under it end together.) */
class BestOf : public Xapian::PostingSource
{
    static constexpr Xapian::docid nowhere = ~Xapian::docid(0);

    struct cursor {
        Xapian::PostingIterator at;
        Xapian::docid here;
        double factor;
        size_t alternative;
    };
    /* What the present document has of an alternative. */
    struct part {
        size_t size = 0;
        size_t found = 0;
        double sum = 0;
    };

    std::vector<member> members;
    std::vector<cursor> cursors;
    std::vector<part> parts;
    Xapian::doccount least = 0, likely = 0, most = 0;
    Xapian::docid here = 0;
    double weight = 0;
    bool started = false;

    static void settle(cursor &c)
    {
        c.here = c.at == Xapian::PostingIterator() ? nowhere : *c.at;
    }
    void step()
    {
        for (cursor &c : cursors)
            if (c.here == here) {
                ++c.at;
                settle(c);
            }
    }
    /* Is there a whole alternative at `here`? */
    bool weigh()
    {
        bool found = false;

        weight = 0;
        for (part &one : parts) {
            one.found = 0;
            one.sum = 0;
        }
        for (const cursor &c : cursors) {
            part &one = parts[c.alternative];

            if (c.here != here)
                continue;
            one.sum += c.factor * c.at.get_wdf();
            if (++one.found == one.size) {
                found = true;
                weight = std::fmax(weight, one.sum);
            }
        }
        return found;
    }
    void go_on()
    {
        for (;;) {
            here = nowhere;
            for (const cursor &c : cursors)
                here = c.here < here ? c.here : here;
            if (here == nowhere || weigh())
                return;
            step();
        }
    }
    void open(const Xapian::Database &db, const member &term, double &bound)
    {
        Xapian::doccount with = db.get_termfreq(term.name);
        cursor c = {db.postlist_begin(term.name), 0, term.factor,
                    term.alternative};

        settle(c);
        cursors.push_back(c);
        bound += term.factor * db.get_wdf_upper_bound(term.name);
        most += with;
        likely = with > likely ? with : likely;
        if (parts[term.alternative].size == 1)
            least = with > least ? with : least;
    }

  public:
    explicit BestOf(std::vector<member> members_) : members(std::move(members_))
    {
    }
    PostingSource *clone() const override
    {
        return new BestOf(members);
    }
    void init(const Xapian::Database &db) override
    {
        size_t count = members.back().alternative + 1;
        std::vector<bool> complete(count, true);
        double greatest = 0;

        cursors.clear();
        parts.assign(count, part());
        least = likely = most = 0;
        here = 0;
        started = false;
        for (const member &term : members) {
            parts[term.alternative].size++;
            if (!db.term_exists(term.name))
                complete[term.alternative] = false;
        }
        for (size_t i = 0; i < count; i++) {
            double bound = 0;

            for (const member &term : members)
                if (term.alternative == i && complete[i])
                    open(db, term, bound);
            greatest = std::fmax(greatest, bound);
        }
        most = most < db.get_doccount() ? most : db.get_doccount();
        set_maxweight(greatest);
    }
    Xapian::doccount get_termfreq_min() const override
    {
        return least;
    }
    Xapian::doccount get_termfreq_est() const override
    {
        return likely;
    }
    Xapian::doccount get_termfreq_max() const override
    {
        return most;
    }
    void next(double least_weight) override
    {
        if (started)
            step();
        started = true;
        if (least_weight > get_maxweight())
            here = nowhere;
        else
            go_on();
    }
    void skip_to(Xapian::docid wanted, double least_weight) override
    {
        if (started && here >= wanted)
            return;
        started = true;
        for (cursor &c : cursors)
            if (c.here < wanted) {
                c.at.skip_to(wanted);
                settle(c);
            }
        if (least_weight > get_maxweight())
            here = nowhere;
        else
            go_on();
    }
    bool at_end() const override
    {
        return here == nowhere;
    }
    Xapian::docid get_docid() const override
    {
        return here;
    }
    double get_weight() const override
    {
        return weight;
    }
};

/* One word of the plan: a term, or the terms of a group. */
struct word {
    uint16_t group;
    bool required;
    std::vector<const struct xap_plan_term *> terms;
};

/* The terms of a part beside each other, each alternative with its number. */
std::vector<member> members_of(const Xapian::Database &db, const word &word,
                               double unit)
{
    std::vector<const struct xap_plan_term *> terms = word.terms;
    std::vector<member> members;
    double total = db.get_doccount();
    size_t alternative = 0;

    std::stable_sort(
        terms.begin(), terms.end(),
        [](const struct xap_plan_term *a, const struct xap_plan_term *b) {
            return a->part < b->part;
        });
    for (size_t i = 0; i < terms.size(); i++) {
        std::string name = to_string(terms[i]->name);
        double factor =
            weighted_idf(terms[i]->weight, total, db.get_termfreq(name), unit);

        if (i > 0 &&
            (terms[i]->part == 0 || terms[i]->part != terms[i - 1]->part))
            alternative++;
        members.push_back(member{name, factor, alternative});
    }
    return members;
}

Xapian::Query word_query(const Xapian::Database &db, const word &word,
                         double unit)
{
    if (word.terms.size() > 1) {
        BestOf best(members_of(db, word, unit));

        return Xapian::Query(&best);
    }
    Xapian::Query query(to_string(word.terms[0]->name));

    return word.terms[0]->weight == 1
               ? query
               : Xapian::Query(word.terms[0]->weight, query);
}

/* The pinned documents, each with a weight that puts it into its place. The
 * source of weights runs over all documents, but is asked for these alone. */
Xapian::Query pins_query(const struct xap_plan *plan)
{
    query_list pins;

    for (size_t i = 0; i < plan->pin_count; i++) {
        Xapian::FixedWeightPostingSource place(
            XAP_PIN_SCORE * static_cast<double>(plan->pin_count - i));

        pins.push_back(Xapian::Query(Xapian::Query::OP_FILTER,
                                     Xapian::Query(&place),
                                     Xapian::Query(to_string(plan->pins[i]))));
    }
    return join(Xapian::Query::OP_OR, pins);
}

Xapian::Query filter_query(const struct xap_filter &filter)
{
    query_list terms;

    for (size_t i = 0; i < filter.count; i++)
        terms.push_back(Xapian::Query(to_string(filter.terms[i])));
    return join(Xapian::Query::OP_OR, terms);
}

Xapian::Query range_query(const struct xap_range &range)
{
    return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, range.slot,
                         to_string(range.begin), to_string(range.end));
}

/* What must hold beside the words, and what must not. */
void add_filters(const struct xap_plan *plan, query_list &filters,
                 query_list &forbidden)
{
    for (size_t i = 0; i < plan->filter_count; i++)
        (plan->filters[i].is_excluded ? forbidden : filters)
            .push_back(filter_query(plan->filters[i]));
    for (size_t i = 0; i < plan->range_count; i++)
        (plan->ranges[i].is_excluded ? forbidden : filters)
            .push_back(range_query(plan->ranges[i]));
}

Xapian::Query plan_query(const Xapian::Database &db,
                         const struct xap_plan *plan)
{
    std::vector<word> words;
    query_list required, optional, forbidden, passing;
    Xapian::Query query;

    for (size_t i = 0; i < plan->term_count; i++) {
        const struct xap_plan_term &term = plan->terms[i];
        size_t at = words.size();

        if (term.need == XAP_FORBIDDEN) {
            forbidden.push_back(Xapian::Query(to_string(term.name)));
            continue;
        }
        for (size_t j = 0; term.group != 0 && j < words.size(); j++)
            if (words[j].group == term.group)
                at = j;
        if (at == words.size())
            words.push_back(word{term.group, false, {}});
        words[at].required |= term.need == XAP_REQUIRED;
        words[at].terms.push_back(&term);
    }
    for (const word &word : words)
        (word.required ? required : optional)
            .push_back(word_query(db, word, unit_of(plan)));

    if (!required.empty() && !optional.empty())
        query = Xapian::Query(Xapian::Query::OP_AND_MAYBE,
                              join(Xapian::Query::OP_AND, required),
                              join(Xapian::Query::OP_OR, optional));
    else if (!required.empty())
        query = join(Xapian::Query::OP_AND, required);
    else if (!optional.empty())
        query = join(Xapian::Query::OP_OR, optional);
    if (!words.empty() && plan->pin_count > 0)
        query = Xapian::Query(Xapian::Query::OP_OR, query, pins_query(plan));

    add_filters(plan, passing, forbidden);
    if (!passing.empty()) {
        Xapian::Query filters = join(Xapian::Query::OP_AND, passing);

        query = words.empty()
                    ? Xapian::Query(0.0, filters)
                    : Xapian::Query(Xapian::Query::OP_FILTER, query, filters);
    } else if (words.empty()) {
        query = Xapian::Query(std::string());
    }
    if (!forbidden.empty())
        query = Xapian::Query(Xapian::Query::OP_AND_NOT, query,
                              join(Xapian::Query::OP_OR, forbidden));
    return query;
}

/* --- multi-values --- */

/* What is kept of a string in a multi-value. */
struct str cut_item(struct str item)
{
    size_t len = item.len;

    if (len > 255)
        for (len = 255; len > 252 && (item.ptr[len] & 0xC0) == 0x80;)
            len--;
    return str{item.ptr, len};
}

bool bytes_before(const struct str &a, const struct str &b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = std::memcmp(a.ptr, b.ptr, len);

    return order ? order < 0 : a.len < b.len;
}

bool bytes_equal(const struct str &a, const struct str &b)
{
    return a.len == b.len && std::memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* --- searching --- */

/* A collection numbers the documents of its shards in turn. */
uint32_t shard_of(const struct xap_reader *reader, Xapian::docid id)
{
    return static_cast<uint32_t>((id - 1) % reader->shards.size());
}

Xapian::docid id_in_shard(const struct xap_reader *reader, Xapian::docid id)
{
    return static_cast<Xapian::docid>((id - 1) / reader->shards.size() + 1);
}

/* The data of a document, remembered: fetching it reads and copies a block. */
const std::string &record_of(struct xap_reader *reader, uint32_t shard,
                             Xapian::docid id, const Xapian::Document &doc)
{
    Xapian::docid number =
        (id - 1) * static_cast<Xapian::docid>(reader->shards.size()) + shard +
        1;
    auto known = reader->records.find(number);

    if (known != reader->records.end())
        return known->second;
    if (reader->record_bytes > RECORD_BYTES_MAX) {
        reader->records.clear();
        reader->record_bytes = 0;
    }
    std::string &record = reader->records[number];
    try {
        record = doc.get_data();
    } catch (...) {
        reader->records.erase(number);
        throw;
    }
    reader->record_bytes += record.size() + RECORD_OVERHEAD;
    return record;
}

/* Data and, with slot >= 0, the attachment of one document. */
void take_record(struct xap_reader *reader, uint32_t shard, Xapian::docid id,
                 int64_t attachment_slot, struct arena *arena,
                 struct xap_hit *out)
{
    Xapian::Database &db = reader->shards[shard];
    Xapian::Document doc = db.get_document(id, Xapian::DOC_ASSUME_VALID);

    out->shard = shard;
    out->data = copy_to(arena, record_of(reader, shard, id, doc));
    out->attachment = str{nullptr, 0};
    if (attachment_slot >= 0) {
        std::string key =
            doc.get_value(static_cast<Xapian::valueno>(attachment_slot));

        if (!key.empty())
            out->attachment = copy_to(arena, db.get_metadata(key));
    }
}

Xapian::doccount clamp(size_t count, uint64_t most)
{
    return static_cast<Xapian::doccount>(count < most ? count : most);
}

/* A match on its way to becoming a hit. */
struct candidate {
    double score;
    Xapian::docid id;
    std::string tie; /* fetched where it decides */
};

bool candidate_before(const candidate &a, const candidate &b)
{
    return a.score != b.score ? a.score > b.score : a.tie < b.tie;
}

/* Matches of one plan in the library's own order, or in the final one. */
class Match
{
    struct xap_reader *reader;
    const struct xap_plan *plan;
    Xapian::Enquire enquire;
    Xapian::MultiValueKeyMaker keys;
    Xapian::doccount all;
    bool is_cut = false; /* there may be more than was asked for */

  public:
    Xapian::MSet set;

    Match(struct xap_reader *reader_, const struct xap_plan *plan_)
        : reader(reader_), plan(plan_), enquire(reader_->all),
          all(clamp(SIZE_MAX, reader_->document_count))
    {
        enquire.set_query(plan_query(reader->all, plan));
        enquire.set_weighting_scheme(ImpactWeight(unit_of(plan)));
    }
    void run(size_t first, size_t limit)
    {
        set = enquire.get_mset(clamp(first, all), clamp(limit, all),
                               plan->exact_total ? all : Xapian::doccount(0));
        is_cut = set.size() >= limit || (set.empty() && first > 0);
    }
    /* A search that stops early has counted some of its matches, and which depends
     * on the order of the documents, and so on others between them. So it
     * counts for nothing beside what the lists of the words say. */
    void count(struct xap_result *out)
    {
        Xapian::MSet bounds = set;

        if (is_cut && !plan->exact_total && plan->limit > 0)
            bounds = enquire.get_mset(0U, 0U, Xapian::doccount(0));
        out->total = bounds.get_matches_lower_bound();
        out->is_total_exact = out->total == bounds.get_matches_upper_bound();
        if (!set.empty() && out->total < set.get_firstitem() + set.size())
            out->total = set.get_firstitem() + set.size();
    }
    void order_by_tie()
    {
        enquire.set_sort_by_relevance_then_value(plan->tie_slot, false);
    }
    void order_by_slot()
    {
        keys.add_value(plan->order_slot, true);
        keys.add_value(plan->tie_slot, false);
        enquire.set_sort_by_key(&keys, false);
    }
    std::vector<candidate> candidates() const
    {
        std::vector<candidate> list;

        list.reserve(set.size());
        for (Xapian::MSetIterator it = set.begin(); it != set.end(); ++it)
            list.push_back({it.get_weight(), *it, std::string()});
        return list;
    }
    void order_runs(std::vector<candidate> &list) const
    {
        for (size_t i = 0; i < list.size(); i++) {
            bool tied =
                (i > 0 && list[i].score == list[i - 1].score) ||
                (i + 1 < list.size() && list[i].score == list[i + 1].score);

            if (tied)
                list[i].tie = reader->shards[shard_of(reader, list[i].id)]
                                  .get_document(id_in_shard(reader, list[i].id),
                                                Xapian::DOC_ASSUME_VALID)
                                  .get_value(plan->tie_slot);
        }
        std::stable_sort(list.begin(), list.end(), candidate_before);
    }
};

/* The library can order equal scores by a value, but then fetches that value
 * for every document that comes near the top. So ask for a few more hits than
 * wanted in its own order, and put runs of equal scores right; only a run that
 * goes on beyond the surplus needs the library's help. (When everything is
 * counted, the library is faster with its own ordering.) */
enum { SURPLUS_HITS = 8 };

std::vector<candidate> ordered_candidates(const struct xap_plan *plan,
                                          Match &match)
{
    std::vector<candidate> list;

    if (plan->order_by_slot) {
        match.order_by_slot();
    } else if (plan->first == 0 && plan->limit > 0 && !plan->exact_total) {
        size_t asked = plan->limit + SURPLUS_HITS;

        match.run(0, asked);
        list = match.candidates();
        if (list.size() < asked ||
            list[plan->limit - 1].score > list.back().score) {
            match.order_runs(list);
            if (list.size() > plan->limit)
                list.resize(plan->limit);
            return list;
        }
        match.order_by_tie();
    } else {
        match.order_by_tie();
    }
    match.run(plan->first, plan->limit);
    return match.candidates();
}

void search_once(struct xap_reader *reader, const struct xap_plan *plan,
                 struct arena *arena, struct xap_result *out)
{
    Match match(reader, plan);
    std::vector<candidate> list = ordered_candidates(plan, match);
    int64_t slot = plan->want_attachments
                       ? static_cast<int64_t>(plan->attachment_slot)
                       : -1;

    *out = {};
    match.count(out);
    out->greatest_score = match.set.get_max_possible();
    out->hits = static_cast<struct xap_hit *>(
        arena_calloc(arena, list.size(), sizeof *out->hits));
    for (const candidate &found : list) {
        struct xap_hit *hit = &out->hits[out->hit_count++];

        hit->score = found.score;
        take_record(reader, shard_of(reader, found.id),
                    id_in_shard(reader, found.id), slot, arena, hit);
    }
}

/* --- counting --- */

/* A match of words comes to sets of documents: unions and intersections of the
 * terms' lists, without scores, order or a heap. */

enum {
    KEPT_TERM_DOCUMENTS_MIN = 500, /* rarer terms are as fast read again */
    KEPT_TERMS_MAX_BYTES = 16 * 1024 * 1024
};

void add_bit(bit_set &set, Xapian::docid id)
{
    set[id >> 6] |= uint64_t(1) << (id & 63);
}

void unite(bit_set &set, const bit_set &other)
{
    for (size_t i = 0; i < set.size(); i++)
        set[i] |= other[i];
}

void intersect(bit_set &set, const bit_set &other)
{
    for (size_t i = 0; i < set.size(); i++)
        set[i] &= other[i];
}

void subtract(bit_set &set, const bit_set &other)
{
    for (size_t i = 0; i < set.size(); i++)
        set[i] &= ~other[i];
}

template <typename Each>
void for_each_bit(const bit_set &set, Each each)
{
    for (size_t i = 0; i < set.size(); i++)
        for (uint64_t rest = set[i]; rest; rest &= rest - 1)
            each(i * 64 + static_cast<size_t>(__builtin_ctzll(rest)));
}

uint64_t count_bits(const bit_set &set)
{
    uint64_t count = 0;

    for (uint64_t bits : set)
        count += static_cast<uint64_t>(__builtin_popcountll(bits));
    return count;
}

/* Counting in one shard. */
class Counter
{
    struct xap_reader *reader;
    const struct xap_plan *plan;
    size_t shard;
    Xapian::Database &db;
    size_t size;

    bit_set read(const std::string &term) const
    {
        bit_set set(size);
        Xapian::PostingIterator end = db.postlist_end(term);

        for (Xapian::PostingIterator it = db.postlist_begin(term); it != end;
             ++it)
            add_bit(set, *it);
        return set;
    }
    bit_set with_term(struct str name) const
    {
        std::string term = to_string(name);
        count_cache &cache = reader->cache;
        auto kept = cache.terms.find(term);

        if (kept != cache.terms.end() && !kept->second[shard].empty())
            return kept->second[shard];

        bit_set set = read(term);

        if (db.get_termfreq(term) >= KEPT_TERM_DOCUMENTS_MIN) {
            if (cache.term_bytes > KEPT_TERMS_MAX_BYTES) {
                cache.terms.clear();
                cache.term_bytes = 0;
            }
            cache.terms[term].resize(reader->shards.size());
            cache.terms[term][shard] = set;
            cache.term_bytes += set.size() * sizeof set[0] + term.size();
        }
        return set;
    }
    bit_set with_any(const struct str *terms, size_t count) const
    {
        bit_set set(size);

        for (size_t i = 0; i < count; i++)
            unite(set, with_term(terms[i]));
        return set;
    }
    /* Terms of one group and part count where all of them are. */
    bit_set with_alternative(size_t at) const
    {
        const struct xap_plan_term &first = plan->terms[at];
        bit_set set = with_term(first.name);

        for (size_t i = at + 1; first.part != 0 && i < plan->term_count; i++)
            if (plan->terms[i].group == first.group &&
                plan->terms[i].part == first.part &&
                plan->terms[i].need != XAP_FORBIDDEN)
                intersect(set, with_term(plan->terms[i].name));
        return set;
    }
    bool is_first_of_part(size_t at) const
    {
        const struct xap_plan_term &term = plan->terms[at];

        for (size_t i = 0; term.group != 0 && term.part != 0 && i < at; i++)
            if (plan->terms[i].group == term.group &&
                plan->terms[i].part == term.part &&
                plan->terms[i].need != XAP_FORBIDDEN)
                return false;
        return true;
    }
    bool is_first_of_group(size_t at) const
    {
        const struct xap_plan_term &term = plan->terms[at];

        for (size_t i = 0; term.group != 0 && i < at; i++)
            if (plan->terms[i].group == term.group &&
                plan->terms[i].need != XAP_FORBIDDEN)
                return false;
        return true;
    }
    /* A word of the plan that begins at `at`, with all its alternatives. */
    bit_set with_word(size_t at, bool *is_required) const
    {
        const struct xap_plan_term &first = plan->terms[at];

        *is_required = first.need == XAP_REQUIRED;
        if (first.group == 0)
            return with_term(first.name);

        bit_set set(size);

        for (size_t i = at; i < plan->term_count; i++) {
            const struct xap_plan_term &term = plan->terms[i];

            if (term.group != first.group || term.need == XAP_FORBIDDEN)
                continue;
            *is_required |= term.need == XAP_REQUIRED;
            if (is_first_of_part(i))
                unite(set, with_alternative(i));
        }
        return set;
    }

  public:
    Counter(struct xap_reader *reader_, const struct xap_plan *plan_,
            size_t shard_)
        : reader(reader_), plan(plan_), shard(shard_),
          db(reader_->shards[shard_]), size(db.get_lastdocid() / 64 + 1)
    {
    }
    /* What the words match, and nothing that they forbid. */
    bit_set words() const
    {
        bit_set optional(size), required(size);
        bool has_words = false, has_required = false;

        for (size_t i = 0; i < plan->term_count; i++) {
            bool is_required;

            if (plan->terms[i].need == XAP_FORBIDDEN || !is_first_of_group(i))
                continue;

            bit_set set = with_word(i, &is_required);

            has_words = true;
            if (!is_required)
                unite(optional, set);
            else if (has_required)
                intersect(required, set);
            else
                required = set;
            has_required |= is_required;
        }
        if (!has_words)
            required = with_term(str{"", 0});
        else if (!has_required)
            required.swap(optional);
        if (has_words)
            unite(required, with_any(plan->pins, plan->pin_count));
        for (size_t i = 0; i < plan->term_count; i++)
            if (plan->terms[i].need == XAP_FORBIDDEN)
                subtract(required, with_term(plan->terms[i].name));
        return required;
    }
    bit_set passing(const struct xap_filter &filter) const
    {
        return with_any(filter.terms, filter.count);
    }
    /* Drop what is not within the range, or what is. */
    void keep_range(bit_set &set, const struct xap_range &range,
                    const value_table &table) const
    {
        const std::vector<uint32_t> &of = table.of[shard];
        auto from = std::lower_bound(table.values.begin(), table.values.end(),
                                     to_string(range.begin));
        auto to = std::upper_bound(table.values.begin(), table.values.end(),
                                   to_string(range.end));
        auto first = static_cast<uint32_t>(from - table.values.begin());
        auto last = static_cast<uint32_t>(to - table.values.begin());

        for_each_bit(set, [&](size_t id) {
            bool is_within = of[id] >= first && of[id] < last;

            if (is_within == range.is_excluded)
                set[id >> 6] &= ~(uint64_t(1) << (id & 63));
        });
    }
};

/* Read a slot once for each commit. */
const value_table &table_of(struct xap_reader *reader, uint32_t slot)
{
    auto found = reader->cache.tables.find(slot);

    if (found != reader->cache.tables.end())
        return found->second;

    value_table table;
    std::unordered_map<std::string, uint32_t> places;

    for (Xapian::Database &db : reader->shards) {
        std::vector<uint32_t> of(db.get_lastdocid() + 1);
        Xapian::ValueIterator end = db.valuestream_end(slot);

        std::fill(of.begin(), of.end(), UINT32_MAX);
        for (Xapian::ValueIterator it = db.valuestream_begin(slot); it != end;
             ++it) {
            auto place =
                places.emplace(*it, static_cast<uint32_t>(table.values.size()));

            if (place.second)
                table.values.push_back(place.first->first);
            of[it.get_docid()] = place.first->second;
        }
        table.of.push_back(std::move(of));
    }

    /* from the order in which they came to that of their bytes */
    std::vector<uint32_t> order(table.values.size());
    std::vector<uint32_t> rank(table.values.size());
    std::vector<std::string> sorted;

    for (size_t i = 0; i < order.size(); i++)
        order[i] = static_cast<uint32_t>(i);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
        return table.values[a] < table.values[b];
    });
    sorted.reserve(order.size());
    for (size_t i = 0; i < order.size(); i++) {
        rank[order[i]] = static_cast<uint32_t>(i);
        sorted.push_back(std::move(table.values[order[i]]));
    }
    table.values.swap(sorted);
    for (std::vector<uint32_t> &of : table.of)
        for (uint32_t &place : of)
            if (place != UINT32_MAX)
                place = rank[place];
    table.stamp = ++reader->stamp;

    value_table &kept = reader->cache.tables[slot];

    kept = std::move(table);
    for (const std::string &value : kept.values)
        kept.names.push_back(str{value.data(), value.size()});
    return kept;
}

void count_shard(struct xap_reader *reader, const struct xap_plan *plan,
                 size_t shard, const value_table *table,
                 const uint64_t *without, size_t count,
                 struct xap_tally *counts)
{
    Counter counter(reader, plan, shard);
    std::vector<bit_set> passing;
    bit_set words = counter.words();

    for (size_t i = 0; i < plan->range_count; i++)
        counter.keep_range(words, plan->ranges[i],
                           table_of(reader, plan->ranges[i].slot));
    for (size_t i = 0; i < plan->filter_count; i++)
        passing.push_back(counter.passing(plan->filters[i]));
    for (size_t k = 0; k < count; k++) {
        bit_set set = words;
        uint32_t *with_value = counts[k].with_value;

        for (size_t i = 0; i < plan->filter_count; i++) {
            if (i < 64 && (without[k] >> i & 1))
                continue;
            if (plan->filters[i].is_excluded)
                subtract(set, passing[i]);
            else
                intersect(set, passing[i]);
        }
        counts[k].total += count_bits(set);
        if (table)
            for_each_bit(set, [&](size_t id) {
                if (table->of[shard][id] != UINT32_MAX)
                    with_value[table->of[shard][id]]++;
            });
    }
}

void count_once(struct xap_reader *reader, const struct xap_plan *plan,
                int slot, const uint64_t *without, size_t count,
                struct arena *arena, struct xap_counts *out)
{
    const value_table *table =
        slot < 0 ? nullptr : &table_of(reader, static_cast<uint32_t>(slot));

    *out = {};
    out->counts = static_cast<struct xap_tally *>(
        arena_calloc(arena, count, sizeof *out->counts));
    if (table) {
        out->values = table->names.data();
        out->value_count = table->names.size();
        out->values_stamp = table->stamp;
        for (size_t i = 0; i < count; i++)
            out->counts[i].with_value = static_cast<uint32_t *>(
                arena_calloc(arena, table->names.size(), sizeof(uint32_t)));
    }
    for (size_t i = 0; i < reader->shards.size(); i++)
        count_shard(reader, plan, i, table, without, count, out->counts);
}

} // namespace

/* --- writing --- */

enum slv_status xap_writer_open(struct xap_writer **out, const char *path,
                                enum xap_writer_mode mode,
                                struct slv_error *err)
{
    const place at = {"write to", path, true};
    int flags = Xapian::DB_CREATE_OR_OPEN;

    *out = nullptr;
    if (mode != XAP_UPDATE)
        flags = Xapian::DB_CREATE_OR_OVERWRITE;
    if (mode == XAP_BUILD)
        flags |= Xapian::DB_NO_SYNC;
    return guard(err, at, [&] {
        *out = new xap_writer(path, flags);
        return SLV_OK;
    });
}

void xap_writer_close(struct xap_writer *writer)
{
    delete writer;
}

enum slv_status xap_writer_add(struct xap_writer *writer,
                               const struct xap_document *doc,
                               struct slv_error *err)
{
    enum slv_status status = check_document(err, doc);

    if (status != SLV_OK)
        return status;
    return change(writer, err, "write to", [&] {
        writer->db.add_document(make_document(writer, doc));
        flush_when_large(writer);
    });
}

enum slv_status xap_writer_replace(struct xap_writer *writer,
                                   struct str unique_term,
                                   const struct xap_document *doc,
                                   struct slv_error *err)
{
    enum slv_status status = check_name(err, "term", unique_term);

    if (status == SLV_OK)
        status = check_document(err, doc);
    if (status != SLV_OK)
        return status;
    if (!has_term(doc, unique_term))
        return slv_fail(err, SLV_ERR_INPUT,
                        "the document lacks the term %.*s that it replaces",
                        static_cast<int>(unique_term.len), unique_term.ptr);
    return change(writer, err, "write to", [&] {
        writer->db.replace_document(to_string(unique_term),
                                    make_document(writer, doc));
        flush_when_large(writer);
    });
}

enum slv_status xap_writer_remove(struct xap_writer *writer,
                                  struct str unique_term, struct slv_error *err)
{
    enum slv_status status = check_name(err, "term", unique_term);

    if (status != SLV_OK)
        return status;
    return change(writer, err, "write to",
                  [&] { writer->db.delete_document(to_string(unique_term)); });
}

enum slv_status xap_writer_put(struct xap_writer *writer, struct str key,
                               struct str value, struct slv_error *err)
{
    enum slv_status status = check_name(err, "metadata key", key);

    if (status != SLV_OK)
        return status;
    return change(writer, err, "write to", [&] {
        writer->db.set_metadata(to_string(key), to_string(value));
    });
}

enum slv_status xap_writer_commit(struct xap_writer *writer,
                                  struct slv_error *err)
{
    return change(writer, err, "write to", [&] {
        writer->db.commit_transaction();
        writer->pending_bytes = 0;
        writer->db.begin_transaction();
    });
}

enum slv_status xap_compact(const char *const *sources, size_t count,
                            const char *target, struct slv_error *err)
{
    const place at = {"write to", target, true};
    enum slv_status status = SLV_OK;
    struct stat about;
    Xapian::Database all;

    if (count == 0)
        return slv_fail(err, SLV_ERR_INPUT, "there is nothing to merge into %s",
                        target);
    if (lstat(target, &about) == 0)
        return slv_fail(err, SLV_ERR_CANNOT_CREATE,
                        "cannot merge into %s: it exists already", target);
    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        const place source = {"read", sources[i]};

        status = guard(err, source, [&] {
            all.add_database(open_shard(sources[i]));
            return SLV_OK;
        });
    }
    if (status != SLV_OK)
        return status;
    status = guard(err, at, [&] {
        all.compact(target,
                    Xapian::Compactor::FULL | Xapian::DBCOMPACT_MULTIPASS);
        sync_database(target);
        return SLV_OK;
    });
    if (status != SLV_OK)
        remove_database(target);
    return status;
}

/* --- reading --- */

enum slv_status xap_reader_open(struct xap_reader **out,
                                const char *const *paths, size_t count,
                                struct slv_error *err)
{
    std::unique_ptr<xap_reader> reader(new xap_reader);
    enum slv_status status = SLV_OK;

    *out = nullptr;
    if (count == 0 || count > XAP_SHARDS_MAX)
        return slv_fail(err, SLV_ERR_INPUT,
                        "a reader takes 1 to %d indexes, not %zu",
                        XAP_SHARDS_MAX, count);
    reader->paths.assign(paths, paths + count);
    take_stamps(reader.get());
    /* Each alone first, so that a failure names the folder it is about. */
    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        const place at = {"read", paths[i]};

        status = guard(err, at, [&] {
            reader->shards.push_back(open_shard(paths[i]));
            reader->all.add_database(reader->shards.back());
            return SLV_OK;
        });
    }
    if (status != SLV_OK)
        return status;
    reader->document_count = reader->all.get_doccount();
    *out = reader.release();
    return SLV_OK;
}

void xap_reader_close(struct xap_reader *reader)
{
    delete reader;
}

enum slv_status xap_reader_refresh(struct xap_reader *reader, bool *changed,
                                   struct slv_error *err)
{
    bool unused;

    if (!changed)
        changed = &unused;
    *changed = false;
    return read(reader, err, "read", [&] {
        if (!sees_newest(reader))
            refresh(reader);
        *changed = reader->has_news;
        reader->has_news = false;
        return SLV_OK;
    });
}

uint64_t xap_reader_document_count(const struct xap_reader *reader)
{
    return reader->document_count;
}

void xap_multi_value(const struct str *items, size_t count, struct arena *arena,
                     struct str *out)
{
    struct str *sorted =
        static_cast<struct str *>(arena_calloc(arena, count, sizeof *sorted));
    struct str *end = sorted;
    size_t size = 0;
    char *bytes;

    for (size_t i = 0; i < count; i++) {
        struct str item = cut_item(items[i]);

        if (item.len > 0)
            *end++ = item;
    }
    std::sort(sorted, end, bytes_before);
    end = std::unique(sorted, end, bytes_equal);
    for (const struct str *item = sorted; item < end; item++)
        size += 1 + item->len;
    bytes = static_cast<char *>(arena_alloc(arena, size));
    *out = str{bytes, size};
    for (const struct str *item = sorted; item < end; item++) {
        *bytes++ = static_cast<char>(item->len);
        std::memcpy(bytes, item->ptr, item->len);
        bytes += item->len;
    }
}

enum slv_status xap_search(struct xap_reader *reader,
                           const struct xap_plan *plan, struct arena *arena,
                           struct xap_result *out, struct slv_error *err)
{
    enum slv_status status = check_plan(err, plan);

    *out = {};
    if (status != SLV_OK)
        return status;
    return read(reader, err, "search", [&] {
        search_once(reader, plan, arena, out);
        return SLV_OK;
    });
}

enum slv_status xap_count(struct xap_reader *reader,
                          const struct xap_plan *plan, int slot,
                          const uint64_t *without, size_t count,
                          struct arena *arena, struct xap_counts *out,
                          struct slv_error *err)
{
    enum slv_status status = check_plan(err, plan);

    *out = {};
    if (status != SLV_OK)
        return status;
    return read(reader, err, "search", [&] {
        count_once(reader, plan, slot, without, count, arena, out);
        return SLV_OK;
    });
}

/* Calls take(shard, document number) for the document with `unique_term`. */
template <typename Take>
static enum slv_status find_document(struct xap_reader *reader,
                                     struct str unique_term,
                                     struct slv_error *err, Take take)
{
    enum slv_status status = check_name(err, "term", unique_term);

    if (status != SLV_OK)
        return status;
    return read(
        reader, err, "read", [&]() -> enum slv_status {
            std::string term = to_string(unique_term);

            for (size_t i = 0; i < reader->shards.size(); i++) {
                Xapian::Database &db = reader->shards[i];
                Xapian::PostingIterator it = db.postlist_begin(term);

                if (it == db.postlist_end(term))
                    continue;
                take(static_cast<uint32_t>(i), *it);
                return SLV_OK;
            }
            return slv_fail(err, SLV_ERR_NOT_FOUND,
                            "no document has the term %.*s",
                            static_cast<int>(unique_term.len), unique_term.ptr);
        });
}

enum slv_status xap_get(struct xap_reader *reader, struct str unique_term,
                        int attachment_slot, struct arena *arena,
                        struct xap_hit *out, struct slv_error *err)
{
    *out = {};
    return find_document(
        reader, unique_term, err, [&](uint32_t shard, Xapian::docid id) {
            take_record(reader, shard, id, attachment_slot, arena, out);
        });
}

enum slv_status xap_get_terms(struct xap_reader *reader, struct str unique_term,
                              struct arena *arena, struct xap_term **out,
                              size_t *count, struct slv_error *err)
{
    *out = nullptr;
    *count = 0;
    return find_document(
        reader, unique_term, err, [&](uint32_t shard, Xapian::docid id) {
            Xapian::Database &db = reader->shards[shard];
            std::vector<struct xap_term> terms;

            Xapian::TermIterator end = db.termlist_end(id);
            for (Xapian::TermIterator it = db.termlist_begin(id); it != end;
                 ++it)
                if (it.get_wdf() > 0)
                    terms.push_back({copy_to(arena, *it), it.get_wdf()});
            *count = terms.size();
            *out = static_cast<struct xap_term *>(
                arena_calloc(arena, terms.size(), sizeof **out));
            if (!terms.empty())
                std::memcpy(*out, terms.data(), terms.size() * sizeof **out);
        });
}

enum slv_status xap_get_metadata(struct xap_reader *reader, uint32_t shard,
                                 struct str key, struct arena *arena,
                                 struct str *out, struct slv_error *err)
{
    enum slv_status status = check_name(err, "metadata key", key);

    *out = {};
    SLV_ASSERT(shard < reader->shards.size());
    if (status != SLV_OK)
        return status;
    return read(reader, err, "read", [&] {
        *out =
            copy_to(arena, reader->shards[shard].get_metadata(to_string(key)));
        return SLV_OK;
    });
}

enum slv_status xap_list_data(struct xap_reader *reader, uint32_t shard,
                              struct arena *arena, struct str **out,
                              size_t *count, struct slv_error *err)
{
    *out = nullptr;
    *count = 0;
    SLV_ASSERT(shard < reader->shards.size());
    return read(reader, err, "read", [&] {
        Xapian::Database &db = reader->shards[shard];
        Xapian::PostingIterator end = db.postlist_end(std::string());

        *count = 0;
        *out = static_cast<struct str *>(
            arena_calloc(arena, db.get_doccount(), sizeof **out));
        for (Xapian::PostingIterator it = db.postlist_begin(std::string());
             it != end; ++it)
            (*out)[(*count)++] = copy_to(
                arena,
                db.get_document(*it, Xapian::DOC_ASSUME_VALID).get_data());
        return SLV_OK;
    });
}

enum slv_status xap_list_terms(struct xap_reader *reader, struct str prefix,
                               size_t limit, struct arena *arena,
                               struct xap_facet_value **out, size_t *count,
                               struct slv_error *err)
{
    *out = nullptr;
    *count = 0;
    if (prefix.len > XAP_TERM_MAX)
        return check_name(err, "prefix", prefix);
    return read(reader, err, "read", [&] {
        std::string start = to_string(prefix);
        std::vector<struct xap_facet_value> found;

        Xapian::TermIterator end = reader->all.allterms_end(start);
        for (Xapian::TermIterator it = reader->all.allterms_begin(start);
             it != end && found.size() < limit; ++it) {
            std::string name = *it;
            struct str rest = {name.data() + prefix.len,
                               name.size() - prefix.len};

            found.push_back({arena_str(arena, rest), it.get_termfreq()});
        }
        *count = found.size();
        *out = static_cast<struct xap_facet_value *>(
            arena_calloc(arena, found.size(), sizeof **out));
        if (!found.empty())
            std::memcpy(*out, found.data(), found.size() * sizeof **out);
        return SLV_OK;
    });
}

static uint64_t frequency_of(struct xap_reader *reader, struct str name)
{
    std::string term = to_string(name);
    auto known = reader->frequencies.find(term);
    uint64_t frequency;

    if (known != reader->frequencies.end())
        return known->second;
    frequency = reader->all.get_termfreq(term);
    if (reader->frequencies.size() >= FREQUENCIES_MAX)
        reader->frequencies.clear();
    reader->frequencies.emplace(std::move(term), frequency);
    return frequency;
}

enum slv_status xap_term_frequencies(struct xap_reader *reader,
                                     const struct str *names, size_t count,
                                     uint64_t *out, struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < count && status == SLV_OK; i++)
        status = check_name(err, "term", names[i]);
    if (status != SLV_OK)
        return status;
    return read(reader, err, "read", [&] {
        for (size_t i = 0; i < count; i++)
            out[i] = frequency_of(reader, names[i]);
        return SLV_OK;
    });
}

/* --- stemming --- */

enum slv_status xap_stemmer_open(struct xap_stemmer **out, const char *language,
                                 struct slv_error *err)
{
    *out = nullptr;
    try {
        if (language[0] == '\0')
            throw Xapian::InvalidArgumentError("no language");
        *out = new xap_stemmer(language);
        return SLV_OK;
    } catch (const Xapian::InvalidArgumentError &) {
        slv_fail(err, SLV_ERR_NOT_FOUND,
                 "there is no stemmer for the language \"%s\"", language);
        slv_hint(err, "Known are, among others: english, german, french, "
                      "spanish, and none.");
        return SLV_ERR_NOT_FOUND;
    } catch (const std::exception &error) {
        return slv_fail(err, SLV_ERR_INTERNAL, "cannot open a stemmer: %s",
                        error.what());
    }
}

void xap_stemmer_close(struct xap_stemmer *stemmer)
{
    delete stemmer;
}

struct str xap_stem(struct xap_stemmer *stemmer, struct str word)
{
    if (word.len == 0 || word.len > XAP_STEM_MAX)
        return word;
    try {
        stemmer->out = stemmer->stem(to_string(word));
        return str{stemmer->out.data(), stemmer->out.size()};
    } catch (...) {
        return word;
    }
}
