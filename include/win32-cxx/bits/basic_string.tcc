/* SPDX-License-Identifier: MIT */
/* libstdc++'s std::basic_string. It would take std::wstring from libstdc++.so,
 * where wchar_t has 32 bits; without that promise the compiler makes one of 16
 * bits here, as it does for any other character type. */
#pragma GCC system_header
#pragma push_macro("_GLIBCXX_USE_WCHAR_T")
#undef _GLIBCXX_USE_WCHAR_T
#include_next <bits/basic_string.tcc>
#pragma pop_macro("_GLIBCXX_USE_WCHAR_T")
