/* SPDX-License-Identifier: MIT */
/* libstdc++'s std::filesystem::path for Linux: with _WIN32 defined it would
 * take on Windows' separators and wchar_t, which the compiled half in
 * libstdc++.so does not have. */
#pragma GCC system_header
#pragma push_macro("_WIN32")
#undef _WIN32
#include_next <bits/fs_path.h>
#pragma pop_macro("_WIN32")
