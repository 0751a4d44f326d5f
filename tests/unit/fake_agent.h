/* SPDX-License-Identifier: MIT */
/* A signalling agent that does as its clients say, by the numbers in what they
 * ask for. It runs until its last client is gone. */
#ifndef UNIT_FAKE_AGENT_H
#define UNIT_FAKE_AGENT_H

/* The sending TokenRate of a SET says how it is met. */
#define FAKE_GOOD    10000u /* done, and a change with all objects */
#define FAKE_REFUSED 10001u /* WSA_QOS_ADMISSION_FAILURE */
#define FAKE_MUTE    10002u /* no answer */
#define FAKE_GARBAGE 10003u /* an answer that is none */
#define FAKE_DEADLY  10004u /* the agent ends */
#define FAKE_QUIET   10005u /* done, and no change */

/* Questions: what is 50000 less is the answer, but for these. */
#define FAKE_DIES  50006u
#define FAKE_ENDS  50005u /* how many ENDs this agent has seen */
#define FAKE_MOVES 50004u /* the port the flow moved to */

/* The extended status of a change: the agent's process, and how many SETs it
 * has seen for this flow. */

/* As the library starts it. name is the program's: one that ends in "old" is
 * of another version, in "never" never ready, in "strict" refuses whatever is
 * asked for. */
int fake_agent_run(const char *name, int ready);

#endif
