/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The commands of the indexer's half, for src/main.c. Each takes its own
 * arguments (argv[0] is its name), reports on stderr and returns the exit code
 * of the process.
 */
#ifndef INDEXER_COMMANDS_H
#define INDEXER_COMMANDS_H

int cmd_index(int argc, char **argv);
int cmd_search(int argc, char **argv);
int cmd_eval(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_coverage(int argc, char **argv);
int cmd_severity(int argc, char **argv);
int cmd_calendar(int argc, char **argv);
int cmd_contract(int argc, char **argv);
int cmd_rate(int argc, char **argv);
int cmd_report(int argc, char **argv);

#endif
