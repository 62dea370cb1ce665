/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The commands of the server's half, for src/main.c; see indexer/commands.h.
 */
#ifndef SERVER_COMMANDS_H
#define SERVER_COMMANDS_H

int cmd_serve(int argc, char **argv);
int cmd_token(int argc, char **argv);
int cmd_user(int argc, char **argv);
int cmd_webhook(int argc, char **argv);

#endif
