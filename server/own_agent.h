/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A member of staff who works on cases is an agent by the own login. The store
 * makes an agent of a key alone; here it gets name and mail address too.
 */
#ifndef SERVER_OWN_AGENT_H
#define SERVER_OWN_AGENT_H

#include "solvent/status.h"

struct app;
struct request;

/* See to it that the user is an agent with a name, as owners are. ERR_PERMISSION
 * for nobody. */
SLV_MUST_CHECK enum slv_status own_agent_make(struct app *app,
                                              const struct request *request,
                                              struct slv_error *err);

#endif
