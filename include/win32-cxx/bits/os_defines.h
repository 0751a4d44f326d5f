/* SPDX-License-Identifier: MIT */
/* libstdc++'s facts about the system it was built for. They ask for __linux__,
 * which ws2-cc hides: without it std::thread would look for the thread library
 * by weak symbols, and miss it in a static program. */
#pragma GCC system_header
#pragma push_macro("__linux__")
#define __linux__ 1
#include_next <bits/os_defines.h>
#pragma pop_macro("__linux__")
