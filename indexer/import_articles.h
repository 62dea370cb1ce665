/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent import articles FILE --into DIR`: one long text becomes draft
 * articles. Nothing that is there is written over.
 */
#ifndef INDEXER_IMPORT_ARTICLES_H
#define INDEXER_IMPORT_ARTICLES_H

/* Takes its arguments as cmd_import() does; returns the exit code. */
int import_articles(int argc, char **argv);

#endif
