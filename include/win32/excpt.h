/* SPDX-License-Identifier: MIT */
/* Filter results of structured exception handling, which Linux does not have:
 * the values are here for the code that mentions them. */
#ifndef WS2_EXCPT_H
#define WS2_EXCPT_H

#define EXCEPTION_EXECUTE_HANDLER    1
#define EXCEPTION_CONTINUE_SEARCH    0
#define EXCEPTION_CONTINUE_EXECUTION (-1)

#endif
