/* SPDX-License-Identifier: MIT */
/* The same for std::experimental::filesystem: see <bits/fs_path.h>. */
#pragma GCC system_header
#pragma push_macro("_WIN32")
#undef _WIN32
#include_next <experimental/bits/fs_path.h>
#pragma pop_macro("_WIN32")
