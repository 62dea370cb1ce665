/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The text. See body_dictionary.h. What is most frequent stands last, where
 * naming it takes the fewest bits. A string of C has 4,095 bytes at most, so it
 * is two that lie side by side.
 */
#include "core/search/body_dictionary.h"

#define RARE                                                                 \
    "function functions method methods property properties object "          \
    "objects class classes member members constructor argument arguments "   \
    "variable variables expression string integer boolean array "            \
    "collection template header library namespace compiler project "         \
    "source code line command script module package document documents "     \
    "worksheet range table query record field form report control event "    \
    "events handler dialog box menu window read-only read/write sets or "    \
    "returns gets or sets an object that represents the if this is not "     \
    "true false null by default can be used to for example the following "   \
    "code shows how to in this case see the example below a list of all "    \
    "the name of the the number of the type of the value of the one of "     \
    "the following "                                                         \
    "additional information about the following article for more "           \
    "information, see references applies to environment workaround "         \
    "original product version status overview introduction prerequisites "   \
    "requirements note important warning caution tip example remarks "       \
    "parameters return value syntax description see also related articles "  \
    "known issues administrator account password permission security "       \
    "certificate authentication authorization connection connected network " \
    "server client database service domain address computer device printer " \
    "keyboard memory process processor operating system hardware software "  \
    "application program driver firmware browser internet website message "  \
    "messages attachment calendar meeting contact folder directory "         \
    "document documents property properties attribute attributes function "  \
    "functions method methods object objects class member members variable " \
    "variables argument arguments string strings integer boolean character " \
    "characters number numbers expression statement statements operator "    \
    "pointer reference returns returned specifies specified specify "        \
    "contains containing represents determines indicates identifies "        \
    "provides provided supports supported requires required "

#define FREQUENT                                                             \
    "optional default automatically manually successfully unexpectedly "     \
    "previously currently available unavailable enabled disabled installed " \
    "uninstall installation configuration configured configure settings "    \
    "setting option options policy feature update updates updated upgrade "  \
    "download upload register registry key keys subkey value values name "   \
    "names type types text list lists table tables column row rows cell "    \
    "cells form forms control controls event events action actions command " \
    "commands script scripts cmdlet parameter window windows dialog box "    \
    "button buttons menu tab page pages field fields view views group "      \
    "groups user users user's customer customers mailbox mailboxes mail "    \
    "email online license subscription organization tenant portal admin "    \
    "center license local remote public private shared failed failure "      \
    "fails error errors error message code exception problem problems "      \
    "issue issues occurs occurred because incorrect invalid missing unable " \
    "cannot could not does not did not is not are not was not has not been " \
    "will not may not must not should not. If you do not have the expected " \
    "behavior. This issue occurs if one or more of the following "           \
    "conditions are true: This problem occurs because the following error "  \
    "message is displayed: You receive an error message that resembles the " \
    "following: When you try to open the file, you receive the following "   \
    "error message: To resolve this issue, use one of the following "        \
    "methods: To fix this problem, follow these steps: To work around this " \
    "issue, To do this, follow these steps: On the File menu, select "       \
    "Options. In the left pane, right-click the name of the folder, and "    \
    "then select Properties. In the navigation pane, In the Settings "       \
    "dialog box, select the check box, and then select OK. Select Start, "   \
    "select Run, type regedit in the Open box, and then press Enter. Type "  \
    "the following command, and then press Enter: Restart the computer. "    \
    "Close all programs and start again. Make sure that you have the "       \
    "latest version installed. Verify that the account has permissions. "    \
    "Check whether the service is running. For more information about how "  \
    "to use this, see the documentation. The following table lists the "     \
    "values that you can use. The following example shows how to set the "   \
    "value of the property. This method returns an object that represents "  \
    "the specified item. Use this parameter to specify the name of the "     \
    "file that you want to use. You can use any value that uniquely "        \
    "identifies the user. For example, \n## Symptoms\n\n## Cause\n\n## "     \
    "Resolution\n\n## Workaround\n\n## More information\n\n## See "          \
    "also\n\n## Example\n\n```\n\n- \n- **\n1. \n2. \n3. Select \n4. \n5. "  \
    "\n\n|---|---|\n| | \n> [!NOTE]\n> .\n\nThis article describes how to "  \
    "\nThe \nA \nIf the \nIf you \nWhen you \nYou can \nTo \nIn the \nFor "  \
    "\n which are used by other than their more than one same only all any " \
    "each both these those there where when who how what why before after "  \
    "during until while through between into over under about against "      \
    "without within then than also such as well as but or so if not no yes " \
    "new old first last next same other another some most many much more "   \
    "less least very just only still already yet has have had having do "    \
    "does did done been being are were was is be can could may might must "  \
    "shall should will would need want use uses used using set sets get "    \
    "gets make makes made create creates created add adds added remove "     \
    "removes removed delete deletes change changes changed open opens "      \
    "close closes start starts stop stops run runs running install select "  \
    "click press enter type choose find show display move copy save send "   \
    "sent receive received sign in sign out log on to the of the in the "    \
    "for the on the from the by the with the at the as a is a in a of a to " \
    "a that the and the to be can be must be will be is the it is that is "  \
    "that you you want to you must you have you are you do your this the "   \
    "an example of ing the tion of ed by the, and the . The to of and a in "

static const struct {
    char rare[sizeof RARE - 1];
    char frequent[sizeof FREQUENT - 1];
} text = {RARE, FREQUENT};

const struct str body_dictionary = {text.rare, sizeof text};
