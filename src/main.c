/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The command table: which word runs which command. The only file that sees
 * both the indexer's and the server's half; what a command does is in its own
 * file.
 */
#include "base/check.h"
#include "base/str.h"
#include "indexer/commands.h"
#include "server/commands.h"

#include <stdio.h>

enum { EXIT_USAGE = 2 };

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *arguments;
    const char *summary;
} commands[] = {
    {"index", cmd_index, "DIR... --data D",
     "Bring the index in step with folders of articles"},
    {"check", cmd_check, "DIR|FILE...",
     "Say what is odd in articles and rules"},
    {"search", cmd_search, "WORDS --data D", "Search from the terminal"},
    {"eval", cmd_eval, "--queries F ...",
     "Measure the ranking against judgements"},
    {"import", cmd_import, "KIND FILE --data D",
     "Bring customers, cases, time or income in"},
    {"export", cmd_export, "KIND --data D", "Write them out again"},
    {"coverage", cmd_coverage, "--data D",
     "Print the problems that no article covers"},
    {"severity", cmd_severity, "[set FILE] --data D",
     "Say how fast cases are answered and fixed"},
    {"calendar", cmd_calendar, "[set NAME FILE] --data D",
     "Name other business hours, for contracts"},
    {"contract", cmd_contract, "[set KEY] --data D",
     "Say what a customer was promised instead"},
    {"rate", cmd_rate, "[set WHO] --data D", "Say what an hour of work costs"},
    {"report", cmd_report, "NAME --data D", "Print a report"},
    {"user", cmd_user, "add LOGIN --data D",
     "Say who may sign in, and as what"},
    {"token", cmd_token, "add NAME --data D",
     "Give programs access to the API"},
    {"webhook", cmd_webhook, "add ADDRESS --data D",
     "Tell other programs of what happens"},
    {"serve", cmd_serve, "--data D", "Serve the help site and its API"},
};

static void print_commands(FILE *out)
{
    fputs("Solvent finds the article that solves the problem.\n\n"
          "Example:\n"
          "  solvent index articles --data var/data\n"
          "  solvent serve --data var/data\n\n"
          "Commands:\n",
          out);
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        fprintf(out, "  solvent %-8s %-19s %s\n", commands[i].name,
                commands[i].arguments, commands[i].summary);
    fputs("\n'solvent COMMAND --help' says more about one; 'solvent --version' "
          "names this version.\n",
          out);
}

int main(int argc, char **argv)
{
    struct str word = str_from(argc > 1 ? argv[1] : NULL);

    if (word.len == 0 || str_equal(word, STR("--help")) ||
        str_equal(word, STR("-h")) || str_equal(word, STR("help"))) {
        print_commands(stdout);
        return 0;
    }
    if (str_equal(word, STR("--version"))) {
        puts("solvent " SOLVENT_VERSION);
        return 0;
    }
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        if (str_equal(word, str_from(commands[i].name)))
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr,
            "solvent: there is no command \"%s\"\n"
            "Run 'solvent' to see the commands.\n",
            argv[1]);
    return EXIT_USAGE;
}
