/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The naive way to search a folder of Markdown with Xapian, to compare with:
 * each file goes through Xapian's TermGenerator (stemming, positions) in one
 * process, and a libmicrohttpd server answers with the ten best titles.
 *
 *     naive index DB DIR...
 *     naive serve DB          prints "listening on http://127.0.0.1:PORT"
 *
 * Titles are in value slots, so that a hit list need not inflate the Markdown,
 * which is the document's data. It leaves out what a product needs: snippets,
 * updates, filters, identifiers, access.
 */
#include <microhttpd.h>
#include <xapian.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

enum : Xapian::valueno { SLOT_TITLE, SLOT_PATH };

/* The rest of the first line that begins with `key`, or nothing. */
static std::string line_after(const std::string &text, const std::string &key)
{
    size_t at = text.rfind(key, 0) == 0 ? 0 : text.find("\n" + key);
    if (at == std::string::npos)
        return {};
    at = text.find(key, at) + key.size();
    return text.substr(at, text.find_first_of("\r\n", at) - at);
}

/* The text after the front matter, which is not for readers. */
static std::string body_of(const std::string &text)
{
    size_t end =
        text.rfind("---", 0) == 0 ? text.find("\n---", 3) : std::string::npos;
    return end == std::string::npos ? text : text.substr(end + 4);
}

static std::string title_of(const std::string &text, const fs::path &path)
{
    std::string title = line_after(text, "title:");
    if (title.empty())
        title = line_after(text, "# ");
    return title.empty() ? path.stem().string() : title;
}

static int index_folders(const char *db, int count, char **dirs)
{
    std::vector<fs::path> files;
    for (int i = 0; i < count; i++)
        for (const auto &entry : fs::recursive_directory_iterator(dirs[i]))
            if (entry.is_regular_file() && entry.path().extension() == ".md")
                files.push_back(entry.path());
    std::sort(files.begin(), files.end());

    Xapian::WritableDatabase database(db, Xapian::DB_CREATE_OR_OVERWRITE);
    Xapian::TermGenerator generator;
    generator.set_stemmer(Xapian::Stem("en"));
    for (const auto &path : files) {
        std::ifstream in(path, std::ios::binary);
        std::string text((std::istreambuf_iterator<char>(in)), {});
        std::string title = title_of(text, path);
        Xapian::Document document;
        generator.set_document(document);
        generator.set_termpos(0);
        generator.index_text(title, 5);
        generator.increase_termpos();
        generator.index_text(body_of(text));
        document.add_value(SLOT_TITLE, title);
        document.add_value(SLOT_PATH, path.string());
        document.set_data(text);
        database.add_document(document);
    }
    database.commit();
    std::printf("{\"added\":%zu}\n", files.size());
    return 0;
}

struct server {
    std::string db;
};

static void json_string(std::ostream &out, const std::string &text)
{
    out << '"';
    for (unsigned char c : text) {
        char escape[8];
        if (c == '"' || c == '\\')
            out << '\\' << c;
        else if (c < 0x20) {
            std::snprintf(escape, sizeof escape, "\\u%04x", c);
            out << escape;
        } else
            out << c;
    }
    out << '"';
}

static std::string answer(const Xapian::Database &database, const char *text)
{
    Xapian::QueryParser parser;
    parser.set_stemmer(Xapian::Stem("en"));
    parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
    parser.set_database(database);
    parser.set_default_op(Xapian::Query::OP_OR);
    Xapian::Query query;
    try {
        query = parser.parse_query(text);
    } catch (const Xapian::QueryParserError &) {
        query = parser.parse_query(text, 0);
    }
    Xapian::Enquire enquire(database);
    enquire.set_query(query);
    Xapian::MSet hits = enquire.get_mset(0, 10);
    std::ostringstream out;
    out << "{\"total\":" << hits.get_matches_estimated() << ",\"hits\":[";
    for (auto hit = hits.begin(); hit != hits.end(); ++hit) {
        Xapian::Document document = hit.get_document();
        out << (hit == hits.begin() ? "{\"id\":" : ",{\"id\":");
        json_string(out, document.get_value(SLOT_PATH));
        out << ",\"title\":";
        json_string(out, document.get_value(SLOT_TITLE));
        out << ",\"score\":" << hit.get_weight() << '}';
    }
    out << "]}\n";
    return out.str();
}

static MHD_Result handle(void *context, MHD_Connection *connection,
                         const char *, const char *, const char *, const char *,
                         size_t *, void **request)
{
    static char begun;
    if (!*request) { /* answering the first call would end the connection */
        *request = &begun;
        return MHD_YES;
    }
    auto *server = static_cast<struct server *>(context);
    thread_local Xapian::Database database(server->db);
    const char *text =
        MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "q");
    std::string body;
    unsigned status = MHD_HTTP_OK;
    try {
        body = answer(database, text ? text : "");
    } catch (const Xapian::Error &error) {
        body = error.get_description();
        status = MHD_HTTP_INTERNAL_SERVER_ERROR;
    }
    MHD_Response *response = MHD_create_response_from_buffer(
        body.size(), body.data(), MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", "application/json");
    MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static int serve(const char *db)
{
    server server{db};
    sigset_t signals;
    int signal;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, nullptr, nullptr, handle, &server,
        MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_END);
    if (!daemon) {
        std::fprintf(stderr, "naive: cannot listen\n");
        return 1;
    }
    std::printf("listening on http://127.0.0.1:%u\n",
                MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    std::fflush(stdout);
    sigwait(&signals, &signal);
    MHD_stop_daemon(daemon);
    return 0;
}

int main(int argc, char **argv)
{
    try {
        if (argc > 3 && std::strcmp(argv[1], "index") == 0)
            return index_folders(argv[2], argc - 3, argv + 3);
        if (argc == 3 && std::strcmp(argv[1], "serve") == 0)
            return serve(argv[2]);
    } catch (const Xapian::Error &error) {
        std::fprintf(stderr, "naive: %s\n", error.get_description().c_str());
        return 1;
    }
    std::fprintf(stderr, "usage: naive index DB DIR...\n"
                         "       naive serve DB\n");
    return 2;
}
